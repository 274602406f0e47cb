"""Playing a schedule against its contacts: the service each queue and language will feel, with error bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Flags, Floats
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.people import Shift
from wfm.domain.planning import Channel, Queue, RequirementRun, StaffedPool, StaffingRequirement, finer, refined
from wfm.domain.time import Horizon, TimeGrid
from wfm.machine import Executor
from wfm.services.progress import OnProgress, part, quiet
from wfm.services.schedule.newest_requirement import Stretch
from wfm.services.schedule.schedule_coverage import Compared, compare, draft_of, may_see
from wfm.staffing import (
    Campaign,
    Dialling,
    Group,
    SimulationResult,
    Traffic,
    Verdict,
    play_campaign,
    simulate,
    verdicts,
)

PRIORITY: Mapping[Channel, int] = {Channel.VOICE: 0, Channel.CALLBACK: 1, Channel.EMAIL: 2}
"""Which contact a free rep takes first; chat and outbound have reps of their own for each interval."""

Speeds = Mapping[str, float]
"""What a rep at work knows and how fast: skill and speed."""

SkillSpeeds = tuple[tuple[str, float], ...]
"""What reps serve and how fast: queue and speed."""


def simulate_schedule(
    db: Database,
    who: Principal,
    schedule_id: int,
    *,
    replications: int = 50,
    seed: int = 0,
    uncertainty: float = 0.0,
    executor: Executor | None = None,
    on_progress: OnProgress = quiet,
) -> SimulationResult:
    """Play the contacts of a schedule's days against all reps at work, breaks, activities and shrinkage taken off.

    The contacts are those of the newest requirement that covers all its days; the reps those that its coverage counts.

    Where reps have several skills, the interval's exact split of heads says how many hold chats and how many work a
    campaign; the others take calls first and email when no call waits. Calls go to reps of one language first, and one
    idle rep of several is kept back for the language that fewest speak. Campaigns are dialled apart, by their heads.

    Parameters
    ----------
    replications : how often the whole schedule is played, >= 1; error bars shrink with its root.
    uncertainty : how far a day's volume strays from forecast, as a share of it (0.05: 5 %).

    Raises
    ------
    RefusedError
        Where no requirement covers all days of the schedule, or the one that does has nothing to play.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    on_progress(0.0, "reading the schedule")
    with db.read() as uow:
        record = uow.schedules.record(schedule_id)
        may_see(who, record)
        days = Stretch(_newest_of_all(uow, record), record.horizon.start, record.horizon.days)
        queues = {queue.id: queue for queue in uow.queues.all()}
        compared = compare(uow, days, draft_of(record))
    run, problem = days.run, compared.problem
    horizon = problem.horizon
    requirements = [refined(r, horizon.slot_minutes) for r in run.requirements]
    played = [r for r in requirements if queues[r.queue].channel is not Channel.OUTBOUND]
    if not played:
        raise RefusedError(f"schedule {schedule_id} has no queue that can be played")
    given = {part.skill: horizon.from_grid(part.grid, part.scheduled) for part in compared.parts}
    skills, present = _present(compared)
    groups, dialled = _groups(skills, present, requirements, queues, given, horizon)
    traffic = [_traffic(r, queues[r.queue], horizon.grid, uncertainty) for r in played]
    told = part(on_progress, 0.2, 0.95)
    playing = f"playing {horizon.days} days {replications} times"
    told(0.0, playing)
    result = simulate(
        horizon.grid, traffic, groups, replications=replications, seed=seed, executor=executor,
        told=lambda share: told(share, playing),
    )  # fmt: skip
    told(1.0, "dialling the campaigns")
    lists = [
        _dialling(r, queues[r.queue], horizon.grid, dialled)
        for r in requirements
        if queues[r.queue].channel is Channel.OUTBOUND
    ]
    campaigns = tuple(play_campaign(horizon.grid, one, replications=replications, seed=seed) for one in lists)
    notes = (*result.notes, *(note for pool in run.pools for note in _row_notes(pool, groups, horizon)))
    on_progress(1.0, "played")
    return replace(result, campaigns=campaigns, notes=notes)


