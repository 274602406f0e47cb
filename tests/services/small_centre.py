"""A centre of a few reps for the tests of bids and trades: made by hand, so that every rule's edge can be met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange.schedule import PlannedShift, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Rep, Site, WorkMode
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.time import DAY, Horizon

ZONE = "America/New_York"
MONDAY = date(2026, 6, 1)
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
PLANNER = Principal("pat", Role.PLANNER)
MANAGER = Principal("mo", Role.MANAGER)

LUNCH = BreakTemplate("lunch", 30, False, 180, 300)
DAY8 = ShiftTemplate("day8", 360, 1020, 60, (510,), 60, (LUNCH,))
SHORT4 = ShiftTemplate("short4", 360, 1140, 60, (240,))
DAY10 = ShiftTemplate("day10", 360, 720, 60, (630,), 60, (LUNCH,))
FLEX = Contract("flex", (0, 2880), (0, 6), 6, 660, (DAY8, SHORT4, DAY10))
OTHER = Contract("other", (0, 2880), (0, 6), 6, 660, (DAY8, SHORT4, DAY10))
FULL = Contract("full", (2400, 2400), (5, 5), 6, 660, (DAY8,))
CONTRACTS = (FLEX, OTHER, FULL)


def rep(id: str, contract: str = "flex", skills: Iterable[str] = ("en",), **rest: object) -> Rep:
    """A rep who works from home unless told otherwise."""
    options: dict[str, object] = {"work_mode": WorkMode.REMOTE, "home_workspace_approved": True, **rest}
    return Rep(id, id.title(), contract, dict.fromkeys(skills, 1.0), **options)


def shift(agent: str, day: int, start: int = 540, minutes: int = 510, site: str | None = None) -> Shift:
    """A shift by local day and minute of the day; lunch after four hours, none in a shift of four hours."""
    begin = day * DAY + start
    breaks = () if minutes < 360 else (Break("lunch", begin + 240, begin + 270),)
    return Shift(agent, begin, begin + minutes, site, breaks)


def week(agent: str, start: int = 540, days: Iterable[int] = range(5), site: str | None = None) -> list[Shift]:
    """The same shift on several days."""
    return [shift(agent, day, start, site=site) for day in days]


def fill(db: Database, reps: Iterable[Rep], sites: Mapping[str, int] | None = None) -> None:
    """Store sites with their seats, the contracts and the reps."""
    with db.write() as uow:
        uow.sites.put_many([Site(id, id, seats, ZONE) for id, seats in (sites or {}).items()])
        uow.contracts.put_many(CONTRACTS)
        uow.reps.put_many(list(reps))


def add_schedule(db: Database, shifts: Iterable[Shift], start: date = MONDAY, days: int = 7) -> int:
    """Store a draft schedule."""
    horizon = Horizon(start, days, 15, ZONE)
    record = ScheduleVersion(0, "June", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "pat")
    with db.write() as uow:
        return uow.schedules.add(record, tuple(shifts))


def published(db: Database, shifts: Iterable[Shift], start: date = MONDAY, days: int = 7) -> dict[tuple[str, int], int]:
    """Store and publish a schedule; the ids of its shifts by owner and day."""
    id = add_schedule(db, shifts, start, days)
    with db.write() as uow:
        uow.publications.publish(id, uow.schedules.record(id).version, NOW)
        return {(p.shift.agent, p.shift.day): p.id for p in uow.schedules.get(id).shifts}


def planned(db: Database, id: int) -> PlannedShift:
    """A stored shift."""
    with db.read() as uow:
        return uow.schedules.shift(id)


def owner(db: Database, id: int) -> str:
    """Whose shift it is."""
    return planned(db, id).shift.agent


def as_rep(id: str) -> Principal:
    """The rep, signed in."""
    return Principal(f"{id}@example", Role.REP, id)


def give_leave(db: Database, rep_id: str, start: datetime, hours: float = 24) -> None:
    """Approve an absence."""
    with db.write() as uow:
        id = uow.time_off.request(rep_id, start, start + timedelta(hours=hours), "private")
        uow.time_off.decide(id, 1, LeaveState.APPROVED, "mo")
