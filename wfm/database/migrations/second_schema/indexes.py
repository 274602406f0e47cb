"""Indexes of revision 0002, for queries that grow with the centre and its years."""

from __future__ import annotations

from alembic import op

NEW = (
    ("audit", ("at",)),
    ("awards", ("line",)),
    ("bids", ("line",)),
    ("line_shifts", ("shift",)),
    ("requirement_runs", ("forecast_run",)),
    ("schedules", ("first_day",)),
    ("schedules", ("requirement_run",)),
    ("schedules", ("status", "first_day")),
    ("shift_offers", ("in_return",)),
    ("shift_offers", ("offered_by",)),
    ("shift_offers", ("shift",)),
    ("shift_offers", ("taken_by",)),
    ("shifts", ("rep", "end_at")),
    ("shifts", ("site", "end_at")),
    ("time_off", ("state", "end")),
)
OLD = (
    ("schedules", ("status",)),
    ("shifts", ("rep", "start_at")),
    ("time_off", ("state", "start")),
)
"""What the new ones take the place of."""


def create() -> None:
    """Windows by their end, and what refers to a shift, a line or a run."""
    _change(drop=OLD, create=NEW)


def drop() -> None:
    """The indexes as they were."""
    _change(drop=NEW, create=OLD)


def _change(drop: tuple[tuple[str, tuple[str, ...]], ...], create: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    for table, columns in drop:
        op.drop_index(_name(table, columns), table)
    for table, columns in create:
        op.create_index(_name(table, columns), table, list(columns))


def _name(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
