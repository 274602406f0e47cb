"""A small centre for the tests of planning: two queues, a dozen reps, ten weeks of history, all made in code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from wfm.database.engine import Database
from wfm.domain.people import Rep, Site, Stage, WorkMode
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, ContactHistory, OperatingHours, Queue, ServiceTarget
from wfm.domain.planning.requirement import DeferrableWork, StaffingRequirement
from wfm.domain.planning.runs import RequirementRun
from wfm.domain.time import TimeGrid

ZONE = "America/New_York"
MONDAY = date(2026, 6, 1)
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
"""First day that is planned; the history ends the day before."""

HOURS = OperatingHours.daily(8 * 60, 18 * 60, (0, 1, 2, 3, 4))
SLOT = 30

VOICE = Queue("voice-en", Channel.VOICE, "en", ZONE, HOURS, ServiceTarget(0.8, 20), aht_seconds=240)
EMAIL = Queue("email-en", Channel.EMAIL, "en", ZONE, HOURS, ServiceTarget(0.9, 4 * 3600), aht_seconds=300, weight=0.5)

FULL = Contract(
    "full-time",
    (2400, 2400),
    (5, 5),
    6,
    660,
    (ShiftTemplate("8h", 480, 570, 30, (510,), 60, (BreakTemplate("lunch", 30, False, 180, 300),)),),
)
PART = Contract("part-time", (960, 1500), (4, 5), 6, 660, (ShiftTemplate("5h", 480, 780, 30, (300,), 30),))


def people() -> list[Rep]:
    """Eight full-time and five part-time reps: on site, hybrid and remote, one in nesting, one in training."""
    reps = []
    for n in range(13):
        contract = "full-time" if n < 8 else "part-time"
        mode = (WorkMode.ONSITE, WorkMode.HYBRID, WorkMode.REMOTE)[n % 3]
        reps.append(
            Rep(
                id=f"r{n:02d}",
                name=f"Person {n}",
                contract=contract,
                skills={"voice-en": 1.0, "email-en": 1.0} if n % 2 else {"voice-en": 1.0},
                work_mode=mode,
                site=None if mode is WorkMode.REMOTE else "main",
                office_days=(1, 3) if mode is WorkMode.HYBRID else None,
                hired=date(2020, 1, 1) + timedelta(days=40 * n),
                wage_per_hour=17.0,
                home_workspace_approved=mode is not WorkMode.ONSITE,
                stage={6: Stage.NESTING, 12: Stage.TRAINING}.get(n, Stage.LIVE),
            )
        )
    return reps


def history(queue: Queue, per_hour: float, weeks: int = 10, seed: int = 1) -> ContactHistory:
    """Poisson contacts in opening hours, busier on Mondays, up to the day before MONDAY."""
    grid = TimeGrid.of_days(ZONE, MONDAY - timedelta(weeks=weeks), weeks * 7, SLOT)
    rng = np.random.default_rng(seed)
    mean = per_hour * SLOT / 60 * np.where(grid.weekdays() == 0, 1.3, 1.0)
    opened = queue.hours.mask(grid)
    offered = np.where(opened, rng.poisson(mean), np.nan)
    return ContactHistory(
        queue.id, grid, offered, handled=offered, aht_seconds=np.where(opened, queue.aht_seconds, np.nan)
    )


def build(db: Database, *, with_history: bool = True) -> None:
    """Write the centre into an empty database."""
    with db.write() as uow:
        uow.sites.put_many([Site("main", "Main Street", 6, ZONE)])
        uow.queues.put_many([VOICE, EMAIL])
        uow.contracts.put_many([FULL, PART])
        uow.reps.put_many(people())
        if with_history:
            uow.history.put_history(history(VOICE, 60))
            uow.history.put_history(history(EMAIL, 12, seed=2))


def requirement(days: int = 7, heads: float = 4.0, first: date = MONDAY, email: float = 3.0) -> RequirementRun:
    """A requirement made by hand: so many heads of voice in every open slot, and email work due by the evening."""
    grid = TimeGrid.of_days(ZONE, first, days, SLOT)
    opened = HOURS.mask(grid)
    zeros, ones = np.zeros(grid.count), np.ones(grid.count)
    required = np.where(opened, heads, 0.0)
    work = []
    for day in range(days):
        slots = np.flatnonzero(opened & (grid.local_days() == np.datetime64(first + timedelta(days=day))))
        if slots.size and email:
            work.append(DeferrableWork(int(slots[0]), int(slots[-1]) + 1, email))
    spread = np.where(opened, email / 20, 0.0)

    def made(queue: Queue, base: np.ndarray, work: tuple[DeferrableWork, ...] = ()) -> StaffingRequirement:
        return StaffingRequirement(
            queue.id, queue.skill, grid, base, ones * queue.aht_seconds, base, base, ones, zeros, zeros, zeros, 0.0,
            "by hand", queue.weight, work,
        )  # fmt: skip

    parts = (made(VOICE, required), made(EMAIL, spread, tuple(work)))
    return RequirementRun(0, None, grid, parts, datetime.now(UTC), "test")


def store(db: Database, run: RequirementRun) -> int:
    """Store a requirement run and return its id."""
    with db.write() as uow:
        return uow.requirements.add(run)
