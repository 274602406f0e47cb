"""Changes of revision 0003 to runs: each queue of a run has intervals of its own, and a run tells what it leaves out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

PARTS = {"forecasts": "forecast_runs", "requirements": "requirement_runs", "requirement_pools": "requirement_runs"}
"""What has intervals of its own from now on, and the runs whose intervals it had before."""

GRID = ("start", "slot_minutes", "count")


def create() -> None:
    """What was made before keeps the intervals of its run, and its run has nothing to tell."""
    for part, of in PARTS.items():
        # SQLite adds no required column without a default; every row gets its run's values just below.
        start = sa.Column("start", sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00")
        op.add_column(part, start)
        op.add_column(part, sa.Column("slot_minutes", sa.Integer(), nullable=False, server_default="15"))
        op.add_column(part, sa.Column("count", sa.Integer(), nullable=False, server_default="0"))
        _fill(part, of)
    for run in dict.fromkeys(PARTS.values()):
        op.add_column(run, sa.Column("notes", sa.JSON(none_as_null=True), nullable=True))


def drop() -> None:
    """Take it back."""
    for run in dict.fromkeys(PARTS.values()):
        op.drop_column(run, "notes")
    for part in PARTS:
        for name in reversed(GRID):
            op.drop_column(part, name)


def _fill(part: str, of: str) -> None:
    """The intervals of each run into its rows."""
    rows = sa.table(part, sa.column("run"), *(sa.column(name) for name in GRID))
    runs = sa.table(of, sa.column("id"), *(sa.column(name) for name in GRID))
    values = {name: sa.select(runs.c[name]).where(runs.c.id == rows.c.run).scalar_subquery() for name in GRID}
    op.execute(sa.update(rows).values(values))
