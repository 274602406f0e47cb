"""Tables of revision 0001: forecast and requirement runs, and the jobs that make them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_forecast_runs()
    _create_forecasts()
    _create_planned_forecasts()
    _create_requirement_runs()
    _create_requirements()
    _create_requirement_pools()
    _create_jobs()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_index(op.f("ix_jobs_state_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_kind_id"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("requirement_pools")
    op.drop_index(op.f("ix_requirements_queue"), table_name="requirements")
    op.drop_table("requirements")
    op.drop_table("requirement_runs")
    op.drop_table("planned_forecasts")
    op.drop_index(op.f("ix_forecasts_queue"), table_name="forecasts")
    op.drop_table("forecasts")
    op.drop_table("forecast_runs")


def _create_forecast_runs() -> None:
    op.create_table(
        "forecast_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_runs")),
    )


def _create_forecasts() -> None:
    op.create_table(
        "forecasts",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("mean", sa.LargeBinary(), nullable=False),
        sa.Column("low", sa.LargeBinary(), nullable=False),
        sa.Column("high", sa.LargeBinary(), nullable=False),
        sa.Column("aht_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("components", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("error", sa.Float(53), nullable=True),
        sa.Column("floor", sa.Float(53), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("quantile_levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("quantiles", sa.LargeBinary(), nullable=False),
        sa.Column("patience_seconds", sa.Float(53), nullable=True),
        sa.Column("abandonment", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_forecasts_queue")),
        sa.ForeignKeyConstraint(["run"], ["forecast_runs.id"], name=op.f("fk_forecasts_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "position", name=op.f("pk_forecasts")),
    )
    op.create_index(op.f("ix_forecasts_queue"), "forecasts", ["queue"], unique=False)


def _create_planned_forecasts() -> None:
    op.create_table(
        "planned_forecasts",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mean", sa.LargeBinary(), nullable=False),
        sa.Column("low", sa.LargeBinary(), nullable=False),
        sa.Column("high", sa.LargeBinary(), nullable=False),
        sa.Column("aht_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("quantiles", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run", "position"],
            ["forecasts.run", "forecasts.position"],
            name=op.f("fk_planned_forecasts_run_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run", "position", name=op.f("pk_planned_forecasts")),
    )


def _create_requirement_runs() -> None:
    op.create_table(
        "requirement_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forecast_run", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["forecast_run"], ["forecast_runs.id"], name=op.f("fk_requirement_runs_forecast_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_runs")),
    )


def _create_requirements() -> None:
    op.create_table(
        "requirements",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("skill", sa.String(length=200), nullable=False),
        sa.Column("volume", sa.LargeBinary(), nullable=False),
        sa.Column("aht_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=False),
        sa.Column("required", sa.LargeBinary(), nullable=False),
        sa.Column("service_level", sa.LargeBinary(), nullable=False),
        sa.Column("occupancy", sa.LargeBinary(), nullable=False),
        sa.Column("asa_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("abandonment", sa.LargeBinary(), nullable=False),
        sa.Column("shrinkage", sa.Double(), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("work", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_requirements_queue")),
        sa.ForeignKeyConstraint(["run"], ["requirement_runs.id"], name=op.f("fk_requirements_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "position", name=op.f("pk_requirements")),
    )
    op.create_index(op.f("ix_requirements_queue"), "requirements", ["queue"], unique=False)


def _create_requirement_pools() -> None:
    op.create_table(
        "requirement_pools",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("queues", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("subsets", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=False),
        sa.Column("required", sa.LargeBinary(), nullable=False),
        sa.Column("separate", sa.LargeBinary(), nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["requirement_runs.id"], name=op.f("fk_requirement_pools_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "position", name=op.f("pk_requirement_pools")),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_kind_id"), "jobs", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_jobs_state_id"), "jobs", ["state", "id"], unique=False)
