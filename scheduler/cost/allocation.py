"""Who serves what in every slot: the exact split of the heads at work over their skills that leaves the least shortage.

In a slot an agent on contacts gives its speed to one of its skills or is split over them (contacts are routed one by
one, so fractions are meant). Agents with the same skills and speeds are one group; the split is a linear program (HiGHS).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduler.cost.allocation_lp import Asked, Kind, ShortagePrices, Split, skill_weights, split_heads
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Floats
from wfm.domain.people import Shift
from wfm.domain.time import Horizon

Group = tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Allocation:
    """Coverage of a schedule, per skill and slot of the horizon.

    Attributes
    ----------
    skills : the problem's skills; first axis of the arrays below.
    required : heads asked for, shape (skills, slots); work that may wait is not in it.
    scheduled : effective heads allocated to heads asked for, shape (skills, slots), never more than required.
    short : required - scheduled, shape (skills, slots).
    deferred : effective heads spent on work that may wait, shape (skills, slots).
    unmet : head-slots of each piece of waiting work left undone, shape (pieces,), in the order of the problem's demand.
    unmet_skill : index of the skill of each piece, shape (pieces,).
    heads : agents at work and not on a break or an activity, per slot, shape (slots,); those of given shifts are among them.
    capacity : what they could do at the best of their speeds, effective heads per slot, shape (slots,).
    over : effective heads that nothing is asked of, shape (slots,); an agent's best speed counts.
    idle : the same, split over skills in proportion to what each then requires, shape (skills, slots).
    cost : weighted head-slots short and undone, the least possible for these shifts.
    """

    skills: tuple[str, ...]
    required: Floats
    scheduled: Floats
    short: Floats
    deferred: Floats
    unmet: Floats
    unmet_skill: npt.NDArray[np.int64]
    heads: Floats
    capacity: Floats
    over: Floats
    idle: Floats
    cost: float

    @cached_property
    def total_short(self) -> float:
        """Head-slots short, work left undone included."""
        return float(self.short.sum() + self.unmet.sum())

    @cached_property
    def total_over(self) -> float:
        """Head-slots beyond what is asked."""
        return float(self.over.sum())


def on_contacts(shifts: Sequence[Shift], horizon: Horizon) -> Floats:
    """Heads at work and not on a break or an activity in every slot, shape (slots,); a slot counts when wholly worked."""
    edges: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []
    for shift in shifts:
        edges.append((shift.start, shift.end))
        cursor = shift.start
        for piece in shift.pieces:  # clipped, so that a faulty schedule counts none twice or outside its shift
            low, high = max(piece.start, cursor), min(piece.end, shift.end)
            if low < high:
                taken.append((low, high))
                cursor = high
    return _covered(edges, horizon) - _covered(taken, horizon)


def _covered(windows: list[tuple[int, int]], horizon: Horizon) -> Floats:
    """How many of the windows (minutes) cover each slot."""
    index = np.clip(np.array(windows, np.int64).reshape(-1, 2) // horizon.slot_minutes, 0, horizon.slots)
    change = np.bincount(index[:, 0], minlength=horizon.slots + 1) - np.bincount(
        index[:, 1], minlength=horizon.slots + 1
    )
    return np.cumsum(change)[:-1].astype(float)


def _group(skills: Mapping[str, float]) -> Group:
    """Skills and speeds in a form that equal agents share."""
    return tuple(sorted(skills.items()))


def heads_by_group(problem: SchedulingProblem, shifts: Sequence[Shift]) -> dict[Group, Floats]:
    """Heads at work per group and slot, shape (slots,), those of given shifts too; shifts of agents the problem does not
    know count nowhere."""
    known = {agent.id: [(terms.first, _group(terms.skills)) for terms in agent.terms] for agent in problem.agents}
    worked: dict[Group, list[Shift]] = {}
    for shift in shifts:
        if shift.agent in known:
            group = [group for first, group in known[shift.agent] if first <= max(shift.day, 0)][-1]
            worked.setdefault(group, []).append(shift)
    for given in problem.given:
        worked.setdefault(_group(given.skills), []).append(given.shift)
    return {group: on_contacts(theirs, problem.horizon) for group, theirs in worked.items()}


class Allocator:
    """The best split of heads for what one problem asks; asked again about other heads, it works out what they change.

    The answer is as good as one from nothing, though among splits that cost the same it may be another. Threads may
    share it.

    Parameters
    ----------
    prices : price of one head-slot short by skill, perhaps more where shortage is deep; the demand's weights when None.
    """

    def __init__(self, problem: SchedulingProblem, prices: ShortagePrices | Mapping[str, float] | None = None) -> None:
        if not isinstance(prices, ShortagePrices):
            prices = ShortagePrices.flat(skill_weights(problem) if prices is None else prices)
        self._asked = Asked.of(problem, prices)
        self._kept: Split | None = None

    def allocate(self, heads: Mapping[Group, Floats]) -> Allocation:
        """The split of heads, given per group and slot, that leaves the least shortage."""
        asked, kinds = self._asked, _kinds(self._asked.skills, heads)
        split = split_heads(asked, kinds, self._kept)
        self._kept = split  # one assignment: another thread goes on from either
        capacity = np.zeros(asked.slots)
        for group, count in heads.items():
            capacity += count * max((speed for _, speed in group), default=0.0)
        work = asked.waiting
        unmet = np.where(work.lost, work.amount, 0.0)
        for c, chain in enumerate(work.chains):
            unmet[chain.pieces] = chain.given_up(split.dealt[c], split.undone[c])
        return Allocation(
            skills=asked.skills,
            required=asked.required,
            scheduled=split.scheduled,
            short=np.maximum(asked.required - split.scheduled, 0.0),
            deferred=split.deferred,
            unmet=unmet,
            unmet_skill=work.skill,
            heads=np.sum(list(heads.values()), axis=0) if heads else np.zeros(asked.slots),
            capacity=capacity,
            over=np.maximum(capacity - split.scheduled.sum(0) - split.deferred.sum(0), 0.0),
            idle=_idle(asked, split),
            cost=asked.cost(split),
        )


def _kinds(skills: tuple[str, ...], heads: Mapping[Group, Floats]) -> dict[Kind, Floats]:
    """Heads at full speed by kind; who has no skill is of none."""
    result: dict[Kind, Floats] = {}
    for group, count in heads.items():
        if group:
            best = max(speed for _, speed in group)
            kind = tuple((skills.index(skill), round(speed / best, 12)) for skill, speed in group)
            result[kind] = result.get(kind, 0.0) + count * best
    return result


def allocate(
    problem: SchedulingProblem, shifts: Sequence[Shift], prices: ShortagePrices | Mapping[str, float] | None = None
) -> Allocation:
    """The split of the scheduled heads over skills that leaves the least shortage; arguments as for `Allocator`."""
    return Allocator(problem, prices).allocate(heads_by_group(problem, shifts))


def _idle(asked: Asked, split: Split) -> Floats:
    """Idle effective heads by skill: each kind's spare time goes to its skills in proportion to what they require."""
    result = np.zeros_like(asked.required)
    for kind, count in split.heads.items():
        index, speed = np.array([i for i, _ in kind]), np.array([speed for _, speed in kind])
        spare = np.maximum(count - split.used[kind], 0.0)
        share = asked.required[index] + 1e-9
        result[index] += spare * share / share.sum(0) * speed[:, None]
    return result
