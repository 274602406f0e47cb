"""The centre under attack: reps with accounts who may do each other's work, a schedule of theirs, made in code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Break, BreakTemplate, Contract, Rep, Shift, ShiftTemplate, Site, WorkMode
from wfm.domain.planning import Channel, OperatingHours, Queue, ServiceTarget
from wfm.domain.time import DAY, Horizon, local_midnight

ZONE = "America/New_York"
MONDAY = date.today() + timedelta(days=21 - date.today().weekday())
"""The first day of the schedules: a Monday at least two weeks from now."""

NO_SIGN_IN = "!"
"""A password hash that no password fits: the attacks here need accounts, not doors."""

LUNCH = BreakTemplate("lunch", 30, False, 180, 300)
DAY8 = ShiftTemplate("day8", 360, 1020, 60, (510,), 60, (LUNCH,))
CONTRACTS = tuple(Contract(id, (0, 2880), (0, 6), 6, 660, (DAY8,)) for id in ("flex", "other"))
"""Reps of different contracts may stand in for each other when a manager agrees."""


def door(name: str) -> Callable[..., Any]:
    """A service by its full name. Those that no page or command calls stand on no face, but people may reach them."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def rep(id: str, contract: str = "flex", site: str | None = None) -> Rep:
    """A rep who works from home unless a site is named."""
    mode = WorkMode.REMOTE if site is None else WorkMode.ONSITE
    return Rep(id, id.title(), contract, {"en": 1.0}, work_mode=mode, site=site, home_workspace_approved=site is None)


def shift(agent: str, day: int, start: int = 540, site: str | None = None) -> Shift:
    """A shift of eight paid hours with lunch, by local day and minute of the day."""
    begin = day * DAY + start
    return Shift(agent, begin, begin + 510, site, (Break("lunch", begin + 240, begin + 270),))


def at(day: int, hour: float) -> datetime:
    """An instant by local day of the schedule and hour of that day."""
    return local_midnight(MONDAY + timedelta(days=day), ZONE) + timedelta(hours=hour)


def fill(db: Database, reps: Iterable[Rep], seats: int = 0) -> None:
    """Store the contracts, the site, the reps and everyone's accounts."""
    people = list(reps)
    with db.write() as unit:
        if seats:
            unit.sites.put_many([Site("hq", "Headquarters", seats, ZONE)])
        unit.queues.put(
            Queue("en", Channel.VOICE, "en", ZONE, OperatingHours.always(), ServiceTarget(), aht_seconds=240)
        )
        unit.contracts.put_many(CONTRACTS)
        unit.reps.put_many(people)
        for name, role in (("pat", Role.PLANNER), ("pia", Role.PLANNER), ("mo", Role.MANAGER)):
            unit.users.add(name, NO_SIGN_IN, role)
        for name in ("adam", "alma"):
            unit.users.add(name, NO_SIGN_IN, Role.ADMIN)
        for person in people:
            unit.users.add(person.id, NO_SIGN_IN, Role.REP, person.id)


def who(db: Database, name: str) -> Principal:
    """Someone with an account, as services know them once they are signed in."""
    with db.read() as unit:
        user = unit.users.by_name(name)
    assert user is not None
    return user.principal


def add_draft(db: Database, shifts: Iterable[Shift], first: int = 0, days: int = 7) -> int:
    """Store a draft schedule that begins so many days after MONDAY; its id."""
    horizon = Horizon(MONDAY + timedelta(days=first), days, 15, ZONE)
    made = ScheduleVersion(
        0, "made", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "pat"
    )
    with db.write() as unit:
        return int(unit.schedules.add(made, tuple(shifts)))


def publish_now(db: Database, schedule: int) -> dict[tuple[str, int], int]:
    """Publish a draft; the ids of its shifts by owner and day."""
    with db.write() as unit:
        unit.publications.publish(schedule, unit.schedules.record(schedule).version, datetime.now(UTC))
        return {(p.shift.agent, p.shift.day): p.id for p in unit.schedules.get(schedule).shifts}
