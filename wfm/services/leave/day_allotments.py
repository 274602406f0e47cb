"""Hours of leave that a day allows without a manager's decision, and who had set them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from wfm.database import Database, LeaveState, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.time import local_midnight, zone_of

HOURS_A_DAY = 8.0
"""Most hours that one rep's day off takes from the day's allotment: a working day, not the clock's."""


def set_allotment(db: Database, who: Principal, day: date, hours: float) -> None:
    """Allow that many hours of leave on a local day without a manager's decision; whoever sets it gains nothing by it."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.write() as unit:
        unit.allotments.set(day, hours)
        unit.audit.add(who, "set", "allotment", day.isoformat(), {"hours": hours})


def allotments(db: Database, who: Principal, first: date, last: date) -> dict[date, float]:
    """Hours of leave allowed per day from first to last, both included."""
    who.require(Role.REP, Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        return unit.allotments.of(first, last)


def hours_by_day(start: datetime, end: datetime, zone: str) -> dict[date, float]:
    """Hours that an absence takes from each local day's allotment: its own, at most a working day's."""
    info = zone_of(zone)
    day, last = start.astimezone(info).date(), end.astimezone(info).date()
    taken: dict[date, float] = {}
    while day <= last:
        low, high = max(start, local_midnight(day, zone)), min(end, local_midnight(day + timedelta(days=1), zone))
        if high > low:
            taken[day] = min(HOURS_A_DAY, (high - low).total_seconds() / 3600)
        day += timedelta(days=1)
    return taken


def set_by_others(unit: UnitOfWork, who: Principal, rep: str, days: Iterable[date]) -> bool:
    """Whether someone else set the allotments of all days, by any account of the rep's.

    Of a day that the log no longer knows of, only those who cannot set allotments are sure not to have set it.
    """
    keys = [day.isoformat() for day in days]
    setters = unit.audit.last_by("allotment", keys)
    if who.role is not Role.REP and len(setters) < len(keys):
        return False
    accounts = [unit.users.by_name(name) for name in set(setters.values())]
    return who.username not in setters.values() and all(a is None or a.rep != rep for a in accounts)


def fits_allotments(unit: UnitOfWork, zone: str, asked: Mapping[date, float]) -> bool:
    """Whether every day has as many hours left as are asked of it."""
    allowed = unit.allotments.of(min(asked), max(asked))
    used = dict.fromkeys(asked, 0.0)
    low, high = local_midnight(min(asked), zone), local_midnight(max(asked) + timedelta(days=1), zone)
    for other in unit.time_off.list(LeaveState.APPROVED, start=low, end=high):
        for day, hours in hours_by_day(other.start, other.end, zone).items():
            used[day] = used.get(day, 0.0) + hours
    return all(day in allowed and used[day] + hours <= allowed[day] + 1e-9 for day, hours in asked.items())
