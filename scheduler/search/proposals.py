"""What annealing tries next: random legal shifts, with their breaks where heads are worth least."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    CONTRACT,
    COUNT,
    FIRST,
    FREE,
    GROUP,
    LOCKED,
    MODE,
    PAID,
    SPAN,
    STEP,
    TYPES_FROM,
    TYPES_TO,
    best_breaks,
    head_values,
)
from wfm.machine import bare_kernel

TO_BREAK, TO_START, TO_SHAPE, TO_DAY, TO_COUNT, TO_PLACE, TO_DEFER, TO_PAIR = range(8)
"""Kinds of move: one break; start; start and length with new breaks; day; a day more or less; home or site; deferred
work to another slot; two lengths of one week at once."""


@bare_kernel
def draw(seed):
    """A random number in [0, 1) (splitmix64); `seed` (1,) is its state."""
    seed[0] += np.uint64(0x9E3779B97F4A7C15)
    z = seed[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@bare_kernel
def draw_below(seed, n):
    return min(int(draw(seed) * n), n - 1)


@bare_kernel
def accept(seed, change, temperature):
    """Whether a change of cost is made at a temperature (Metropolis)."""
    return change <= 0 or (temperature > 0 and draw(seed) < np.exp(-change / temperature))


@bare_kernel
def _draw_shift(t, seed, a, d, near, out):
    """A random legal shift of agent a on day d: type and start; near >= 0 asks for a start of day close to it."""
    c = t.agents[a, CONTRACT]
    k = t.contracts[c, TYPES_FROM] + draw_below(seed, t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM])
    if near >= 0 and draw(seed) < 0.7:
        n = round((near - t.shift_types[k, FIRST]) / t.shift_types[k, STEP]) + draw_below(seed, 7) - 3
        if n < 0 or n >= t.shift_types[k, COUNT]:
            return False
    else:
        n = draw_below(seed, t.shift_types[k, COUNT])
    s = d * t.per_day + t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
    if s < t.agents[a, FREE] or t.reach[a, s] < s + t.shift_types[k, SPAN]:
        return False
    out[0], out[1] = k, s
    return True


@bare_kernel
def place_breaks(t, seed, a, k, s, slack, cost, worth, scratch, spot):
    """Breaks for a shift: where heads are worth least, with a little noise."""
    end = s + t.shift_types[k, SPAN]
    head_values(t, t.agents[a, GROUP], s, end, slack, cost, worth)
    total = 0.0
    scratch_cum = scratch[scratch.shape[0] - 1]
    scratch_cum[0] = 0.0
    for x in range(s, end):
        total += worth[x] + 0.02 * draw(seed)
        scratch_cum[x - s + 1] = total
    return best_breaks(t, k, 0, scratch_cum, scratch, spot) < 1e14


@bare_kernel
def propose(t, seed, move, a, d, span, start, shift_type, place, days, new):
    """Fill the tentative days: days[i], new[i] = (type, start, place); returns how many days change.

    All of them lie in span[0] <= day < span[1].
    """
    week = d // 7
    first, last = max(7 * week, span[0]), min(7 * week + 7, span[1])
    near = -1
    if start[a, d] >= 0:
        near = start[a, d] - d * t.per_day
    fixed_place = 0 if t.agents[a, MODE] == 1 else 1
    days[0] = d
    if move in (TO_START, TO_SHAPE):
        if start[a, d] < 0 or not _draw_shift(t, seed, a, d, near, new[0]):
            return 0
        if move == TO_START:
            k = shift_type[a, d]
            n = (new[0, 1] - d * t.per_day - t.shift_types[k, FIRST]) // t.shift_types[k, STEP]
            s = d * t.per_day + t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
            if (
                n < 0
                or n >= t.shift_types[k, COUNT]
                or s < t.agents[a, FREE]
                or t.reach[a, s] < s + t.shift_types[k, SPAN]
            ):
                return 0
            new[0, 0], new[0, 1] = k, s
        new[0, 2] = place[a, d]
        return 1
    other = first + draw_below(seed, last - first)
    if move == TO_DAY:
        if start[a, d] < 0 or start[a, other] >= 0 or t.published[a, other, LOCKED]:
            return 0
        if not _draw_shift(t, seed, a, other, near, new[1]):
            return 0
        if draw(seed) < 0.5 and t.shift_types[new[1, 0], PAID] != t.shift_types[shift_type[a, d], PAID]:
            return 0
        days[1], new[0, 0], new[1, 2] = other, -1, place[a, d]
        return 2
    if move == TO_COUNT:
        if start[a, d] >= 0:
            new[0, 0] = -1
            return 1
        for x in range(first, last):
            if start[a, x] >= 0:
                near = start[a, x] - x * t.per_day
        if not _draw_shift(t, seed, a, d, near, new[0]):
            return 0
        new[0, 2] = fixed_place if t.agents[a, MODE] != 2 else draw_below(seed, 2)
        return 1
    if move == TO_PLACE:
        if t.agents[a, MODE] != 2 or start[a, d] < 0:
            return 0
        new[0, 0], new[0, 1], new[0, 2] = shift_type[a, d], start[a, d], 1 - place[a, d]
        if start[a, other] >= 0 and place[a, other] != place[a, d] and other != d and not t.published[a, other, LOCKED]:
            days[1], new[1, 0], new[1, 1], new[1, 2] = other, shift_type[a, other], start[a, other], place[a, d]
            return 1 + int(draw(seed) < 0.5)
        return 1
    if start[a, d] < 0 or start[a, other] < 0 or other == d or t.published[a, other, LOCKED]:
        return 0
    if not _draw_shift(t, seed, a, d, near, new[0]):
        return 0
    if not _draw_shift(t, seed, a, other, start[a, other] - other * t.per_day, new[1]):
        return 0
    days[1], new[0, 2], new[1, 2] = other, place[a, d], place[a, other]
    return 2
