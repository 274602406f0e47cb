"""What the weeks of a problem are worked under, and the shift types of each: templates and lengths on the slot grid.

A week is worked under one contract on one clock, as a rule. Where the contract changes within it, or the rep's clock
moves against the axis, several parts hold in turn: their shift types stand together, each open where its part holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, lcm
from typing import NamedTuple

import numpy as np

from scheduler.arrays.clocks import ZONE
from scheduler.arrays.tables import BREAK, CONTRACT, NEVER, SHIFT_TYPE, ShiftTypes
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Flags, Ints, Records
from wfm.domain.people import Agent, Contract, ShiftTemplate
from wfm.domain.time import DAY


class Part(NamedTuple):
    """A contract by a clock that is so many minutes ahead of the axis."""

    contract: str
    ahead: int


class Regime(NamedTuple):
    """What a week is worked under. Where there are several parts, `days` (first, contract of each day from there on) and
    the `zone` tell which one holds. A `split` week is judged in parts, even if the contract stays and the place of work
    changes."""

    parts: tuple[Part, ...]
    split: bool = False
    days: tuple[int, tuple[str, ...]] | None = None
    zone: ZONE = None


class ShiftType(NamedTuple):
    """A template and length under one part, with its starts in slots of the axis's day: first, step and number of them."""

    template: ShiftTemplate
    span: int
    part: Part
    first: int
    step: int
    starts: int


class Regimes:
    """The regimes of a problem's weeks, `of` (agents, weeks), those of plain contracts first, and their shift types."""

    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem, horizon = problem, problem.horizon
        self.known: dict[Regime, int] = {}
        for id in problem.contracts:
            self._index(Regime((Part(id, 0),)))
        slots = np.arange(horizon.slots) * horizon.slot_minutes
        self.ahead: dict[ZONE, Ints] = {}
        for zone in dict.fromkeys(agent.zone for agent in problem.agents):
            self.ahead[zone] = horizon.ahead_at(zone, slots).reshape(horizon.days, -1)
        self.aheads = {zone: [np.unique(day).tolist() for day in days] for zone, days in self.ahead.items()}
        self.of = np.zeros((len(problem.agents), horizon.weeks), np.int64)
        for a, agent in enumerate(problem.agents):
            for week in range(horizon.weeks):
                self.of[a, week] = self._index(self._regime(agent, week))
        self.types: list[ShiftType] = []
        self.ranges: list[tuple[int, int]] = []
        for regime in self.known:
            begun = len(self.types)
            self.types += [kind for part in regime.parts for kind in _types_of(problem, part)]
            self.ranges.append((begun, len(self.types)))

    def _index(self, regime: Regime) -> int:
        return self.known.setdefault(regime, len(self.known))

    def _regime(self, agent: Agent, week: int) -> Regime:
        horizon, aheads = self.problem.horizon, self.aheads[agent.zone]
        first, last = horizon.days_of(week)
        days = range(max(first, 0), min(last + 1, horizon.days))
        if not agent.changes and agent.zone is None:
            return Regime((Part(agent.contract, 0),))
        contracts = tuple(agent.on(day).contract for day in days)
        parts = dict.fromkeys(
            Part(contract, minutes) for day, contract in zip(days, contracts, strict=True) for minutes in aheads[day]
        )
        pairs = pairwise(agent.on(day) for day in days)
        split = any(not before.rules_like(after) for before, after in pairs)
        if len(parts) == 1:
            return Regime(tuple(parts), split)
        return Regime(tuple(parts), split, (days[0], contracts), agent.zone)

    def opens(self) -> Flags:
        """Where each type may start, shape (types, slots); of no types where all may start anywhere."""
        if not any(regime.days for regime in self.known):
            return np.ones((0, 0), bool)
        per_day = DAY // self.problem.horizon.slot_minutes
        result = np.ones((len(self.types), self.problem.horizon.slots), bool)
        for regime, (low, high) in zip(self.known, self.ranges, strict=True):
            if regime.days is None:
                continue
            begun, contracts = regime.days
            result[low:high] = False
            for k in range(low, high):
                for day, contract in enumerate(contracts, begun):
                    if contract == self.types[k].part.contract:
                        slots = slice(day * per_day, (day + 1) * per_day)
                        result[k, slots] = self.ahead[regime.zone][day] == self.types[k].part.ahead
        return result

    def limited(self) -> Ints:
        """Which types may not start everywhere, shape (types,)."""
        result = np.zeros(len(self.types), np.int64)
        for regime, (low, high) in zip(self.known, self.ranges, strict=True):
            result[low:high] = regime.days is not None
        return result

    def contract_records(self, loose: bool = False) -> Records:
        """The regimes, shape (regimes,). Of several contracts in one week the strictest rest, spread and streak count, and
        the most lenient of them where a bound must hold for all that is legal (`loose`)."""
        slot, rows = self.problem.horizon.slot_minutes, np.zeros(len(self.known), CONTRACT)
        for c, (regime, (low, high)) in enumerate(zip(self.known, self.ranges, strict=True)):
            contracts = [self.problem.contracts[part.contract] for part in regime.parts]
            rest = (min if loose else max)(contract.min_rest for contract in contracts)
            streak = (max if loose else min)(contract.max_consecutive_days for contract in contracts)
            lags = len({part.ahead % slot for part in regime.parts})
            spreads = [_spread(contract, slot, lags > 1, loose) for contract in contracts]
            spread = NEVER if loose and regime.split else min(spreads)
            rows[c] = (low, high, streak, ceil(rest / slot), rest, spread)
        return rows