def verdicts_of(db: Database, who: Principal, result: SimulationResult) -> tuple[Verdict, ...]:
    """Whether each queue keeps its target in a simulation, and when it is worst."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        targets = {queue.id: queue.target for queue in uow.queues.all()}
    return verdicts(result, targets)


def _row_notes(pool: StaffedPool, groups: Sequence[Group], horizon: Horizon) -> list[str]:
    """A sentence for each row of a pool that the reps at work do not keep in some interval."""
    axis = finer(pool.grid, horizon.slot_minutes)
    result = []
    for row in pool.rows:
        asked = _read(np.repeat(row.base, axis.count // pool.grid.count), axis, horizon.grid)
        there = sum(
            (g.heads for g in groups if set(g.serves) & set(row.queues)), np.zeros(horizon.grid.count, np.int64)
        )
        short = int((there < asked - 1).sum())
        if short:
            result.append(
                f"in {short} of {int((asked > 0).sum())} intervals there are at least two reps fewer who can serve "
                f"{' or '.join(row.queues)} than the pool's requirement counts on."
            )
    return result


def _newest_of_all(uow: UnitOfWork, record: ScheduleVersion) -> RequirementRun:
    """The newest requirement that covers all days of a schedule; RefusedError where there is none."""
    start, count = record.horizon.start, record.horizon.days
    run = uow.requirements.newest_over(start, count)
    if run is None:
        last = start + timedelta(days=count - 1)
        raise RefusedError(
            f"no requirement covers all days of schedule {record.id}, {start} to {last}, so it cannot be played; run the "
            "staffing step for these days first"
        )
    return uow.requirements.get(run)


def _present(compared: Compared) -> tuple[list[Speeds], Flags]:
    """Who is at work and on contacts in each wall-clock slot, shape (rows, slots), and the speeds of each row.

    A rep has a row for each set of speeds they have in turn.
    """
    horizon, asked = compared.problem.horizon, compared.problem.skills
    rows: dict[tuple[str, SkillSpeeds], int] = {}
    stays: list[tuple[int, Shift]] = []
    for one in compared.placed:
        speeds = tuple(sorted((skill, speed) for skill, speed in one.skills.items() if skill in asked))
        stays.append((rows.setdefault((one.rep, speeds), len(rows)), one.shift))
    slot, present = horizon.slot_minutes, np.zeros((len(rows), horizon.slots), bool)
    for row, shift in stays:
        present[row, max(shift.start, 0) // slot : max(shift.end, 0) // slot] = True
        for piece in shift.pieces:
            present[row, max(piece.start, 0) // slot : max(piece.end, 0) // slot] = False
    return [dict(speeds) for _, speeds in rows], present


def _groups(
    reps: Sequence[Speeds],
    present: Flags,
    requirements: Sequence[StaffingRequirement],
    queues: Mapping[str, Queue],
    given: Mapping[str, npt.NDArray[np.float64]],
    horizon: Horizon,
) -> tuple[list[Group], dict[str, npt.NDArray[np.int64]]]:
    """Reps by what they serve: first those who hold chats, then the others by their skills; and the heads who dial."""
    left = present.copy()
    shrinkage = float(np.mean([r.shrinkage for r in requirements]))
    groups, dialled = [], {}
    for channel in (Channel.CHAT, Channel.OUTBOUND):
        for skill in dict.fromkeys(r.skill for r in requirements if queues[r.queue].channel is channel):
            heads = _heads(_taken(reps, left, skill, given.get(skill)), shrinkage, horizon)
            serves = [r.queue for r in requirements if r.skill == skill and queues[r.queue].channel is channel]
            if channel is Channel.CHAT:
                groups.append(Group(f"{skill} chats", heads, dict.fromkeys(serves, 0)))
            else:
                dialled[skill] = heads
    others = [r for r in requirements if queues[r.queue].channel in PRIORITY]
    skill_sets: dict[SkillSpeeds, list[int]] = {}
    asked = {r.skill for r in others}
    for i, skills in enumerate(reps):
        speeds = {skill: speed for skill, speed in skills.items() if skill in asked}
        skill_sets.setdefault(tuple((r.queue, speeds[r.skill]) for r in others if r.skill in speeds), []).append(i)
    kept = _kept_back({skill_set: left[members] for skill_set, members in skill_sets.items()}, others, queues)
    for skill_set, members in skill_sets.items():
        if skill_set:
            serves_at = {queue: PRIORITY[queues[queue].channel] for queue, _ in skill_set}
            calls = sum(queues[queue].channel is Channel.VOICE for queue, _ in skill_set)
            name = "+".join(f"{queue}@{speed:g}" for queue, speed in skill_set)
            heads = _heads(left[members], shrinkage, horizon)
            groups.append(Group(name, heads, serves_at, calls, reserve=kept.get(skill_set, {}), speed=dict(skill_set)))
    return groups, dialled


def _kept_back(
    skill_sets: Mapping[SkillSpeeds, Flags], requirements: Sequence[StaffingRequirement], queues: Mapping[str, Queue]
) -> dict[SkillSpeeds, dict[str, int]]:
    """One idle rep of the largest skill set that serves a scarce voice queue, kept back from the queues others help."""
    voice = {
        r.queue: float((r.volume * r.aht_seconds).sum())
        for r in requirements
        if queues[r.queue].channel is Channel.VOICE
    }
    serves = {skill_set: tuple(q for q, _ in skill_set if q in voice) for skill_set in skill_sets}
    result: dict[SkillSpeeds, dict[str, int]] = {}
    for scarce in voice:
        mine = [k for k, names in serves.items() if len(names) > 1 and min(names, key=voice.__getitem__) == scarce]
        helped = {q for names in serves.values() if scarce not in names for q in names}
        if mine and helped:
            largest = max(mine, key=lambda skill_set: int(skill_sets[skill_set].sum()))
            result[largest] = {q: 1 for q in serves[largest] if q in helped}
    return result


def _taken(reps: Sequence[Speeds], left: Flags, skill: str, heads: npt.NDArray[np.float64] | None) -> Flags:
    """The reps who work on a skill alone in each slot, as many as its heads; they are taken out of those left.

    Those with the fewest other skills are taken first, so that the same people stay with it.
    """
    able = sorted((i for i, speeds in enumerate(reps) if skill in speeds), key=lambda i: (len(reps[i]), i))
    taken = np.zeros((len(able), left.shape[1]), bool)
    if heads is None:
        return taken
    free = left[able]
    wanted = np.rint(heads).astype(int)
    taken = free & (np.cumsum(free, axis=0) <= wanted)
    left[able] &= ~taken
    return taken


def _heads(present: Flags, shrinkage: float, horizon: Horizon) -> npt.NDArray[np.int64]:
    """Whole heads per interval of the horizon's grid after shrinkage, shape (count,).

    Fractions are carried from one interval to the next, so that a small group loses its share over the day.
    """
    heads = horizon.to_grid(horizon.grid, present.sum(axis=0) * (1.0 - shrinkage))
    carried = np.floor(np.cumsum(heads) + 0.5)
    whole: npt.NDArray[np.int64] = np.diff(carried, prepend=0.0).astype(np.int64)
    return np.minimum(whole, horizon.to_grid(horizon.grid, present.sum(axis=0).astype(float)).astype(np.int64))


def _traffic(requirement: StaffingRequirement, queue: Queue, grid: TimeGrid, uncertainty: float) -> Traffic:
    volume, aht = (_read(v, requirement.grid, grid) for v in (requirement.volume, requirement.aht_seconds))
    return Traffic(queue, volume, np.where(aht > 0, aht, queue.aht_seconds), volume_cv=uncertainty)


def _dialling(
    requirement: StaffingRequirement, queue: Queue, grid: TimeGrid, heads: Mapping[str, npt.NDArray[np.int64]]
) -> Dialling:
    """A campaign with the dialer's usual figures; those of a targets file are not in the database."""
    volume, aht = (_read(v, requirement.grid, grid) for v in (requirement.volume, requirement.aht_seconds))
    given = heads.get(requirement.skill, np.zeros(grid.count, np.int64))
    return Dialling(queue, Campaign(), volume, aht, given)


def _read(values: Floats, grid: TimeGrid, onto: TimeGrid) -> Floats:
    """Figures of a grid at the intervals of another of the same length, 0 where it does not reach."""
    place = grid.index(onto.start) + np.arange(onto.count)
    known = (place >= 0) & (place < grid.count)
    result = np.zeros(onto.count)
    result[known] = values[place[known]]
    return result
