"""What is asked of the heads: lanes of demand with a price each, and the work that may wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.cost.allocation_lp import required_heads
from scheduler.cost.objective import ObjectiveWeights
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Lanes:
    """Heads asked for now, and the prices of their shortage.

    The lanes are the skills, then once more each skill whose deep shortage costs more: what the skill asks is split
    over its two lanes, which the same reps serve. `demand` (lanes, slots), `prices` (lanes,) of one head-slot short,
    `skills` the skill behind each lane.
    """

    demand: Floats
    prices: Floats
    skills: list[int]


@dataclass(frozen=True, eq=False)
class WaitingWork:
    """Work that may wait, piece by piece: `skill` (pieces,), `window` (pieces, 2) in slots, `amount` (pieces,) in
    head-slots; and `lost` (lanes,), work that no slot of the horizon may do."""

    skill: Ints
    window: Ints
    amount: Floats
    lost: Floats


def demand_lanes(problem: SchedulingProblem, weights: ObjectiveWeights) -> Lanes:
    """The heads a problem asks for, as lanes of one price each."""
    asked = required_heads(problem)
    named, price = {entry.skill: entry.weight for entry in problem.demand}, weights.shortage_prices(problem)
    normal = [price.normal[s] if named.get(s, 0.0) > 0 else 0.0 for s in problem.skills]
    deep = [i for i, s in enumerate(problem.skills) if normal[i] > 0 and asked[i].any() and price.is_convex(s)]
    shallow = price.shallow(asked[deep])
    demand = np.concatenate((asked, asked[deep] - shallow))
    demand[deep] = shallow
    prices = np.array(normal + [price.deep[problem.skills[i]] for i in deep], float)
    return Lanes(demand, prices, [*range(len(problem.skills)), *deep])


def waiting_work(problem: SchedulingProblem, lanes: int) -> WaitingWork:
    """The work of a problem that may wait."""
    slots = problem.horizon.slots
    index = {skill: i for i, skill in enumerate(problem.skills)}
    lost = np.zeros(lanes)
    skill, window, amount = [], [], []
    for entry in problem.demand:
        for work in entry.work if isinstance(entry, DeferrableDemand) else ():
            if work.arrives >= slots:
                lost[index[entry.skill]] += work.head_slots
            elif work.head_slots > 0:
                skill.append(index[entry.skill])
                window.append((work.arrives, min(work.due, slots)))
                amount.append(work.head_slots)
    windows = np.array(window, np.int64).reshape(-1, 2)
    return WaitingWork(np.array(skill, np.int64), windows, np.array(amount, float), lost)
