"""Nothing lost, nobody inside who does not belong."""

from __future__ import annotations

from wfm.database.migrations.second_schema import accounts, indexes, people, schedules

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PARTS = (schedules, accounts, people, indexes)


def upgrade() -> None:
    """Create what this revision brings."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take it back."""
    for part in reversed(PARTS):
        part.drop()
