"""A centre of a chosen size with something of everything, all made by hand, so that growth can be seen in what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from tests.services import planned_centre
from tests.services.small_centre import CONTRACTS, MANAGER, PLANNER, ZONE, as_rep, rep, shift
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.database.repositories.runs import Upload
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange.offers import OfferKind
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Site, WorkMode
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.planning.contacts import Channel, Queue, ServiceTarget, VolumeForecast
from wfm.domain.planning.requirement import StaffingRequirement
from wfm.domain.planning.runs import ForecastRun, JobState, RequirementRun
from wfm.domain.time import Horizon, TimeGrid
from wfm.services import bidding, leave
from wfm.services.trading import offers

SLOT = planned_centre.SLOT


@dataclass(frozen=True)
class Growing:
    """A centre of some size in a database: who acts, and the ids that calls need."""

    db: Database
    size: int
    rep: Principal
    queues: tuple[str, ...]
    published: tuple[int, ...]
    draft: int
    open_round: int
    closed_round: int
    offers: tuple[int, ...]
    requests: tuple[int, ...]
    forecasts: tuple[int, ...]
    requirements: tuple[int, ...]
    manager: Principal = MANAGER
    planner: Principal = PLANNER

    @property
    def monday(self) -> date:
        """The first day of the first schedule that is to come."""
        return coming_monday()


def coming_monday() -> date:
    """A Monday far enough from today for a round to close before it."""
    soon = date.today() + timedelta(days=10)
    return soon + timedelta(days=-soon.weekday() % 7)


def _week(number: int) -> date:
    """The first day of a week, counted from the coming one."""
    return coming_monday() + timedelta(days=7 * number)


def build(db: Database, size: int) -> Growing:
    """Fill an empty database; everything there is, there is `size` times."""
    queues, reps = _people(db, size)
    forecasts, requirements = _runs(db, queues, size)
    weeks = [*range(-size, 0), *range(1, size + 1), 0]  # the newest is the week that the runs are of
    drafts = [_schedule(db, reps, requirements[-1], _week(size + 1 + n)) for n in range(size + 2)]
    published = tuple(_schedule(db, reps, requirements[-1], _week(n), publish=True) for n in weeks)
    rounds = [_round(db, draft, reps) for draft in drafts[1:]]
    bidding.close_round(db, PLANNER, rounds[-1])
    on_board = tuple(_offers(db, reps, published[-1]))
    requests = tuple(_leave(db, reps, coming_monday()))
    _changes(db, queues, size)
    with db.write() as uow:
        for n in range(size):
            uow.users.add(f"rep{n}", "-", Role.REP, reps[n])
            job = uow.jobs.add("forecast", {}, "pat")
            uow.jobs.finish(job, JobState.DONE, "done", 1)
            now = datetime.now(UTC)
            uow.uploads.add(Upload(0, "a.csv", "csv", "-", 1, 1, 0, 0, {}, now, "pat"))
    return Growing(
        db, size, as_rep(reps[0]), queues, published, drafts[0], rounds[0], rounds[-1], on_board, requests, forecasts,
        requirements,
    )  # fmt: skip


def _people(db: Database, size: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two queues and six reps for each unit of size; half of the reps at sites, of which there are as many."""
    queues = tuple(f"q{n:02d}" for n in range(2 * size))
    names = tuple(f"r{n:02d}" for n in range(6 * size))
    onsite = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False}
    with db.write() as uow:
        uow.sites.put_many([Site(f"s{n}", f"s{n}", 50, ZONE) for n in range(size)])
        hours, target = planned_centre.HOURS, ServiceTarget(0.8, 20)
        uow.queues.put_many([Queue(q, Channel.VOICE, "en", ZONE, hours, target, aht_seconds=240) for q in queues])
        uow.contracts.put_many(CONTRACTS)
        uow.reps.put_many(
            [
                rep(name, skills=queues[:2], **({"site": f"s{n % size}", **onsite} if n % 2 else {}))
                for n, name in enumerate(names)
            ]
        )
        for queue in uow.queues.all():
            uow.history.put_history(planned_centre.history(queue, 60, weeks=2))
    return queues, names