def _spread(contract: Contract, slot: int, apart: bool, loose: bool) -> int:
    """The start spread in slots; where clocks are `apart` by less than a slot it is off by one at most."""
    if contract.start_spread is None:
        return NEVER
    return max(0, contract.start_spread // slot - (apart and not loose) + (apart and loose))


def _types_of(problem: SchedulingProblem, part: Part) -> Iterator[ShiftType]:
    """Every template and length that fits the slot grid and can hold its breaks."""
    slot = problem.horizon.slot_minutes
    for template in problem.contracts[part.contract].shifts:
        on_grid = all(b.minutes % slot == 0 for b in template.breaks)
        spans = [s for s in dict.fromkeys(template.spans) if s % slot == 0 and template.misfit(s, slot) is None]
        for span in spans if on_grid else ():
            for first, step, count in _starts(template, part.ahead, slot):
                yield ShiftType(template, span, part, first, step, count)


def _starts(template: ShiftTemplate, ahead: int, slot: int) -> Iterator[tuple[int, int, int]]:
    """The template's starts on the grid as slots of the axis's day, before and after the axis's midnight."""
    step = lcm(template.step, slot) // slot
    starts = [(start - ahead) % DAY for start in template.starts()]
    starts = [start // slot for start in starts if start % slot == 0]
    turn = next((i for i in range(1, len(starts)) if starts[i] < starts[i - 1]), len(starts))
    for piece in (starts[:turn], starts[turn:]):
        if piece:
            yield piece[0], step, len(piece)


def type_records(types: list[ShiftType], limited: Ints, slot: int) -> ShiftTypes:
    """The shift types as the kernels read them."""
    rows = np.zeros(len(types), SHIFT_TYPE)
    most = max((len(kind.template.breaks) for kind in types), default=0) or 1
    breaks = np.zeros((len(types), most), BREAK)
    for k, (template, span, part, first, step, count) in enumerate(types):
        gap, paid = ceil(template.min_gap / slot), template.paid_minutes(span)
        turn, lag = divmod(part.ahead % DAY, slot)
        rows[k] = (first, step, count, span // slot, paid, len(template.breaks), gap, turn, lag, limited[k])
        for i, b in enumerate(template.breaks):
            breaks[k, i] = (b.minutes // slot, ceil(b.earliest / slot), b.latest // slot)
    return ShiftTypes(rows, breaks)
