"""Changes of revision 0003 to schedules: on which weekday their weeks begin, and whose clock they go by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Schedules made before count their weeks from their first day, and by the clock, as they were made."""
    op.add_column("schedules", sa.Column("week_start", sa.Integer(), nullable=True))
    op.add_column("schedules", sa.Column("elapsed", sa.Boolean(), nullable=False, server_default=sa.false()))


def drop() -> None:
    """Forget it."""
    op.drop_column("schedules", "elapsed")
    op.drop_column("schedules", "week_start")
