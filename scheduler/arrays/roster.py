"""A schedule as the search holds it: arrays of shifts with the cover, seats and deferred work that follow from them."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from scheduler.arrays.compiled_problem import CompiledProblem
from scheduler.arrays.coverage_kernels import build_cover, price_cover, seat_excess, slot_cost, slot_cost_with
from scheduler.arrays.rep_cost import unpopular, week_price
from scheduler.arrays.tables import BREAKS, GROUP, LENGTH, LOCKED, SPAN
from wfm.domain.arrays import Floats
from wfm.domain.people import Break, Shift
from wfm.machine import bare_kernel, kernel

SEAT_PRICE = 10.0
"""Penalty of one head-slot beyond the seats, as a multiple of the price of one head-slot short."""


@bare_kernel
def all_prices(t, start, shift_type, breaks):
    """Pay, preferences, consistency, changes and fairness of a whole schedule."""
    total = 0.0
    for a in range(start.shape[0]):
        for week in range((t.days + 6) // 7):
            total += week_price(t, a, week, start, shift_type, breaks)
        if t.fairness > 0:
            count = unpopular(t, a, start, shift_type)
            total += t.fairness * count * count
    return total


@kernel
def settle_deferred(t, windows, gains, deferred, low, high, slack, cost, amount):
    """Move deferred work of slots low..high-1, `amount` head-slots at a time, from where it costs most to where it costs
    least."""
    for j in range(windows.shape[0]):
        first, last = max(low, windows[j, 0]), min(high, windows[j, 1])
        _settle_piece(t, gains[j], deferred[j], first, last, slack, cost, amount)


@kernel
def _settle_piece(t, gain, deferred, low, high, slack, cost, amount):
    """Move one piece of deferred work about in slots low..high-1.

    Slot costs are convex in the work, so the exchange ends at the best split of the piece (up to the amount).
    """
    if high - low < 2:
        return
    leave, take = np.empty(high - low), np.empty(high - low)
    for x in range(low, high):
        _margins(t, gain, deferred[x], slack[x], cost[x], amount, x - low, leave, take)
    for _ in range(20000):
        x, y = np.argmax(leave), np.argmin(take)
        if leave[x] - take[y] <= 1e-9 or x == y:
            break
        moved = min(amount, deferred[low + x])
        for z, sign in ((x, -1.0), (y, 1.0)):
            for b in range(slack.shape[1]):
                slack[low + z, b] += sign * moved * gain[b]
            deferred[low + z] += sign * moved
            cost[low + z] = slot_cost(slack[low + z], t.step, t.fresh)
            _margins(t, gain, deferred[low + z], slack[low + z], cost[low + z], amount, z, leave, take)


@bare_kernel
def _margins(t, gain, held, slack, cost, amount, at, leave, take):
    """Per head-slot: what is saved when work leaves a slot, and what it costs to take more."""
    leave[at] = -1e18
    if held > 1e-9:
        part = min(amount, held)
        leave[at] = (cost - slot_cost_with(slack, gain, part, t.step, t.fresh)) / part
    take[at] = (slot_cost_with(slack, gain, -amount, t.step, t.fresh) - cost) / amount


class Roster:
    """One schedule and what follows from it.

    `start` (agents, days) is the shift's first slot, -1 for a day off; `shift_type` its shift_type, `place` 1 on site and 0 at
    home, `breaks` (agents, days, breaks) offsets in slots. `slack` (slots, subsets), `cost` (slots,) and `used`
    (sites, slots) follow from them and from `deferred` (pieces, slots), head-slots of waiting work planned per slot.
    """

    def __init__(self, compiled: CompiledProblem) -> None:
        t = compiled.tables
        self.compiled = compiled
        shape = (compiled.agents, t.days)
        self.start = np.full(shape, -1, np.int32)
        self.shift_type = np.full(shape, -1, np.int32)
        self.place = np.zeros(shape, np.int32)
        self.breaks = np.zeros((*shape, t.p_breaks.shape[2]), np.int32)
        self.deferred = np.zeros((len(compiled.work_amount), t.slots))
        for j, (low, high) in enumerate(compiled.work_window):
            self.deferred[j, low:high] = compiled.work_amount[j] / (high - low)
        self.slack = np.zeros((t.slots, len(t.step)))
        self.cost = np.zeros(t.slots)
        self.used = np.zeros((max(len(t.seats), 1), t.slots), np.int32)
        self.rebuild()

    @property
    def arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        """What the kernels change."""
        return (self.start, self.shift_type, self.place, self.breaks, self.slack, self.cost, self.used, self.deferred)

    @property
    def gains(self) -> Floats:
        """What one head-slot of each piece of waiting work asks of each subset, shape (pieces, subsets)."""
        return np.ascontiguousarray(self.compiled.groups.member[:, self.compiled.work_skill].T.astype(float))

    def rebuild(self) -> None:
        """Recompute cover and seats from the shifts."""
        member = self.compiled.groups.member.astype(float)
        asked = self.compiled.demand.copy()
        np.add.at(asked, self.compiled.work_skill, self.deferred)
        extra = np.ascontiguousarray((member @ asked).T - self.compiled.frozen_cover)
        arrays = (self.start, self.shift_type, self.place, self.breaks, extra, self.compiled.frozen_seats)
        build_cover(self.compiled.tables, *arrays, self.slack, self.cost, self.used)

    def carry_on(self, compiled: CompiledProblem) -> None:
        """Stand under another compilation of the same problem: other prices, the same shifts; all is counted afresh."""
        self.compiled = compiled
        self.rebuild()

    def reprice(self, compiled: CompiledProblem) -> None:
        """The same without a fresh count of the cover."""
        self.compiled = compiled
        price_cover(compiled.tables, self.slack, self.cost)

    def settle(self) -> None:
        """Plan the waiting work anew for the shifts as they are."""
        for amount in (1.0, 0.2):
            work = (self.compiled.work_window, self.gains, self.deferred, 0, self.compiled.tables.slots)
            settle_deferred(self.compiled.tables, *work, self.slack, self.cost, amount)

    def copy(self) -> Roster:
        """An independent copy."""
        other = object.__new__(Roster)
        other.compiled = self.compiled
        for name in ("start", "shift_type", "place", "breaks", "deferred", "slack", "cost", "used"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def restore(self, other: Roster) -> None:
        """Become what the other is."""
        for name in ("start", "shift_type", "place", "breaks", "deferred", "slack", "cost", "used"):
            getattr(self, name)[:] = getattr(other, name)

    @property
    def seat_excess(self) -> int:
        """Head-slots on site beyond the seats."""
        return int(seat_excess(self.compiled.tables, self.used, 0, self.compiled.tables.slots))

    @property
    def seat_penalty(self) -> float:
        """What overfull sites add to the cost within the search."""
        return SEAT_PRICE * self.compiled.weights.short * self.seat_excess

    @property
    def short(self) -> float:
        """Head-slots short, work left undone included."""
        first = np.flatnonzero(self.compiled.tables.fresh)
        if not len(first):
            return 0.0
        return float(np.maximum.reduceat(self.slack, first, axis=1).clip(0).sum() + self.compiled.lost.sum())

    @property
    def over(self) -> float:
        """Effective head-slots on queue beyond what is asked."""
        return self.effective - self.compiled.asked + self.short

    @property
    def effective(self) -> float:
        """Effective head-slots on queue within the horizon."""
        return float(self.effective_heads().sum())

    def effective_heads(self) -> Floats:
        """Effective heads on queue per slot, shape (slots,)."""
        total = np.zeros(self.compiled.tables.slots)
        for g, heads in enumerate(self.heads()):
            total += self.compiled.groups.effective[g] * heads
        return total

    def heads(self) -> Floats:
        """Heads on queue, shape (groups, slots)."""
        t = self.compiled.tables
        heads = np.zeros((len(self.compiled.groups.speeds), t.slots + t.per_day + 1))
        group = np.broadcast_to(t.agents[:, GROUP, None], self.start.shape)
        on = self.start >= 0
        g, s, k = group[on], self.start[on], self.shift_type[on]
        np.add.at(heads, (g, s), 1)
        np.add.at(heads, (g, s + t.shift_types[k, SPAN]), -1)
        for b in range(self.breaks.shape[2]):
            has = b < t.shift_types[k, BREAKS]
            low = (s + self.breaks[on][:, b])[has]
            np.add.at(heads, (g[has], low), -1)
            np.add.at(heads, (g[has], low + t.windows[k, LENGTH, b][has]), 1)
        return np.cumsum(heads, axis=1)[:, : t.slots]

    @property
    def own_prices(self) -> float:
        """Pay, preferences, consistency, fairness and changes."""
        return float(all_prices(self.compiled.tables, self.start, self.shift_type, self.breaks))

    @property
    def total(self) -> float:
        """Cost of the schedule in the objective's unit, seats apart; exact up to the plan of the waiting work."""
        constant = float(self.compiled.prices @ self.compiled.lost) - self.compiled.tables.over * self.compiled.asked
        return float(self.cost.sum()) + self.own_prices + self.compiled.tables.over * self.effective + constant

    def shifts(self, agents: Iterable[int] | None = None) -> tuple[Shift, ...]:
        """The schedule as shifts, in order of agent and start."""
        chosen = range(self.compiled.agents) if agents is None else agents
        found: list[Shift] = []
        for a in chosen:
            found += self.compiled.frozen.get(a, ())
            found += [self.shift(a, int(d)) for d in np.flatnonzero(self.start[a] >= 0)]
        return tuple(found)

    def shift(self, a: int, d: int) -> Shift:
        """One agent's shift on a day that has one."""
        t, agent = self.compiled.tables, self.compiled.problem.agents[a]
        template, span = self.compiled.shift_types[self.shift_type[a, d]]
        slot = t.slot_minutes
        start = int(self.start[a, d]) * slot
        breaks = tuple(
            Break(b.name, start + int(o) * slot, start + int(o) * slot + b.minutes)
            for b, o in zip(template.breaks, self.breaks[a, d], strict=False)
        )
        site = agent.site if self.place[a, d] else None
        return Shift(agent.id, start, start + span, site, breaks, bool(t.published[a, d, LOCKED]))

    def put(self, a: int, shift: Shift) -> bool:
        """Write a shift into the arrays (cover is not rebuilt); False when it is of none of the contract's shift types."""
        found = self.compiled.find_shift_type(a, shift)
        if found is None:
            return False
        shift_type, offsets = found
        self.start[a, shift.day], self.shift_type[a, shift.day] = (
            shift.start // self.compiled.tables.slot_minutes,
            shift_type,
        )
        self.place[a, shift.day] = int(shift.site is not None)
        self.breaks[a, shift.day, : len(offsets)] = offsets
        return True

    def clear_week(self, a: int, week: int) -> None:
        """Take away a rep's shifts of one week, locked ones apart (cover is not rebuilt)."""
        days = slice(7 * week, 7 * week + 7)
        free = self.compiled.tables.published[a, days, LOCKED] == 0
        self.start[a, days][free] = self.shift_type[a, days][free] = -1
