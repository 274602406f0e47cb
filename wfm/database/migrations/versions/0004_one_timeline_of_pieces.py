"""One published timeline, made of pieces."""

from __future__ import annotations

from wfm.database.migrations.fourth_schema import leave, schedules

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTS = (schedules, leave)


def upgrade() -> None:
    """Create what this revision brings."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take it back."""
    for part in reversed(PARTS):
        part.drop()
