"""Playing a schedule against its contacts: the service each queue and language will feel, with error bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from scheduler.allocation import allocate
from wfm.database.engine import Database
from wfm.domain.accounts import Principal
from wfm.domain.contacts import Channel, Queue
from wfm.domain.errors import RefusedError
from wfm.domain.people import Rep
from wfm.domain.requirement import StaffingRequirement
from wfm.domain.schedule import PlannedShift
from wfm.domain.time import Horizon, TimeGrid
from wfm.execution import Executor
from wfm.services.demand import refined
from wfm.services.horizon_agents import speeds_of
from wfm.services.progress import OnProgress, quiet
from wfm.services.reporting import may_see, problem_of, run_of
from wfm.staffing.simulation import Group, Traffic, simulate
from wfm.staffing.simulation_result import SimulationResult

PRIORITY: Mapping[Channel, int] = {Channel.VOICE: 0, Channel.CALLBACK: 1, Channel.EMAIL: 2}
"""Which contact a free rep takes first; chat and outbound have reps of their own for each interval."""

Flags = npt.NDArray[np.bool_]


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
    """Play the contacts of a schedule's requirement against the reps at work, breaks and shrinkage taken off.

    Where reps have several skills, the interval's exact split of heads says how many hold chats and how many work a
    campaign; the others take calls first and email when no call waits. Campaigns themselves are not played.

    Parameters
    ----------
    replications : how often the whole schedule is played, >= 1; error bars shrink with its root.
    uncertainty : how far a day's volume strays from forecast, as a share of it (0.05: 5 %).

    Raises
    ------
    RefusedError
        For a schedule without a requirement, or one whose requirement has nothing to play.
    """
    on_progress(0.0, "reading the schedule")
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        may_see(who, found)
        run = run_of(uow, found)
        queues = {queue.id: queue for queue in uow.queues.all()}
        problem = problem_of(uow, found, run)
        reps = uow.reps.get_many([agent.id for agent in problem.agents])
    horizon = problem.horizon
    owned = [p for p in found.shifts if p.shift.agent]
    requirements = [refined(r, horizon.slot_minutes) for r in run.requirements]
    played = [r for r in requirements if queues[r.queue].channel is not Channel.OUTBOUND]
    if not played:
        raise RefusedError(f"schedule {schedule_id} has no queue that can be played")
    on_progress(0.1, "splitting the heads")
    allocation = allocate(problem, [p.shift for p in owned])
    given = dict(zip(problem.skills, allocation.scheduled + allocation.deferred + allocation.idle, strict=True))
    present = _present(owned, list(reps), horizon)
    groups = _groups(list(reps.values()), present, requirements, queues, given, horizon)
    traffic = [_traffic(r, queues[r.queue], horizon.grid, uncertainty) for r in played]
    on_progress(0.3, f"playing {horizon.days} days {replications} times")
    result = simulate(horizon.grid, traffic, groups, replications=replications, seed=seed, executor=executor)
    on_progress(1.0, "played")
    return result


def _present(shifts: Sequence[PlannedShift], reps: Sequence[str], horizon: Horizon) -> Flags:
    """Who is at work and not on a break in each wall-clock slot, shape (reps, slots)."""
    row = {rep: i for i, rep in enumerate(reps)}
    present = np.zeros((len(reps), horizon.slots), bool)
    slot = horizon.slot_minutes
    for planned in shifts:
        mine = present[row[planned.shift.agent]]
        mine[planned.shift.start // slot : planned.shift.end // slot] = True
        for rest in planned.shift.breaks:
            mine[rest.start // slot : rest.end // slot] = False
    return present


def _groups(
    reps: Sequence[Rep],
    present: Flags,
    requirements: Sequence[StaffingRequirement],
    queues: Mapping[str, Queue],
    given: Mapping[str, npt.NDArray[np.float64]],
    horizon: Horizon,
) -> list[Group]:
    """Reps by what they serve: first those who hold chats or work a campaign, then the others by their skills."""
    left = present.copy()
    shrinkage = float(np.mean([r.shrinkage for r in requirements]))
    groups = []
    for channel in (Channel.CHAT, Channel.OUTBOUND):
        for skill in dict.fromkeys(r.skill for r in requirements if queues[r.queue].channel is channel):
            taken = _taken(reps, left, skill, given.get(skill))
            serves = [r.queue for r in requirements if r.skill == skill and queues[r.queue].channel is channel]
            if channel is Channel.CHAT:
                groups.append(Group(f"{skill} chats", _heads(taken, shrinkage, horizon), dict.fromkeys(serves, 0)))
    others = [r for r in requirements if queues[r.queue].channel in PRIORITY]
    kinds: dict[tuple[tuple[str, float], ...], list[int]] = {}
    for i, rep in enumerate(reps):
        speeds = speeds_of(rep, {r.skill for r in others})
        kinds.setdefault(tuple((r.queue, speeds[r.skill]) for r in others if r.skill in speeds), []).append(i)
    for kind, members in kinds.items():
        if kind:
            serves_at = {queue: PRIORITY[queues[queue].channel] for queue, _ in kind}
            name = "+".join(f"{queue}@{speed:g}" for queue, speed in kind)
            groups.append(Group(name, _heads(left[members], shrinkage, horizon), serves_at, speed=dict(kind)))
    return groups


def _taken(reps: Sequence[Rep], left: Flags, skill: str, heads: npt.NDArray[np.float64] | None) -> Flags:
    """The reps who work on a skill alone in each slot, as many as its heads; they are taken out of those left.

    Those with the fewest other skills are taken first, so that the same people stay with it.
    """
    able = sorted((i for i, rep in enumerate(reps) if skill in rep.skills), key=lambda i: (len(reps[i].skills), i))
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
    low = requirement.grid.index(grid.start)
    window = slice(low, low + grid.count)
    aht = np.where(requirement.aht_seconds[window] > 0, requirement.aht_seconds[window], queue.aht_seconds)
    return Traffic(queue, requirement.volume[window], aht, volume_cv=uncertainty)
