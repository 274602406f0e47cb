"""Changes of revision 0003 to the centre: its week, days with hours of their own, closed days that count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """No queue has an exception at first, and no contract counts closed days."""
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week_start", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
    )
    op.add_column("queues", sa.Column("exceptions", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("queues", sa.Column("min_heads", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contracts", sa.Column("closed_day_credit", sa.Boolean(), nullable=False, server_default=sa.false()))


def drop() -> None:
    """Take it back."""
    op.drop_column("contracts", "closed_day_credit")
    op.drop_column("queues", "min_heads")
    op.drop_column("queues", "exceptions")
    op.drop_table("centre")
