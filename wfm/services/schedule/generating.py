"""Made-up reps for a centre that has none yet: as many as asked, or as many as a requirement takes."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.people import BreakTemplate, Contract, Rep, ShiftTemplate, Site, Stage, Terms, WorkMode
from wfm.domain.planning import Queue, RequirementRun, days_of, refined
from wfm.domain.time import DAY, Horizon
from wfm.services.progress import OnProgress, quiet
from wfm.services.schedule.required_work import heads_by_skill, planning_slot
from wfm.services.schedule.team_size import Present, missing_team

MOST = 20_000
"""Most reps made at once."""

CROSS_TRAINED = 0.2
"""Share of made-up reps who learn a second skill in a language they speak."""


@dataclass(frozen=True, slots=True)
class GeneratedTeam:
    """What was made: the new reps, reps by skill, and the contracts that were written because there were none."""

    reps: tuple[Rep, ...]
    by_skill: Mapping[str, int]
    new_contracts: tuple[str, ...]


def generate_reps(
    db: Database,
    who: Principal,
    *,
    count: int | None = None,
    requirement_run: int | None = None,
    seed: int = 0,
    on_progress: OnProgress = quiet,
) -> GeneratedTeam:
    """Make reps: `count` of them shared over the skills, or as many more as a requirement run takes.

    Reps on record count towards a requirement with their contracts, the hours they are available and all their skills:
    each hour of theirs goes to any one of them. Active ones count who are not in training. Where no contract is on record,
    a full-time and a part-time one are written that fit the opening hours. The same seed makes the same reps.

    Raises
    ------
    InputError
        Unless exactly one of `count` (1..20000) and `requirement_run` is given.
    RefusedError
        When no queue is known, or no contract has shifts where heads are required.
    """
    who.require(Role.PLANNER)
    if (count is None) == (requirement_run is None):
        raise InputError("give either a number of reps or a requirement run, and only one of them")
    if count is not None and not 1 <= count <= MOST:
        raise InputError(f"the number of reps must be in 1..{MOST}, got {count}")
    on_progress(0.0, "reading queues and contracts")
    with db.read() as uow:
        queues, sites = uow.queues.all(), uow.sites.all()
        if not queues:
            raise RefusedError("there is no queue yet, so reps would have no skill to learn; import history first")
        run = _run(uow, requirement_run)
        known, there = uow.contracts.all(), uow.reps.all(active_only=True)
    slot = 15 if run is None else _slot(known, run)
    weeks = {} if run is None else _busiest_week(run, slot)
    contracts = known or _contracts(weeks, queues, slot)
    on_progress(0.2, "counting how many it takes")
    if count is not None:
        wanted = _shared(count, weeks, queues, contracts)
    else:
        assert run is not None, "heads are counted for a run"
        wanted = missing_team(weeks, slot, contracts, _present(there, weeks, _last_day(run)))
    total = sum(sum(team.values()) for team in wanted.values())
    with db.write() as uow:
        maker = _Maker(random.Random(seed), queues, sites, set(uow.reps.ids()), _open_days(weeks, slot))
        reps = [
            maker.rep(skill, contract, total)
            for skill, team in wanted.items()
            for contract, number in team.items()
            for _ in range(number)
        ]
        on_progress(0.8, f"writing {len(reps)} reps")
        if not known:
            uow.contracts.put_many(contracts)
        uow.reps.put_many(reps)
        made = tuple(c.id for c in contracts) if not known else ()
        by_skill = {skill: sum(team.values()) for skill, team in wanted.items()}
        uow.audit.add(who, "generate", "reps", "", {"count": len(reps), "seed": seed, "by_skill": by_skill})
    on_progress(1.0, f"{len(reps)} reps made")
    return GeneratedTeam(tuple(reps), by_skill, made)


def _run(uow: UnitOfWork, id: int | None) -> RequirementRun | None:
    return uow.requirements.latest() if id is None else uow.requirements.get(id)


def _last_day(run: RequirementRun) -> date:
    """The last local day of a run."""
    first, days = days_of(run.grid)
    return first + timedelta(days=days - 1)


def _slot(contracts: Sequence[Contract], run: RequirementRun) -> int:
    """The slot that the contracts' shifts fall on; without any, that of the ones to be written."""
    if contracts:
        return planning_slot(contracts, run.grid.slot_minutes)
    return run.grid.slot_minutes if run.grid.slot_minutes < 15 else 15


