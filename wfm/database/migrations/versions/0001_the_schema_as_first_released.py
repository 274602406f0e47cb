"""The schema as first released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what this revision brings."""
    op.create_table(
        "allotments",
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("group", "day", name=op.f("pk_allotments")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.String(length=200), nullable=False),
        sa.Column("entity_id", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_entity_entity_id"), "audit", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_audit_who"), "audit", ["who"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("paid_low", sa.Integer(), nullable=False),
        sa.Column("paid_high", sa.Integer(), nullable=False),
        sa.Column("days_low", sa.Integer(), nullable=False),
        sa.Column("days_high", sa.Integer(), nullable=False),
        sa.Column("max_consecutive_days", sa.Integer(), nullable=False),
        sa.Column("min_rest", sa.Integer(), nullable=False),
        sa.Column("start_spread", sa.Integer(), nullable=True),
        sa.Column("max_weekends", sa.Integer(), nullable=True),
        sa.Column("shifts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
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
    op.create_table(
        "queues",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("target", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("aht_seconds", sa.Double(), nullable=False),
        sa.Column("patience_seconds", sa.Double(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("concurrency_slowdown", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("skill", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=200), nullable=False),
        sa.Column("subdivision", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
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
    op.create_table(
        "layers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_layers_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layers")),
    )
    op.create_index(op.f("ix_layers_queue"), "layers", ["queue"], unique=False)
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
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("aht_uplift", sa.Double(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_scenarios_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
    )
    op.create_index(op.f("ix_scenarios_queue"), "scenarios", ["queue"], unique=False)
    op.create_table(
        "special_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("treatment", sa.String(length=200), nullable=False),
        sa.Column("factor", sa.Double(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_special_days_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_days")),
    )
    op.create_index(op.f("ix_special_days_queue_day"), "special_days", ["queue", "day"], unique=True)
    op.create_index(
        "ux_special_days_every_queue",
        "special_days",
        ["day"],
        unique=True,
        sqlite_where=sa.text("queue IS NULL"),
        postgresql_where=sa.text("queue IS NULL"),
    )
    op.create_table(
        "history",
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("phase_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_history_queue")),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_history")),
    )
    op.create_table(
        "reps",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contract", sa.String(length=200), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("work_mode", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=True),
        sa.Column("office_low", sa.Integer(), nullable=True),
        sa.Column("office_high", sa.Integer(), nullable=True),
        sa.Column("hired", sa.Date(), nullable=True),
        sa.Column("wage_per_hour", sa.Double(), nullable=True),
        sa.Column("home_workspace_approved", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("performance", sa.Double(), nullable=True),
        sa.Column("available", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("preferred_start", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract"], ["contracts.id"], name=op.f("fk_reps_contract")),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_reps_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reps")),
    )
    op.create_index(op.f("ix_reps_contract"), "reps", ["contract"], unique=False)
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
    op.create_table(
        "calendars",
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_calendars_rep")),
        sa.PrimaryKeyConstraint("rep", name=op.f("pk_calendars")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendars_token_hash")),
    )
    op.create_table(
        "history_days",
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("offered", sa.LargeBinary(), nullable=False),
        sa.Column("handled", sa.LargeBinary(), nullable=False),
        sa.Column("abandoned", sa.LargeBinary(), nullable=False),
        sa.Column("handle_seconds", sa.LargeBinary(), nullable=False),
        sa.Column("wait_seconds", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["history.queue"], name=op.f("fk_history_days_queue")),
        sa.PrimaryKeyConstraint("queue", "day", name=op.f("pk_history_days")),
    )
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
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("requirement_run", sa.Integer(), nullable=True),
        sa.Column("objective", sa.Double(), nullable=True),
        sa.Column("lower_bound", sa.Double(), nullable=True),
        sa.Column("terms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("shortfalls", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("unscheduled", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_run"], ["requirement_runs.id"], name=op.f("fk_schedules_requirement_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_status"), "schedules", ["status"], unique=False)
    op.create_table(
        "time_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint('"start" < "end"', name=op.f("ck_time_off_order")),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_time_off_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off")),
    )
    op.create_index(op.f("ix_time_off_rep_start"), "time_off", ["rep", "start"], unique=False)
    op.create_index(op.f("ix_time_off_state_start"), "time_off", ["state", "start"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_users_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "bid_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"], name=op.f("fk_bid_rounds_schedule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_rounds")),
    )
    op.create_index(op.f("ix_bid_rounds_schedule"), "bid_rounds", ["schedule"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=True),
        sa.Column("breaks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_shifts_rep")),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"], name=op.f("fk_shifts_schedule"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_shifts_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shifts_rep_start_at"), "shifts", ["rep", "start_at"], unique=False)
    op.create_index(op.f("ix_shifts_schedule_rep_start"), "shifts", ["schedule", "rep", "start"], unique=False)
    op.create_table(
        "shift_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(length=200), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("work_mode", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=True),
        sa.Column("shifts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_shift_lines_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_lines")),
        sa.UniqueConstraint("round", "number", name=op.f("uq_shift_lines_round_number")),
    )
    op.create_table(
        "shift_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.String(length=200), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("in_return", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["in_return"], ["shifts.id"], name=op.f("fk_shift_offers_in_return"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["offered_by"], ["reps.id"], name=op.f("fk_shift_offers_offered_by")),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_shift_offers_shift"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taken_by"], ["reps.id"], name=op.f("fk_shift_offers_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_offers")),
    )
    op.create_index(op.f("ix_shift_offers_state"), "shift_offers", ["state"], unique=False)
    op.create_index(
        "ux_shift_offers_standing",
        "shift_offers",
        ["shift"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'pending')"),
        postgresql_where=sa.text("state IN ('open', 'pending')"),
    )
    op.create_table(
        "awards",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_awards_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_awards_rep")),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_awards_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round", "rep", name=op.f("pk_awards")),
        sa.UniqueConstraint("round", "line", name=op.f("uq_awards_round_line")),
    )
    op.create_table(
        "bids",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_bids_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_bids_rep")),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_bids_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round", "rep", "rank", name=op.f("pk_bids")),
        sa.UniqueConstraint("round", "rep", "line", name=op.f("uq_bids_round_rep_line")),
    )
    op.create_table(
        "line_shifts",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_line_shifts_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_line_shifts_shift"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("line", "shift", name=op.f("pk_line_shifts")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("line_shifts")
    op.drop_table("bids")
    op.drop_table("awards")
    op.drop_index(
        "ux_shift_offers_standing",
        table_name="shift_offers",
        sqlite_where=sa.text("state IN ('open', 'pending')"),
        postgresql_where=sa.text("state IN ('open', 'pending')"),
    )
    op.drop_index(op.f("ix_shift_offers_state"), table_name="shift_offers")
    op.drop_table("shift_offers")
    op.drop_table("shift_lines")
    op.drop_index(op.f("ix_shifts_schedule_rep_start"), table_name="shifts")
    op.drop_index(op.f("ix_shifts_rep_start_at"), table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(op.f("ix_sessions_user"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_bid_rounds_schedule"), table_name="bid_rounds")
    op.drop_table("bid_rounds")
    op.drop_table("users")
    op.drop_index(op.f("ix_time_off_state_start"), table_name="time_off")
    op.drop_index(op.f("ix_time_off_rep_start"), table_name="time_off")
    op.drop_table("time_off")
    op.drop_index(op.f("ix_schedules_status"), table_name="schedules")
    op.drop_table("schedules")
    op.drop_table("requirement_pools")
    op.drop_index(op.f("ix_requirements_queue"), table_name="requirements")
    op.drop_table("requirements")
    op.drop_table("history_days")
    op.drop_table("calendars")
    op.drop_table("requirement_runs")
    op.drop_index(op.f("ix_reps_contract"), table_name="reps")
    op.drop_table("reps")
    op.drop_index(
        "ux_special_days_every_queue",
        table_name="special_days",
        sqlite_where=sa.text("queue IS NULL"),
        postgresql_where=sa.text("queue IS NULL"),
    )
    op.drop_index(op.f("ix_special_days_queue_day"), table_name="special_days")
    op.drop_table("special_days")
    op.drop_index(op.f("ix_scenarios_queue"), table_name="scenarios")
    op.drop_table("scenarios")
    op.drop_table("planned_forecasts")
    op.drop_index(op.f("ix_layers_queue"), table_name="layers")
    op.drop_table("layers")
    op.drop_table("history")
    op.drop_index(op.f("ix_forecasts_queue"), table_name="forecasts")
    op.drop_table("forecasts")
    op.drop_table("uploads")
    op.drop_table("sites")
    op.drop_table("queues")
    op.drop_index(op.f("ix_jobs_state_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_kind_id"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("forecast_runs")
    op.drop_table("contracts")
    op.drop_index(op.f("ix_audit_who"), table_name="audit")
    op.drop_index(op.f("ix_audit_entity_entity_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("allotments")
