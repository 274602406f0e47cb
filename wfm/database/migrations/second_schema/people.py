"""Changes of revision 0002 to personal data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create what this revision brings."""
    _create_retention()


def drop() -> None:
    """Take it back."""
    op.drop_table("retention")


def _create_retention() -> None:
    """Nothing is in it at first: everything is kept until the centre says how long."""
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention")),
    )
