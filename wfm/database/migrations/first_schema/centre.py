"""Tables of revision 0001: sites, queues, contracts, reps, time off and its allotments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_sites()
    _create_queues()
    _create_contracts()
    _create_reps()
    _create_time_off()
    _create_allotments()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_table("allotments")
    op.drop_index(op.f("ix_time_off_state_start"), table_name="time_off")
    op.drop_index(op.f("ix_time_off_rep_start"), table_name="time_off")
    op.drop_table("time_off")
    op.drop_index(op.f("ix_reps_contract"), table_name="reps")
    op.drop_table("reps")
    op.drop_table("contracts")
    op.drop_table("queues")
    op.drop_table("sites")


def _create_sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )


def _create_queues() -> None:
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


def _create_contracts() -> None:
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


def _create_reps() -> None:
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


def _create_time_off() -> None:
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


def _create_allotments() -> None:
    op.create_table(
        "allotments",
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("group", "day", name=op.f("pk_allotments")),
    )
