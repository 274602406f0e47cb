"""Time and people as a centre lives them."""

from __future__ import annotations

from wfm.database.migrations.third_schema import centre, leave, people, runs, schedules

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PARTS = (centre, people, leave, runs, schedules)


def upgrade() -> None:
    """Create what this revision brings."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take it back."""
    for part in reversed(PARTS):
        part.drop()