def _runs(db: Database, queues: tuple[str, ...], size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """As many forecast and requirement runs, each of every queue, over the first week."""
    grid = TimeGrid.of_days(ZONE, coming_monday(), 7, SLOT)
    opened = planned_centre.HOURS.mask(grid)
    volume, ones, now = np.where(opened, 30.0, 0.0), np.ones(grid.count), datetime.now(UTC)
    aht = ones * 240
    made = tuple(
        VolumeForecast(q, grid, volume, volume * 0.9, volume * 1.1, aht, 0.8, "mean", (), 0.1, 0.1, "by hand")
        for q in queues
    )
    heads = np.where(opened, 1.0, 0.0)
    asked = tuple(
        StaffingRequirement(
            q, q, grid, volume, aht, heads, heads, ones, ones * 0, ones * 0, ones * 0, 0.0, "by hand", 1.0, ()
        )
        for q in queues
    )
    with db.write() as uow:
        forecasts = tuple(uow.forecasts.add(ForecastRun(0, grid, made, now, "pat")) for _ in range(size))
        runs = [RequirementRun(0, forecasts[-1], grid, asked, now, "pat") for _ in range(size)]
        return forecasts, tuple(uow.requirements.add(run) for run in runs)


def _schedule(db: Database, reps: tuple[str, ...], run: int, start: date, publish: bool = False) -> int:
    """A week in which each rep works three days; a site's reps at their site."""
    now, horizon = datetime.now(UTC), Horizon(start, 7, 15, ZONE)
    record = ScheduleVersion(0, f"{start}", horizon, ScheduleStatus.DRAFT, run, None, None, {}, (), (), now, "pat")
    with db.write() as uow:
        people = uow.reps.get_many(reps)
        shifts = [
            shift(name, (n + 2 * d) % 7, 540, site=people[name].site) for n, name in enumerate(reps) for d in range(3)
        ]
        opened = [shift("", day, 600) for day in range(len(reps) // 6)]
        id = uow.schedules.add(record, [*shifts, *(opened if publish else ())])
        if publish:
            uow.publications.publish(id, 1, now)
    return id


def _round(db: Database, draft: int, reps: tuple[str, ...]) -> int:
    now = datetime.now(UTC)
    made = bidding.open_round(db, PLANNER, draft, f"round {draft}", now, now + timedelta(days=2), 7).id
    for name in reps[::2]:
        choices = [c.line.id for c in bidding.line_choices(db, as_rep(name), made) if not c.faults]
        bidding.rank_lines(db, as_rep(name), made, choices[:2])
    return made


def _offers(db: Database, reps: tuple[str, ...], schedule: int) -> list[int]:
    """A giveaway, a trade and an open shift for each unit of size, one giveaway taken up to a manager's decision."""
    with db.read() as uow:
        shifts = uow.schedules.get(schedule).shifts
        skills = uow.queues.ids()[:1]
    own = {p.shift.agent: p.id for p in shifts}
    opened = [p.id for p in shifts if not p.shift.agent]
    made = []
    for n, name in enumerate(reps):
        if n % 3:
            kind = OfferKind.GIVEAWAY if n % 3 == 1 else OfferKind.TRADE
            made.append(offers.offer_shift(db, as_rep(name), own[name], kind).id)
    made += [offers.post_open_shift(db, PLANNER, id, skills).id for id in opened]
    with db.write() as uow:
        for offer in uow.offers.many(made):
            if offer.kind is OfferKind.GIVEAWAY:
                uow.offers.change(offer.id, offer.version, offer.state.PENDING, taken_by=reps[0], reason="-")
    return made


def _leave(db: Database, reps: tuple[str, ...], monday: date) -> list[int]:
    start = datetime.combine(monday, datetime.min.time(), UTC) + timedelta(days=1)
    made = []
    for name in reps[::2]:
        with db.write() as uow:
            made.append(uow.time_off.request(name, start, start + timedelta(days=1), "private"))
            past = uow.time_off.request(name, start - timedelta(days=90), start - timedelta(days=89), "private")
            uow.time_off.decide(past, 1, LeaveState.APPROVED, "mo")
    for day in range(len(reps)):
        leave.set_allotment(db, MANAGER, monday + timedelta(days=day), 8)
    return made


def _changes(db: Database, queues: tuple[str, ...], size: int) -> None:
    start = datetime.combine(coming_monday(), datetime.min.time(), UTC)
    with db.write() as uow:
        for n, queue in enumerate(queues):
            layer = Layer(f"layer {n}", "multiply", 1.1, start, start + timedelta(days=1))
            uow.layers.add(QueueLayer(0, queue, layer))
            uow.special_days.add(QueueDay(0, queue, SpecialDay(coming_monday(), "adjust", 1.2)))
            uow.scenarios.add(Scenario(0, f"scenario {n}", queue, Containment(0.1)))
