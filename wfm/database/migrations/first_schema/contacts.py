"""Tables of revision 0001: uploads, and the history of contacts day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_uploads()
    _create_history()
    _create_history_days()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_table("history_days")
    op.drop_table("history")
    op.drop_table("uploads")


def _create_uploads() -> None:
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


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("phase_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_history_queue")),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_history")),
    )


def _create_history_days() -> None:
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
