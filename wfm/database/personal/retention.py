"""How long each kind of data is kept, what is older than that, and its removal, a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Interval, String, Table, delete, func, insert, or_, select, update

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import Base, HistoryDayRow, RetentionRow, ScheduleRow
from wfm.domain.errors import ConflictError

_KEPT, _SCHEDULE, _DAYS = table_of(RetentionRow), table_of(ScheduleRow), table_of(HistoryDayRow)

Condition = Callable[["Retention", Table, datetime], ColumnElement[bool]]
"""Which rows of a table are old, given the repository and the moment before which they are."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days a kind is kept, and when that was last applied."""

    kind: str
    days: int
    applied_at: datetime | None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Old:
    """How a kind's old rows are found, and what is done with them.

    `rows` says which rows of `table` are old; `clears` names columns that are emptied where the row itself stays;
    `part` is how many rows one unit of work takes.
    """

    table: str
    rows: Condition
    clears: tuple[str, ...] = ()
    part: int = 2000


class Retention(Repository):
    """What the centre has said on keeping, and the rows that are past it."""

    def all(self) -> dict[str, Kept]:
        """How long each kind is kept; one that is absent is kept for ever."""
        rows = self._session.execute(select(_KEPT))
        return {row.kind: Kept(**row._mapping) for row in rows}

    def set(self, kind: str, days: int | None) -> None:
        """Keep a kind so many days, None for ever."""
        self._change(delete(_KEPT).where(_KEPT.c.kind == kind))
        if days is not None:
            self._session.execute(insert(_KEPT).values(kind=kind, days=days, version=1))

    def claim(self, kept: Kept, now: datetime) -> None:
        """Note that a kind is applied at this moment; ConflictError when another process was first."""
        guard = (_KEPT.c.kind == kept.kind, _KEPT.c.version == kept.version)
        if self._change(update(_KEPT).where(*guard).values(applied_at=now, version=kept.version + 1)) == 0:
            raise ConflictError(f"another process removes what is old of {kept.kind} at this moment")

    def count(self, kind: str, before: datetime) -> int:
        """How many rows of a kind are older."""
        old, table = _of(kind)
        return int(
            self._session.scalar(select(func.count()).select_from(table).where(old.rows(self, table, before))) or 0
        )

    def remove(self, kind: str, before: datetime) -> tuple[int, bool]:
        """Remove a part of what is older; how many rows, and whether there may be more."""
        old, table = _of(kind)
        condition = old.rows(self, table, before)
        if kind == "history":
            return self._remove_days(condition)
        key = next(iter(table.primary_key.columns))
        keys = list(self._session.scalars(select(key).where(condition).distinct().order_by(key).limit(old.part)))
        count = 0
        for part in chunks(keys):
            if old.table == "schedules":
                rounds = Base.metadata.tables["bid_rounds"]
                self._change(delete(rounds).where(rounds.c.schedule.in_(part)))
            if old.clears:
                change = update(table).where(key.in_(part), condition)
                count += self._change(change.values(dict.fromkeys(old.clears, "")))
            else:
                count += self._change(delete(table).where(key.in_(part), condition))
        return count, len(keys) == old.part

    def tables(self, kind: str) -> tuple[str, ...]:
        """The tables that rows of a kind are removed from."""
        return ("schedules", *_WITH_SCHEDULES) if OLD[kind].table == "schedules" else (OLD[kind].table,)

    def _remove_days(self, condition: ColumnElement[bool]) -> tuple[int, bool]:
        """Thirty days of history, of all queues; a queue of which no day is left has no history any more."""
        first = self._session.scalar(select(func.min(_DAYS.c.day)).where(condition))
        if first is None:
            return 0, False
        count = self._change(delete(_DAYS).where(condition, _DAYS.c.day < first + timedelta(days=30)))
        heads = Base.metadata.tables["history"]
        self._change(delete(heads).where(heads.c.queue.not_in(select(_DAYS.c.queue))))
        return count, True

    def ended(self, table: Table, before: datetime) -> ColumnElement[bool]:
        """Whether the last day of a schedule, or the last interval of a run, lies before a moment."""
        sqlite = self._session.connection().dialect.name == "sqlite"
        if "first_day" in table.c:
            if sqlite:
                after = func.date(table.c.first_day, func.printf("+%d days", table.c.days + 1), type_=String)
                return after < before.date().isoformat()
            return table.c.first_day + (table.c.days + 1) < before.date()
        minutes = table.c.slot_minutes * table.c["count"]
        if sqlite:
            end = func.datetime(table.c.start, func.printf("+%d minutes", minutes), type_=String)
            return end < before.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return table.c.start + func.make_interval(0, 0, 0, 0, 0, minutes, type_=Interval) < before


