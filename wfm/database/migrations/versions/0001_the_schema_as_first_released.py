"""The schema as first released."""

from __future__ import annotations

from wfm.database.migrations.first_schema import accounts, centre, changes, contacts, runs, schedules, trades

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PARTS = (centre, contacts, changes, runs, schedules, trades, accounts)
"""Each refers only to those before it."""


def upgrade() -> None:
    """Create what this revision brings."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take it back."""
    for part in reversed(PARTS):
        part.drop()
