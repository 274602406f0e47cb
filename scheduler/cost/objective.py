"""What a schedule costs: the weights a planner sets, with presets. The unit is one paid head-slot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest

import numpy as np

from scheduler.cost.allocation import allocate
from scheduler.cost.allocation_lp import ShortagePrices, skill_weights
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.errors import InputError
from wfm.domain.people import Agent, Shift, WorkClock
from wfm.domain.rules import activity_cost

LEAST_PRICE = 1e-6
"""Least price of a head-slot short, so that heads are split to cover what they can even where nothing asks for it."""


@dataclass(frozen=True, slots=True)
class ObjectiveWeights:
    """Price of each thing a planner weighs, in paid head-slots (one rep paid for one slot costs 1).

    Attributes
    ----------
    short : one head-slot of demand of weight 1 left uncovered, or deferrable work left undone.
    deep : the price of shortage past a share `deep_from` of what is asked in a slot, rounded up to whole heads, as a
        multiple of `short`, >= 1; 1 prices every head-slot short alike.
    deep_from : that share, in 0..1.
    over : one head-slot on queue beyond what was asked, on top of its pay.
    pay : one paid head-slot.
    wages : share of pay, 0 to 1, that follows each rep's wage relative to the mean wage; 0 pays all alike.
    start : one hour between a shift's start and the rep's preferred start.
    day_off : one shift on a day the rep asked to have off.
    consistency : one hour between the earliest and the latest start of one rep's week.
    fairness : square of a rep's number of shifts on weekends or ending after 20:00 or starting before 06:00 by their own
        clock, per week of the horizon.
    change : one published shift taken away, added, or given another start or length (with `keep`).
    break_change : one published break moved (with `keep`).
    """

    short: float = 50.0
    deep: float = 1.5
    deep_from: float = 0.2
    over: float = 0.1
    pay: float = 1.0
    wages: float = 0.0
    start: float = 0.01
    day_off: float = 0.1
    consistency: float = 0.0
    fairness: float = 0.0
    change: float = 80.0
    break_change: float = 8.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (isinstance(value, int | float) and value >= 0 and math.isfinite(value)):
                raise InputError(f"objective weight {field.name!r} must be a number >= 0, got {value!r}")
        if not self.short > 0:
            raise InputError(f"objective weight 'short' must be > 0, got {self.short}")
        if self.deep < 1:
            raise InputError(f"objective weight 'deep' must be >= 1, got {self.deep}")
        if self.deep_from > 1:
            raise InputError(f"objective weight 'deep_from' must be in 0..1, got {self.deep_from}")
        if self.wages > 1:
            raise InputError(f"objective weight 'wages' must be in 0..1, got {self.wages}")

    def shortage_prices(self, problem: SchedulingProblem) -> ShortagePrices:
        """Price of a head-slot short by skill, with the overstaffing it saves."""
        weight = skill_weights(problem)
        normal = {skill: max(self.short * w + self.over, LEAST_PRICE) for skill, w in weight.items()}
        deep = {skill: max(self.short * w * self.deep + self.over, LEAST_PRICE) for skill, w in weight.items()}
        return ShortagePrices(normal, deep, self.deep_from if self.deep > 1 else 1.0)


PRESETS: dict[str, ObjectiveWeights] = {
    "cover first": ObjectiveWeights(),
    "cost first": ObjectiveWeights(short=6.0, over=0.2, wages=1.0, start=0.0, day_off=0.0),
    "people first": ObjectiveWeights(short=15.0, start=0.5, day_off=6.0, consistency=0.5, fairness=0.5),
}
"""Named sets of weights, in the order a planner is offered them."""


def preset(name: str) -> ObjectiveWeights:
    """The weights of that name; InputError for an unknown one.

    >>> preset("cover first").short, preset("cost first").short
    (50.0, 6.0)
    """
    if name not in PRESETS:
        raise InputError(f"objective preset must be one of {', '.join(PRESETS)}, got {name!r}")
    return PRESETS[name]


def terms_of(
    problem: SchedulingProblem, shifts: Sequence[Shift], weights: ObjectiveWeights, keep: bool = False
) -> dict[str, float]:
    """The objective of any schedule split by term; they add up to its cost, on the scale of `lower_bound`.

    The split of heads over skills is the exact one of `allocation`. `keep` counts the changes of published shifts;
    `rules` is what rules with a price cost.
    """
    by_agent: dict[str, list[Shift]] = {agent.id: [] for agent in problem.agents}
    for shift in shifts:
        if shift.agent in by_agent:
            by_agent[shift.agent].append(shift)
    demand_weight = skill_weights(problem)
    prices = weights.shortage_prices(problem)
    cover = allocate(problem, shifts, prices)
    short = dict(zip(problem.skills, cover.short.sum(axis=1).tolist(), strict=True))
    deep = np.maximum(cover.short - prices.shallow(cover.required), 0.0).sum(axis=1).tolist()
    priced = {s: short[s] + (weights.deep - 1.0) * d for s, d in zip(problem.skills, deep, strict=True)}
    for skill, left in zip(cover.unmet_skill, cover.unmet, strict=True):
        short[problem.skills[skill]] += float(left)
        priced[problem.skills[skill]] += float(left)
    asked = cover.required.sum() + sum(
        w.head_slots for entry in problem.demand if isinstance(entry, DeferrableDemand) for w in entry.work
    )
    over = float(cover.capacity.sum() - asked + sum(short.values()))
    return {
        "short": weights.short * sum(demand_weight[s] * amount for s, amount in priced.items()),
        "over": weights.over * over,
        "pay": weights.pay * _paid_slots(problem, by_agent, weights.wages),
        "preferences": _preferences(problem, by_agent, weights),
        "fairness": _fairness(problem, by_agent, weights.fairness),
        "changes": _changes(problem, by_agent, weights) if keep else 0.0,
        "rules": activity_cost(problem.activities, problem.agents, by_agent, problem.horizon),
    }


def relative_wages(agents: Sequence[Agent], share: float) -> list[float]:
    """Each agent's wage relative to the mean known wage, taken in at the given share; 1 where none is known."""
    known = [a.wage_per_hour for a in agents if a.wage_per_hour is not None]
    mean = sum(known) / len(known) if known else 0.0
    relative = [1.0 if a.wage_per_hour is None or mean <= 0 else a.wage_per_hour / mean for a in agents]
    return [1.0 - share + share * r for r in relative]