def _of(kind: str) -> tuple[Old, Table]:
    old = OLD[kind]
    return old, Base.metadata.tables[old.table]


def _earlier(column: str) -> Condition:
    """Rows whose column is an earlier moment."""
    return lambda _unit, table, before: table.c[column] < before


def _ended_state(column: str, *going: str) -> Condition:
    """The same, of what is no longer under way."""
    return lambda _unit, table, before: (table.c[column] < before) & table.c.state.not_in(going)


def _said(columns: Sequence[str], rows: Condition) -> Condition:
    """The same, where something is left to empty."""
    return lambda unit, table, before: rows(unit, table, before) & or_(*(table.c[c] != "" for c in columns))


def _of_past_rounds(unit: Retention, table: Table, before: datetime) -> ColumnElement[bool]:
    """Rows of rounds over schedules of which no day is left."""
    rounds = Base.metadata.tables["bid_rounds"]
    past = select(_SCHEDULE.c.id).where(unit.ended(_SCHEDULE, before))
    return table.c.round.in_(select(rounds.c.id).where(rounds.c.schedule.in_(past)))


def _past_schedules(status: str) -> Condition:
    """Schedules of a status of which no day is left."""
    return lambda unit, table, before: (table.c.status == status) & unit.ended(table, before)


def _unused(by: str, column: str) -> Condition:
    """Runs of which no interval is left, and nothing that is kept was made from."""

    def rows(unit: Retention, table: Table, before: datetime) -> ColumnElement[bool]:
        user = Base.metadata.tables[by]
        used = select(user.c[column]).where(user.c[column].is_not(None))
        return unit.ended(table, before) & table.c.id.not_in(used)

    return rows


def _days_before(_unit: Retention, table: Table, before: datetime) -> ColumnElement[bool]:
    return table.c.day < before.date()


_WITH_SCHEDULES = (
    "shifts",
    "scope_reps",
    "publications",
    "shift_offers",
    "bid_rounds",
    "shift_lines",
    "line_shifts",
    "bids",
    "awards",
)
"""What goes with a schedule."""

_TRADE = _ended_state("created_at", "open", "pending")

OLD: Mapping[str, Old] = {
    "leave-reasons": Old("time_off", _said(("reason", "decision"), _earlier("end")), ("reason", "decision")),
    "leave": Old("time_off", _earlier("end")),
    "trade-notes": Old("shift_offers", _said(("note", "reason"), _TRADE), ("note", "reason")),
    "trades": Old("shift_offers", _TRADE),
    "bids": Old("bids", _of_past_rounds, part=1),
    "award-reasons": Old("awards", _said(("reason",), _of_past_rounds), ("reason",), part=1),
    "sessions": Old("sessions", _earlier("expires_at")),
    "audit": Old("audit", _earlier("at")),
    "jobs": Old("jobs", _ended_state("created_at", "queued", "running")),
    "uploads": Old("uploads", _earlier("created_at")),
    "drafts": Old("schedules", _past_schedules("draft"), part=1),
    "archived": Old("schedules", _past_schedules("archived"), part=1),
    "published": Old("schedules", _past_schedules("published"), part=1),
    "requirements": Old("requirement_runs", _unused("schedules", "requirement_run"), part=20),
    "forecasts": Old("forecast_runs", _unused("requirement_runs", "forecast_run"), part=20),
    "history": Old("history_days", _days_before),
}
"""Every kind that can be given a time."""
