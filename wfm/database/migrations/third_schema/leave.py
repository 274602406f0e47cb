"""Changes of revision 0003 to time off: its kind, and what of it counts as worked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Time off that was asked for before is vacation."""
    op.create_table(
        "leave_kinds",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("credited", sa.Boolean(), nullable=False),
        sa.Column("minutes_per_day", sa.Integer(), nullable=True),
        sa.Column("requestable", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_kinds")),
    )
    kind = sa.Column("kind", sa.String(length=200), nullable=False, server_default="vacation")
    op.add_column("time_off", kind)
    op.add_column("time_off", sa.Column("credit_minutes", sa.Integer(), nullable=True))
    op.add_column("time_off", sa.Column("credit_days", sa.Double(), nullable=True))


def drop() -> None:
    """Take it back."""
    for column in ("credit_days", "credit_minutes", "kind"):
        op.drop_column("time_off", column)
    op.drop_table("leave_kinds")