def is_unpopular(shift: Shift, clock: WorkClock) -> bool:
    """Whether a shift is on a weekend, ends after 20:00 or starts before 06:00 by its rep's clock.

    >>> from datetime import date
    >>> from wfm.domain.time import Horizon
    >>> is_unpopular(Shift("r1", 480, 990), WorkClock(Horizon(date(2026, 6, 6), 7, 15, "UTC")))  # a Saturday
    True
    """
    start = clock.start_of_day(shift)
    late = start + shift.end - shift.start > 20 * 60
    return late or start < 6 * 60 or clock.weekend(shift) is not None


def _paid_slots(problem: SchedulingProblem, by_agent: Mapping[str, list[Shift]], share: float) -> float:
    wages = relative_wages(problem.agents, share)
    minutes = [
        wage * sum(problem.paid_minutes(agent, s) for s in by_agent[agent.id])
        for agent, wage in zip(problem.agents, wages, strict=True)
    ]
    return sum(minutes) / problem.horizon.slot_minutes


def _preferences(problem: SchedulingProblem, by_agent: Mapping[str, list[Shift]], weights: ObjectiveWeights) -> float:
    slot, total = problem.horizon.slot_minutes, 0.0
    for agent in problem.agents:
        wishes, clock = agent.preferences, WorkClock(problem.horizon, agent.zone)
        starts: dict[int, list[int]] = {}
        for shift in by_agent[agent.id]:
            start = clock.start_of_day(shift)
            if wishes.start is not None:  # a wish off the grid counts as the slot it falls in
                total += weights.start * abs(start - wishes.start // slot * slot) / 60
            total += weights.day_off * (shift.day in wishes.days_off)
            starts.setdefault(problem.horizon.week_of(shift.day), []).append(start)
        total += weights.consistency * sum(max(s) - min(s) for s in starts.values()) / 60
    return total


def _fairness(problem: SchedulingProblem, by_agent: Mapping[str, list[Shift]], price: float) -> float:
    clocks = [WorkClock(problem.horizon, agent.zone) for agent in problem.agents]
    counts = [
        sum(is_unpopular(shift, clock) for shift in by_agent[agent.id])
        for agent, clock in zip(problem.agents, clocks, strict=True)
    ]
    return price / problem.horizon.weeks * float(sum(c * c for c in counts))


def _changes(problem: SchedulingProblem, by_agent: Mapping[str, list[Shift]], weights: ObjectiveWeights) -> float:
    published: dict[tuple[str, int], Shift] = {(s.agent, s.day): s for s in problem.published}
    now = {(s.agent, s.day): s for shifts in by_agent.values() for s in shifts}
    total = 0.0
    for key in published.keys() | now.keys():
        old, new = published.get(key), now.get(key)
        if old is None or new is None or (old.start, old.end) != (new.start, new.end):
            total += weights.change
            continue
        moved = [a != b for a, b in zip_longest(old.breaks, new.breaks)]
        total += weights.break_change * sum(moved)
    return total
