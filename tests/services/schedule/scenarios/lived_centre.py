"""A centre made by hand for scenarios, and what its published shifts come to, counted apart from the product's rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange.schedule import PlannedShift, ScheduleVersion
from wfm.domain.people import Rep, Site, WorkMode
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, Queue
from wfm.domain.planning.hours import OperatingHours
from wfm.domain.planning.requirement import StaffingRequirement
from wfm.domain.planning.runs import RequirementRun
from wfm.domain.time import TimeGrid, local_midnight
from wfm.services.schedule.drafts import make_schedule
from wfm.services.timeline.publishing import publish

ZONE = "America/New_York"
MONDAY = date(2026, 6, 1)
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
HOUR = 60

Heads = Callable[[datetime], float]
"""Heads that are needed at a local time."""


def contract(
    id: str = "full",
    hours: tuple[int, int] = (40, 40),
    days: tuple[int, int] = (5, 5),
    start: tuple[int, int] = (8, 8),
    length: int = 8,
    run: int = 6,
    **rest: object,
) -> Contract:
    """A contract of shifts without breaks; hours of the week and of the day."""
    template = ShiftTemplate("shift", start[0] * HOUR, start[1] * HOUR, HOUR, (length * HOUR,))
    return Contract(id, (hours[0] * HOUR, hours[1] * HOUR), days, run, 11 * HOUR, (template,), **rest)


def rep(id: str, contract: str = "full", site: str | None = None, **rest: object) -> Rep:
    """A rep who takes calls, at a site or from home."""
    mode = WorkMode.REMOTE if site is None else WorkMode.ONSITE
    options: dict[str, object] = {"work_mode": mode, "home_workspace_approved": site is None, "site": site, **rest}
    return Rep(id, id.title(), contract, {"calls": 1.0}, **options)


def team(count: int, **rest: object) -> list[Rep]:
    """So many reps alike."""
    return [rep(f"r{n:02d}", **rest) for n in range(count)]


def build(
    db: Database,
    reps: Iterable[Rep],
    contracts: Iterable[Contract],
    heads: Heads,
    first: date = MONDAY,
    days: int = 7,
    sites: Iterable[Site] = (),
    hours: OperatingHours | None = None,
) -> None:
    """Store the centre, with a requirement of heads in intervals of an hour."""
    queue = Queue("calls", Channel.VOICE, "en", ZONE, hours or OperatingHours.always())
    grid = TimeGrid.of_days(ZONE, first, days, HOUR)
    local = [datetime.fromisoformat(str(moment)) for moment in grid.local()]
    required = np.array([heads(moment) for moment in local], float)
    zeros, ones = np.zeros(grid.count), np.ones(grid.count)
    asked = StaffingRequirement(
        queue.id, queue.skill, grid, required, ones * 300, required, required, ones, zeros, zeros, zeros, 0.0, "by hand",
    )  # fmt: skip
    with db.write() as uow:
        uow.sites.put_many(list(sites))
        uow.queues.put_many([queue])
        uow.contracts.put_many(list(contracts))
        uow.reps.put_many(list(reps))
        uow.requirements.add(RequirementRun(0, None, grid, (asked,), datetime.now(UTC), "test"))


def office(heads: float, low: int = 8, high: int = 16) -> Heads:
    """So many heads from one hour to another, every day."""
    return lambda local: heads if low <= local.hour < high else 0.0


def made(db: Database, first: date, days: int, seconds: float = 1.0) -> ScheduleVersion:
    """A schedule of these days, published."""
    draft = make_schedule(db, OPERATOR, first_day=first, days=days, time_limit=seconds)
    return publish(db, OPERATOR, draft.id, now=NOW)


def on_leave(db: Database, who: str, first: date, days: int, zone: str = ZONE) -> None:
    """Approve whole days of vacation."""
    start, end = local_midnight(first, zone), local_midnight(first + timedelta(days=days), zone)
    with db.write() as uow:
        id = uow.time_off.request(who, start, end)
        uow.time_off.decide(id, 1, LeaveState.APPROVED, "mo")


@dataclass(frozen=True)
class Worked:
    """Everything that is published: each rep's shifts by start, whichever schedule they are in."""

    by_rep: Mapping[str, list[PlannedShift]]

    def hours(self, who: str, week: date) -> float:
        """Real hours of the shifts that start in a calendar week."""
        return sum((p.end - p.start).total_seconds() / 3600 for p in self.of_week(who, week))

    def of_week(self, who: str, week: date, zone: str = ZONE) -> list[PlannedShift]:
        """The shifts that start in the seven days from a date on."""
        days = [(p, p.start.astimezone(ZoneInfo(zone)).date()) for p in self.by_rep.get(who, ())]
        return [p for p, day in days if week <= day < week + timedelta(days=7)]

    def heads(self, moment: datetime) -> int:
        """How many are on shift."""
        return sum(p.start <= moment < p.end for held in self.by_rep.values() for p in held)

    def seated(self, site: str) -> int:
        """The most people at a site at one time."""
        held = [p for shifts in self.by_rep.values() for p in shifts if p.shift.site == site]
        return max((sum(p.start <= other.start < p.end for p in held) for other in held), default=0)


def worked(db: Database) -> Worked:
    """What is published now."""
    with db.read() as uow:
        found = uow.published.shifts_between(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    by_rep: dict[str, list[PlannedShift]] = defaultdict(list)
    for planned in sorted(found, key=lambda p: p.start):
        by_rep[planned.shift.agent].append(planned)
    return Worked(by_rep)


def faults(db: Database, rules: Mapping[str, Contract], zone: str = ZONE, least: Iterable[date] = ()) -> list[str]:
    """What the joined shifts break: rest, days in a row, hours and days of every calendar week (Monday to Sunday).

    Least hours are asked of the weeks in `least`. All by instants and the calendar; nothing of the product's rules.
    """
    with db.read() as uow:
        reps = {one.id: one for one in uow.reps.all(active_only=False)}
    told = []
    for who, held in worked(db).by_rep.items():
        rule = rules[reps[who].contract]
        for a, b in pairwise(held):
            if (b.start - a.end).total_seconds() / 60 < rule.min_rest:
                told.append(f"{who}: rest before {b.start}")
        days = [p.start.astimezone(ZoneInfo(zone)).date() for p in held]
        told += [f"{who}: two shifts on {day}" for day, count in Counter(days).items() if count > 1]
        run, before = 0, None
        for day in sorted(set(days)):
            run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
            before = day
            if run > rule.max_consecutive_days:
                told.append(f"{who}: day {run} in a row on {day}")
        weeks = {day - timedelta(days=day.weekday()) for day in days} | set(least)
        for week in sorted(weeks):
            minutes = worked(db).hours(who, week) * 60
            number = len(worked(db).of_week(who, week, zone))
            if minutes > rule.paid_per_week[1] or number > rule.days_per_week[1]:
                told.append(f"{who}: {minutes / 60:g} h on {number} days in the week of {week}")
            if week in least and minutes < rule.paid_per_week[0]:
                told.append(f"{who}: only {minutes / 60:g} h in the week of {week}")
    return told