def _busiest_week(run: RequirementRun, slot: int) -> dict[str, npt.NDArray[np.float64]]:
    """By skill, the heads required in each slot of the week, Monday first: the most over the weeks of the run."""
    local, days = days_of(run.grid)
    monday = local - timedelta(days=local.weekday())
    length = days + local.weekday()
    horizon = Horizon(monday, min(56, length + -length % 7), slot, run.grid.zone)
    requirements = [refined(r, slot) for r in run.requirements]
    return {
        skill: heads.reshape(-1, 7 * DAY // slot).max(axis=0)
        for skill, heads in heads_by_skill(requirements, horizon).items()
        if heads.any()
    }


def _open_days(weeks: Mapping[str, npt.NDArray[np.float64]], slot: int) -> tuple[tuple[int, int], ...] | None:
    """Weekly windows of the weekdays on which heads are required; None (always) where that is every day.

    Without them a contract of five days in seven could be worked on days when the centre is closed.
    """
    if not weeks:
        return None
    used = np.sum(list(weeks.values()), axis=0).reshape(7, -1) > 0
    if used.any(axis=1).all():
        return None
    edges = [(d, np.flatnonzero(row)) for d, row in enumerate(used) if row.any()]
    return tuple((d * DAY + int(row[0]) * slot, d * DAY + (int(row[-1]) + 1) * slot) for d, row in edges)


def _present(reps: Iterable[Rep], skills: Collection[str], day: date) -> list[Present]:
    """Reps who take contacts of these skills by the end of a run, those who are alike together.

    `day` is the run's last: who learns or has left before it counts as then.
    """
    alike: dict[tuple[object, ...], tuple[Rep, Terms, dict[str, float], int]] = {}
    for rep in reps:
        terms = rep.on(day)
        speeds = {skill: speed for skill, speed in terms.skills.items() if skill in skills}
        if terms.stage is Stage.TRAINING or not speeds or not rep.works_on(day):
            continue
        key = (terms.contract, tuple(sorted(speeds.items())), rep.available)
        count = alike[key][-1] if key in alike else 0
        alike[key] = (rep, terms, speeds, count + 1)
    return [Present(terms.contract, speeds, rep.available, count) for rep, terms, speeds, count in alike.values()]


def _shared(
    count: int, weeks: Mapping[str, npt.NDArray[np.float64]], queues: Sequence[Queue], contracts: Sequence[Contract]
) -> dict[str, dict[str, int]]:
    """Reps shared over skills as the last requirement needs them, evenly where there is none; contracts evenly."""
    skills = list(weeks) or sorted({queue.skill for queue in queues})
    weight = np.array([weeks[skill].sum() if weeks else 1.0 for skill in skills])
    shares = _whole(count, weight / weight.sum())
    each = [_whole(n, np.full(len(contracts), 1 / len(contracts))) for n in shares]
    return {
        skill: {c.id: n for c, n in zip(contracts, numbers, strict=True)}
        for skill, numbers in zip(skills, each, strict=True)
    }


def _whole(count: int, shares: npt.NDArray[np.float64]) -> list[int]:
    """Whole numbers in proportion to the shares that sum to the count (largest remainders)."""
    exact = shares * count
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: count - int(whole.sum())]:
        whole[index] += 1
    return [int(n) for n in whole]


def _contracts(
    weeks: Mapping[str, npt.NDArray[np.float64]], queues: Sequence[Queue], slot: int
) -> tuple[Contract, ...]:
    """A full-time and a part-time contract whose shifts start and end within the hours that need heads."""
    if weeks:
        used = np.flatnonzero(np.sum(list(weeks.values()), axis=0).reshape(7, -1).any(axis=0))
        low, high = int(used[0]) * slot, (int(used[-1]) + 1) * slot
    else:
        windows = [w for queue in queues for day in queue.hours.open for w in day] or [(0, DAY)]
        low, high = min(a for a, _ in windows), max(b for _, b in windows)
    return (
        Contract("full-time", (2400, 2400), (5, 5), 6, 660, (_eight_hours(low, high),), start_spread=240),
        Contract("part-time", (1200, 1500), (4, 5), 6, 660, (_five_hours(low, high),)),
    )


def _latest(low: int, high: int, span: int) -> int:
    """Latest start so that a shift ends by closing time; around the clock any start will do."""
    if high - low >= DAY:
        return DAY - 30
    return max(low, min(high - span, DAY - 30))


def _eight_hours(low: int, high: int) -> ShiftTemplate:
    breaks = (
        BreakTemplate("break 1", 15, True, 60, 180),
        BreakTemplate("lunch", 30, False, 180, 300),
        BreakTemplate("break 2", 15, True, 300, 450),
    )
    return ShiftTemplate("8h", low, _latest(low, high, 510), 30, (510,), 30, breaks)


def _five_hours(low: int, high: int) -> ShiftTemplate:
    return ShiftTemplate(
        "5h", low, _latest(low, high, 300), 30, (300,), 30, (BreakTemplate("break", 15, True, 60, 225),)
    )


class _Maker:
    """Draws people one at a time."""

    def __init__(
        self,
        rng: random.Random,
        queues: Sequence[Queue],
        sites: Sequence[Site],
        taken: set[str],
        available: tuple[tuple[int, int], ...] | None,
    ) -> None:
        self.rng = rng
        self.languages = {queue.skill: queue.language for queue in queues}
        self.sites = sites
        self.taken = taken
        self.available = available
        self.number = 0

    def rep(self, skill: str, contract: str, total: int) -> Rep:
        """The next rep of a skill and contract, in a team of `total`."""
        rng = self.rng
        language = self.languages.get(skill, "en")
        spoken = (language,) if language == "en" else ("en", language)
        skills = {skill: 1.0}
        others = [s for s, wanted in self.languages.items() if s != skill and wanted in spoken]
        if others and rng.random() < CROSS_TRAINED:
            skills[rng.choice(others)] = 1.0
        site = self._site(total)
        hired = date(2026, 1, 5) - timedelta(days=7 * int(rng.expovariate(1 / 150)))
        return Rep(
            id=self._id(),
            name=f"Rep {self.number}",
            contract=contract,
            skills=skills,
            languages=spoken,
            work_mode=WorkMode.REMOTE if site is None else WorkMode.ONSITE,
            site=site,
            hired=hired,
            wage_per_hour=round(4 * rng.uniform(15.5, 19.5)) / 4,
            home_workspace_approved=site is None,
            available=self.available,
            preferred_start=rng.choice((None, 420, 480, 540, 600, 720, 780)),
        )

    def _id(self) -> str:
        self.number += 1
        while f"G{self.number:04d}" in self.taken:
            self.number += 1
        return f"G{self.number:04d}"

    def _site(self, total: int) -> str | None:
        """A site with room: the chance to work on site is what half the seats can hold of the team."""
        seats = sum(site.seats for site in self.sites)
        if not seats or self.rng.random() >= min(1.0, 0.8 * seats / max(total, 1)):
            return None
        return self.rng.choices([s.id for s in self.sites], [s.seats for s in self.sites])[0]
