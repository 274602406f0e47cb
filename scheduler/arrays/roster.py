"""A schedule as the search holds it: arrays of shifts with the cover, seats and waiting work that follow from them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.arrays.compiled_problem import CompiledProblem
from scheduler.arrays.coverage_kernels import build_cover, price_cover, seat_excess
from scheduler.arrays.rep_cost import all_prices
from scheduler.arrays.tables import DAY_OFF, SHIFT, Books, Days, Waiting
from scheduler.arrays.waiting_kernels import settle
from wfm.domain.arrays import Floats, Ints
from wfm.domain.people import Break, Shift

SEAT_PRICE = 10.0
"""Penalty of one head-slot beyond the seats, as a multiple of the price of one head-slot short."""

AMOUNTS = (1.0, 0.2)
"""Head-slots of waiting work moved at a time when it is planned anew, coarse and then fine."""


class Roster:
    """One schedule and what follows from it, as the kernels read and change it.

    `days` holds the shifts and their breaks; `books` slack, cost and seats in use; `waiting` the work that may wait
    and how it is planned. The properties are views: writing to them changes the roster, but not the books.
    """

    def __init__(self, compiled: CompiledProblem) -> None:
        t, work = compiled.tables, compiled.waiting
        self.compiled = compiled
        shifts = np.full((compiled.agents, t.days), np.array(DAY_OFF, SHIFT))
        self.days = Days(shifts, np.zeros((compiled.agents, t.days, t.known_breaks.shape[2]), np.int64))
        sites, subsets = max(len(t.seats), 1), len(t.cover.subsets)
        used = np.zeros((sites, t.slots + t.per_day), np.int64)
        self.books = Books(np.zeros((t.slots, subsets)), np.zeros(t.slots), used)
        gain = np.ascontiguousarray(compiled.groups.member[:, work.skill].T.astype(float))
        speed = np.ascontiguousarray(compiled.groups.speeds[:, work.skill])
        planned = np.zeros((len(work.amount), t.slots))
        for j, (low, high) in enumerate(work.window):
            planned[j, low:high] = work.amount[j] / (high - low)
        self.waiting = Waiting(work.window, gain, planned, speed)
        self.rebuild()

    @property
    def start(self) -> Ints:
        """First slot of each agent's shift of a day, shape (agents, days); -1 for a day off."""
        return self.days.shifts["start"]

    @property
    def shift_type(self) -> Ints:
        """Its shift type, shape (agents, days); -1 for a day off."""
        return self.days.shifts["shift_type"]

    @property
    def place(self) -> Ints:
        """Where it is worked, shape (agents, days)."""
        return self.days.shifts["place"]

    @property
    def breaks(self) -> Ints:
        """Offsets of its breaks in slots, shape (agents, days, breaks)."""
        return self.days.breaks

    @property
    def cost(self) -> Floats:
        """What the shortage of each slot costs, shape (slots,)."""
        return self.books.cost

    def rebuild(self) -> None:
        """Recompute cover and seats from the shifts."""
        compiled = self.compiled
        asked = compiled.lanes.demand.copy()
        np.add.at(asked, compiled.waiting.skill, self.waiting.planned)
        of_subsets = (compiled.groups.member.astype(float) @ asked).T - compiled.fixed_cover
        build_cover(compiled.tables, self.days, np.ascontiguousarray(of_subsets), compiled.fixed_seats, self.books)

    def carry_on(self, compiled: CompiledProblem) -> None:
        """Stand under another compilation of the same problem: other prices, the same shifts; all is counted afresh."""
        self.compiled = compiled
        self.rebuild()

    def reprice(self, compiled: CompiledProblem) -> None:
        """The same without a fresh count of the cover."""
        self.compiled = compiled
        price_cover(compiled.tables.cover, self.books)

    def settle(self) -> None:
        """Plan the waiting work anew for the shifts as they are."""
        t = self.compiled.tables
        for amount in AMOUNTS:
            settle(t.cover, self.waiting, self.books, 0, t.slots, amount)

    def copy(self) -> Roster:
        """An independent copy."""
        other = object.__new__(Roster)
        other.compiled = self.compiled
        other.days = Days(self.days.shifts.copy(), self.days.breaks.copy())
        books = self.books
        other.books = Books(books.slack.copy(), books.cost.copy(), books.used.copy())
        other.waiting = self.waiting._replace(planned=self.waiting.planned.copy())
        return other

    def restore(self, other: Roster) -> None:
        """Become what the other is."""
        for mine, theirs in zip((*self.days, *self.books), (*other.days, *other.books), strict=True):
            mine[:] = theirs
        self.waiting.planned[:] = other.waiting.planned

    @property
    def seat_excess(self) -> int:
        """Head-slots on site beyond the seats, but for those that are not this schedule's."""
        used, seats = self.books.used, self.compiled.tables.seats
        return int(seat_excess(seats, used, 0, used.shape[1])) - self.compiled.fixed_excess

    @property
    def seat_penalty(self) -> float:
        """What overfull sites add to the cost within the search."""
        return SEAT_PRICE * self.compiled.weights.short * self.seat_excess

    @property
    def short(self) -> float:
        """Head-slots short, work left undone included."""
        first = np.flatnonzero(self.compiled.tables.cover.subsets["fresh"])
        if not len(first):
            return 0.0
        lost = self.compiled.waiting.lost.sum()
        return float(np.maximum.reduceat(self.books.slack, first, axis=1).clip(0).sum() + lost)

    @property
    def over(self) -> float:
        """Effective head-slots on queue beyond what is asked."""
        return self.effective - self.compiled.asked + self.short

    @property
    def effective(self) -> float:
        """Effective head-slots on queue within the horizon."""
        heads = self.heads() + self.compiled.fixed_heads
        return float(self.compiled.groups.effective @ heads.sum(axis=1))

    def heads(self) -> Floats:
        """Heads on queue by the shifts of the roster, shape (groups, slots)."""
        t = self.compiled.tables
        heads = np.zeros((len(self.compiled.groups.speeds), t.slots + t.per_day + 1))
        group = t.known["group"]
        on = self.start >= 0
        g, s, k = group[on], self.start[on], self.shift_type[on]
        np.add.at(heads, (g, s), 1)
        np.add.at(heads, (g, s + t.types.rows["span"][k]), -1)
        for b in range(self.breaks.shape[2]):
            has = b < t.types.rows["breaks"][k]
            low = (s + self.breaks[on][:, b])[has]
            np.add.at(heads, (g[has], low), -1)
            np.add.at(heads, (g[has], low + t.types.breaks["length"][k, b][has]), 1)
        return np.cumsum(heads, axis=1)[:, : t.slots]

    @property
    def own_prices(self) -> float:
        """Pay, preferences, consistency, fairness and changes."""
        return float(all_prices(self.compiled.tables, self.days))

    @property
    def total(self) -> float:
        """Cost of the schedule in the objective's unit, seats apart; exact up to the plan of the waiting work."""
        over = self.compiled.tables.cover.over
        constant = float(self.compiled.lanes.prices @ self.compiled.waiting.lost) - over * self.compiled.asked
        return float(self.cost.sum()) + self.own_prices + over * self.effective + constant

    def shifts(self, agents: Iterable[int] | None = None) -> tuple[Shift, ...]:
        """The schedule as shifts, in order of agent and start."""
        chosen = range(self.compiled.agents) if agents is None else agents
        found: list[Shift] = []
        for a in chosen:
            found += self.compiled.frozen.get(a, ())
            found += [self.shift(a, int(d)) for d in np.flatnonzero(self.start[a] >= 0)]
        return tuple(found)

    def shift(self, a: int, d: int) -> Shift:
        """One agent's shift on a day that has one; a held one with its activities."""
        if (a, d) in self.compiled.held:
            return self.compiled.held[a, d]
        t, agent = self.compiled.tables, self.compiled.problem.agents[a]
        kind = self.compiled.shift_types[self.shift_type[a, d]]
        slot = t.slot_minutes
        start = int(self.start[a, d]) * slot
        breaks = tuple(
            Break(b.name, start + int(o) * slot, start + int(o) * slot + b.minutes)
            for b, o in zip(kind.template.breaks, self.breaks[a, d], strict=False)
        )
        at = int(t.known["site"][a, d]) if self.place[a, d] else -1
        site = self.compiled.problem.sites[at].id if at >= 0 else None
        return Shift(agent.id, start, start + kind.span, site, breaks, bool(t.known["locked"][a, d]))

    def put(self, a: int, shift: Shift) -> bool:
        """Write a shift into the arrays (the books stay); False when it is of none of the contract's shift types."""
        found = self.compiled.find_shift_type(a, shift)
        if found is None:
            return False
        shift_type, offsets = found
        start = shift.start // self.compiled.tables.slot_minutes
        self.days.shifts[a, shift.day] = (start, shift_type, int(shift.site is not None))
        self.breaks[a, shift.day, : len(offsets)] = offsets
        return True

    def take_away(self, a: int, days: int | slice | Ints) -> None:
        """Give an agent some days off, where no shift is locked (the books stay)."""
        chosen = np.zeros(self.compiled.tables.days, bool)
        chosen[days] = True
        self.days.shifts[a][chosen & (self.compiled.tables.known["locked"][a] == 0)] = DAY_OFF

    def clear_week(self, a: int, week: int) -> None:
        """Take away a rep's shifts of one week, locked ones apart (the books stay)."""
        self.take_away(a, self.days_of(week))

    def days_of(self, week: int) -> slice:
        """The days of a week within the horizon."""
        first, last = self.compiled.problem.horizon.days_of(week)
        return slice(max(first, 0), min(last + 1, self.compiled.tables.days))

    def paid(self, a: int, days: slice | Ints) -> int:
        """Paid minutes of an agent's shifts of some days."""
        t, of = self.compiled.tables, self.days.shifts[a, days]
        of = of[of["start"] >= 0]
        start, end = of["start"], of["start"] + t.types.rows["span"][of["shift_type"]]
        return int((t.types.rows["paid"][of["shift_type"]] + t.drift[end] - t.drift[start]).sum())
