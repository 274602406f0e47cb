"""Changes of revision 0002 to schedules: what a draft was made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """A draft remembers the published shifts that it was made beside; of older drafts that is not known."""
    op.add_column("schedules", sa.Column("basis", sa.JSON(none_as_null=True), nullable=True))


def drop() -> None:
    """Forget it."""
    op.drop_column("schedules", "basis")
