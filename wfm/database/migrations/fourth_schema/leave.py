"""Changes of revision 0004 to leave: what it does to the shifts that lie in it, and which open shifts it made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Leave shortens shifts and opens those that lie in it whole, until the centre says otherwise."""
    takes = sa.Column("leave_takes", sa.String(length=200), nullable=False, server_default="shorten")
    op.add_column("centre", takes)
    op.add_column("shift_offers", sa.Column("leave", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_shift_offers_leave"), "shift_offers", ["leave"], unique=False)


def drop() -> None:
    """Forget it."""
    op.drop_index(op.f("ix_shift_offers_leave"), table_name="shift_offers")
    op.drop_column("shift_offers", "leave")
    op.drop_column("centre", "leave_takes")
