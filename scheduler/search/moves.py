"""What annealing tries next: random legal shifts of one rep.

Each kind of move is a function that fills the tentative days and returns how many days change (0: it cannot be made).
All of them lie within the days of the spot, none is locked; whether the week keeps its rules is seen afterwards.
"""

from __future__ import annotations

from typing import NamedTuple

from scheduler.arrays import (
    HOME,
    HYBRID,
    OFFICE,
    REMOTE,
    Days,
    Tables,
    end_day,
    first_day,
    is_open,
    may_be_at,
    week_of,
)
from wfm.domain.arrays import Ints, Records, Row
from wfm.machine import RandomState, bare_kernel, below, uniform, written_in

TO_BREAK, TO_START, TO_SHAPE, TO_DAY, TO_COUNT, TO_PLACE, TO_DEFER, TO_PAIR = range(8)
"""Kinds of move: one break; start; start and length with new breaks; day; a day more or less; home or office; waiting
work to another slot; two lengths of one week at once."""

NEAR, STEPS_NEAR = 0.7, 3
"""Chance that a new start is drawn near the old one, and how many steps away at most."""

SAME_PAID = 0.5
"""Chance that a shift moves to another day only if its paid time stays."""


class Spot(NamedTuple):
    """Where a move is tried: an agent, a day, and the half-open range of days that may change."""

    agent: int
    day: int
    first: int
    last: int


class Tentative(NamedTuple):
    """The days that a move changes, `days` (2,), and their new shifts, `new` (2,) of `SHIFT`."""

    days: Ints
    new: Records


@bare_kernel
def propose(t: Tables, days: Days, random: RandomState, move: int, spot: Spot, tentative: Tentative) -> int:
    """Fill the tentative days by a move of whole shifts; returns how many change."""
    shifts = days.shifts[spot.agent]
    tentative.days[0] = spot.day
    if move == TO_START:
        return _new_start(t, shifts, random, spot, tentative)
    if move == TO_SHAPE:
        return _new_shape(t, shifts, random, spot, tentative)
    if move == TO_COUNT:
        return _day_more_or_less(t, shifts, random, spot, tentative)
    # the others look at a second day of the week
    first, last = _days_of_week(t, spot)
    other = first + below(random, last - first)
    tentative.days[1] = other
    if move == TO_DAY:
        return _other_day(t, shifts, random, spot, other, tentative)
    if move == TO_PLACE:
        return _other_place(t, shifts, random, spot, other, tentative)
    return _two_shapes(t, shifts, random, spot, other, tentative)


@bare_kernel
def _new_start(t: Tables, shifts: Records, random: RandomState, spot: Spot, tentative: Tentative) -> int:
    """Another start, the length kept."""
    now, new = shifts[spot.day], tentative.new[0]
    if now.start < 0 or not _draw_shift(t, random, spot.agent, spot.day, _of_day(t, now, spot.day), new):
        return 0
    k, midnight = now.shift_type, spot.day * t.per_day
    n = (new.start - midnight - t.types.rows[k].first) // t.types.rows[k].step
    start = midnight + t.types.rows[k].first + n * t.types.rows[k].step
    if n < 0 or n >= t.types.rows[k].count or not _may_start(t, spot.agent, k, start):
        return 0
    new.shift_type, new.start, new.place = k, start, now.place
    return 1


@bare_kernel
def _new_shape(t: Tables, shifts: Records, random: RandomState, spot: Spot, tentative: Tentative) -> int:
    """Another start and length."""
    now, new = shifts[spot.day], tentative.new[0]
    if now.start < 0 or not _draw_shift(t, random, spot.agent, spot.day, _of_day(t, now, spot.day), new):
        return 0
    new.place = now.place
    return 1


@bare_kernel
def _day_more_or_less(t: Tables, shifts: Records, random: RandomState, spot: Spot, tentative: Tentative) -> int:
    """A day off for a day worked, or the other way round."""
    new, near = tentative.new[0], -1
    if shifts[spot.day].start >= 0:
        new.shift_type = -1
        return 1
    first, last = _days_of_week(t, spot)
    for d in range(first, last):
        if shifts[d].start >= 0:
            near = _of_day(t, shifts[d], d)
    if not _draw_shift(t, random, spot.agent, spot.day, near, new):
        return 0
    mode = t.known[spot.agent, spot.day].mode
    if mode == HYBRID:
        new.place = below(random, 2)
    else:
        new.place = HOME if mode == REMOTE else OFFICE
    return 1


