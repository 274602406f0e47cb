"""Week plans: the weekly totals of a contract as a small automaton whose states the tour search walks through.

A state counts what a week holds so far: days worked, paid minutes, office days and, where a run of days can exceed
the limit within one week, the days in a row. Only states from which the week's bounds can still be met are kept, so
the search never leaves the legal weeks. Totals over weeks are thereby one table, whatever the rule that set them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.arrays.compiled_problem import CompiledProblem
from scheduler.arrays.tables import (
    CONTRACT,
    COUNT,
    FIRST,
    HYBRID,
    MODE,
    ONSITE,
    PAID,
    REST,
    RUN,
    SPAN,
    STEP,
    TYPES_FROM,
    TYPES_TO,
)
from wfm.domain.arrays import Ints32

MANY_STATES = 60_000


class Plans(NamedTuple):
    """Automata of every distinct week, laid end to end.

    `of` (agents, weeks) names the plan; its states are `first[p]..first[p+1]-1`, the initial one after r days in a row
    `initial[p, r]`. `work[state, class, place]` and `rest[state]` are the states after a shift of that paid class at
    home (0) or on site (1), and after a day off; -1 where not allowed. `days[state]` counts days worked, `final`
    tells whether the week may end there. `paid_class` is the paid class of each shift_type, `grid` (contracts, 4): first start,
    step, number of starts and number of rest levels of the start axis.
    """

    of: Ints32
    first: Ints32
    initial: Ints32
    work: Ints32
    rest: Ints32
    days: Ints32
    final: npt.NDArray[np.bool_]
    paid_class: Ints32
    grid: Ints32


State = tuple[int, int, int, int]


def build_plans(compiled: CompiledProblem) -> Plans:
    """The automata of all agents' weeks."""
    t = compiled.tables
    paid = [
        sorted({int(p) for p in t.shift_types[a:b, PAID]})
        for a, b in zip(t.contracts[:, TYPES_FROM], t.contracts[:, TYPES_TO], strict=True)
    ]
    keys: dict[tuple[int, ...], int] = {}
    agents, weeks = len(t.agents), compiled.weeks
    of = np.zeros((agents, weeks), np.int32)
    longest = max((int(r) for r in t.contracts[:, RUN]), default=1)
    for a in range(agents):
        for w in range(weeks):
            length = min(7, t.days - 7 * w)
            bounds = t.bounds[a, w]
            key = (int(t.agents[a, CONTRACT]), int(t.agents[a, MODE]), length, *(int(x) for x in bounds))
            of[a, w] = keys.setdefault(key, len(keys))
    first: list[int] = [0]
    rows_work: list[Ints32] = []
    rows_rest: list[Ints32] = []
    rows_days: list[list[int]] = []
    rows_final: list[npt.NDArray[np.bool_]] = []
    initial = np.full((max(len(keys), 1), longest + 1), -1, np.int32)
    most_classes = max((len(p) for p in paid), default=1) or 1
    for p, key in enumerate(keys):
        states, work, rest, final = _automaton(paid[key[0]], int(t.contracts[key[0], RUN]), key)
        base = first[-1]
        block = np.full((len(states), most_classes, 2), -1, np.int32)
        block[:, : work.shape[1]] = np.where(work >= 0, work + base, -1)
        rows_work.append(block)
        rows_rest.append(np.where(rest >= 0, rest + base, -1))
        rows_days.append([s[0] for s in states])
        rows_final.append(final)
        index = {s: i for i, s in enumerate(states)}
        for run in range(longest + 1):
            start = (
                0,
                0,
                0,
                min(run, int(t.contracts[key[0], RUN])) if _tracks_run(key, int(t.contracts[key[0], RUN])) else 0,
            )
            initial[p, run] = base + index[start] if start in index else -1
        first.append(base + len(states))
    paid_class = np.zeros(len(t.shift_types), np.int32)
    for c, (low, high) in enumerate(zip(t.contracts[:, TYPES_FROM], t.contracts[:, TYPES_TO], strict=True)):
        for k in range(low, high):
            paid_class[k] = paid[c].index(int(t.shift_types[k, PAID]))
    empty = np.zeros((0, most_classes, 2), np.int32)
    return Plans(
        of,
        np.array(first, np.int32),
        initial,
        np.concatenate([empty, *rows_work]),
        np.concatenate([np.zeros(0, np.int32), *rows_rest]).astype(np.int32),
        np.concatenate([np.zeros(0, np.int32), *rows_days]).astype(np.int32),
        np.concatenate([np.zeros(0, bool), *rows_final]).astype(bool),
        paid_class,
        _start_axes(compiled),
    )


