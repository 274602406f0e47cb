"""Tables of revision 0001: schedules, their shifts, and calendar addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_schedules()
    _create_shifts()
    _create_calendars()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_table("calendars")
    op.drop_index(op.f("ix_shifts_schedule_rep_start"), table_name="shifts")
    op.drop_index(op.f("ix_shifts_rep_start_at"), table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(op.f("ix_schedules_status"), table_name="schedules")
    op.drop_table("schedules")


def _create_schedules() -> None:
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


def _create_shifts() -> None:
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


def _create_calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_calendars_rep")),
        sa.PrimaryKeyConstraint("rep", name=op.f("pk_calendars")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendars_token_hash")),
    )