@bare_kernel
def _other_day(t: Tables, shifts: Records, random: RandomState, spot: Spot, other: int, tentative: Tentative) -> int:
    """A shift given up for one on a day off."""
    now, new = shifts[spot.day], tentative.new[1]
    if now.start < 0 or shifts[other].start >= 0 or t.known[spot.agent, other].locked:
        return 0
    if not may_be_at(t, spot.agent, other, now.place):
        return 0
    if not _draw_shift(t, random, spot.agent, other, _of_day(t, now, spot.day), new):
        return 0
    same_paid = t.types.rows[new.shift_type].paid == t.types.rows[now.shift_type].paid
    if uniform(random) < SAME_PAID and not same_paid:
        return 0
    tentative.new[0].shift_type, new.place = -1, now.place
    return 2


@bare_kernel
def _other_place(t: Tables, shifts: Records, random: RandomState, spot: Spot, other: int, tentative: Tentative) -> int:
    """Home for office or the other way round; at times another day of the week takes the place given up."""
    now, then = shifts[spot.day], shifts[other]
    if t.known[spot.agent, spot.day].mode != HYBRID or now.start < 0:
        return 0
    _copy_shift(now, tentative.new[0])
    tentative.new[0].place = OFFICE if now.place == HOME else HOME
    known = t.known[spot.agent, other]
    may_swap = then.start >= 0 and then.place != now.place and not known.locked and known.mode == HYBRID
    if may_swap and other != spot.day:
        _copy_shift(then, tentative.new[1])
        tentative.new[1].place = now.place
        return 1 + int(uniform(random) < SAME_PAID)
    return 1


@bare_kernel
def _two_shapes(t: Tables, shifts: Records, random: RandomState, spot: Spot, other: int, tentative: Tentative) -> int:
    """Other starts and lengths on two days at once, so that one may be longer for the other's being shorter."""
    now, then = shifts[spot.day], shifts[other]
    if now.start < 0 or then.start < 0 or other == spot.day or t.known[spot.agent, other].locked:
        return 0
    if not _draw_shift(t, random, spot.agent, spot.day, _of_day(t, now, spot.day), tentative.new[0]):
        return 0
    if not _draw_shift(t, random, spot.agent, other, _of_day(t, then, other), tentative.new[1]):
        return 0
    tentative.new[0].place, tentative.new[1].place = now.place, then.place
    return 2


@bare_kernel
def _draw_shift(t: Tables, random: RandomState, a: int, d: int, near: int, new: Row) -> bool:
    """Draw type and start of a shift of agent a on day d into `new`; near >= 0 asks for a start of day close to it."""
    contract = t.contracts[t.weeks[a, week_of(t, d)].contract]
    if contract.types_to == contract.types_from:
        return False
    k = contract.types_from + below(random, contract.types_to - contract.types_from)
    row = t.types.rows[k]
    if near >= 0 and uniform(random) < NEAR:
        n = round((near - row.first) / row.step) + below(random, 2 * STEPS_NEAR + 1) - STEPS_NEAR
        if n < 0 or n >= row.count:
            return False
    else:
        n = below(random, row.count)
    start = d * t.per_day + row.first + n * row.step
    new.shift_type, new.start = k, start
    return _may_start(t, a, k, start)


@written_in
def _days_of_week(t: Tables, spot: Spot) -> tuple[int, int]:
    """The half-open range of the days of the spot's week that may change."""
    week = week_of(t, spot.day)
    return max(first_day(t, week), spot.first), min(end_day(t, week), spot.last)


@written_in
def _may_start(t: Tables, a: int, k: int, start: int) -> bool:
    """Whether agent a's hours leave room for a shift of type k from a slot."""
    return t.reach[a, start] >= start + t.types.rows[k].span and is_open(t, k, start)


@written_in
def _of_day(t: Tables, shift: Row, d: int) -> int:
    """The start of day of a shift on day d."""
    return shift.start - d * t.per_day


@written_in
def _copy_shift(source: Row, to: Row) -> None:
    """Write a shift into another place."""
    to.start, to.shift_type, to.place = source.start, source.shift_type, source.place