def _tracks_run(key: Sequence[int], run_limit: int) -> bool:
    return key[6] > run_limit


def _automaton(
    classes: Sequence[int], run_limit: int, key: Sequence[int]
) -> tuple[list[State], Ints32, Ints32, npt.NDArray[np.bool_]]:
    """States reachable within the week's upper bounds, and their transitions as indices."""
    mode, _, _, paid_high, _, days_high, _, office_high = key[1:]
    tracked = _tracks_run(key, run_limit)
    places = (0, 1) if mode == HYBRID else (1,) if mode == ONSITE else (0,)

    def after(state: State, minutes: int, place: int) -> State | None:
        n, u, o, r = state
        new = (n + 1, u + minutes, o + (place if mode == HYBRID else 0), r + 1 if tracked else 0)
        fits = new[0] <= days_high and new[1] <= paid_high and new[2] <= office_high and new[3] <= run_limit
        return new if fits else None

    starts = [(0, 0, 0, r) for r in range(run_limit + 1)] if tracked else [(0, 0, 0, 0)]
    index: dict[State, int] = {s: i for i, s in enumerate(starts)}
    queue = list(starts)
    moves: list[tuple[int, int, int, int]] = []
    for state in queue:
        nexts: list[tuple[int, int, State | None]] = [(-1, 0, (*state[:3], 0))]
        nexts += [(c, place, after(state, m, place)) for c, m in enumerate(classes) for place in places]
        for c, place, new in nexts:
            if new is None or len(index) >= MANY_STATES:
                continue
            if new not in index:
                index[new] = len(index)
                queue.append(new)
            moves.append((index[state], c, place, index[new]))
    work = np.full((len(queue), max(len(classes), 1), 2), -1, np.int32)
    rest = np.full(len(queue), -1, np.int32)
    for source, c, place, target in moves:
        if c < 0:
            rest[source] = target
        else:
            work[source, c, place] = target
    paid_low, days_low, office_low = key[3], key[5], key[7]
    final = np.array([n >= days_low and u >= paid_low and o >= office_low for n, u, o, _ in queue], bool)
    return queue, work, rest, final


def _start_axes(compiled: CompiledProblem) -> Ints32:
    """Per contract: first start, step, count of the common start axis, and levels of the earliest next start."""
    t = compiled.tables
    grid = np.zeros((len(t.contracts), 4), np.int32)
    for c, (low, high) in enumerate(zip(t.contracts[:, TYPES_FROM], t.contracts[:, TYPES_TO], strict=True)):
        if low == high:
            grid[c] = (0, 1, 1, 1)
            continue
        shift_types = range(low, high)
        first = min(int(t.shift_types[k, FIRST]) for k in shift_types)
        step = 0
        for k in shift_types:
            step = gcd(step, int(t.shift_types[k, FIRST]) - first)
            if t.shift_types[k, COUNT] > 1:
                step = gcd(step, int(t.shift_types[k, STEP]))
        step = step or t.per_day
        last = max(
            int(t.shift_types[k, FIRST] + t.shift_types[k, STEP] * (t.shift_types[k, COUNT] - 1)) for k in shift_types
        )
        end = max(
            int(
                t.shift_types[k, FIRST]
                + t.shift_types[k, STEP] * (t.shift_types[k, COUNT] - 1)
                + t.shift_types[k, SPAN]
            )
            for k in shift_types
        )
        levels = max(0, -(-(end + int(t.contracts[c, REST]) - t.per_day - first) // step)) + 1
        grid[c] = (first, step, (last - first) // step + 1, levels)
    return grid
