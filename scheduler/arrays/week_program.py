"""The dynamic program over the days of one rep's week: forward to the best value of each place, back along the best path.

A place is a state of the week's automaton and the earliest start that rest leaves, in levels. Shifts of one type that
ask for and leave the same rest stand together in a group, and only the best of them on each day takes part.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays.clocks import end_day, first_day, next_free
from scheduler.arrays.rep_cost import change_cost
from scheduler.arrays.tables import LOW, Tables
from scheduler.arrays.week_automaton import WeekAutomata, may_end
from wfm.domain.arrays import Floats, Ints, Records, Row
from wfm.machine import bare_kernel, written_in

GROUP = np.dtype([(name, np.int64) for name in ("type", "place", "asks", "leaves", "since")])
"""Shifts that rest alike: their type (of the contract's), place, rest level asked for and left, first start."""


class Frame(NamedTuple):
    """The week that is searched: its agent and number, contract, first day and days, the days in a row before it, its
    states `base..base+states-1`, and the start axis: first start, step, steps in a day, first start of the axis's day,
    and whether both days are the same but for a constant. In a `changing` week clocks change."""

    agent: int
    week: int
    contract: int
    first_day: int
    days: int
    streak: int
    base: int
    states: int
    first: int
    step: int
    day_steps: int
    origin: int
    plain: int
    changing: int


class Window(NamedTuple):
    """Starts low..high of the day, and the `levels` of the earliest next start above `floor` that they may leave."""

    low: int
    high: int
    floor: int
    levels: int


class Groups(NamedTuple):
    """Groups of shifts, `rows` (groups,) of `GROUP`, with their best value on each day, `worth` (groups, 7), and the
    number of rest levels they ask for and leave. In a week in which clocks change `leaves` (groups, 7) is the level left
    on each day, and `delta` (groups, 7) which of the deltas the shifts last longer."""

    rows: Records
    worth: Floats
    levels: int
    leaves: Ints
    delta: Ints


class Node(NamedTuple):
    """A place of the program: a state (from the automaton's first) and a rest level."""

    state: int
    level: int


@written_in
def frame_of(t: Tables, automata: WeekAutomata, a: int, week: int, streak: int) -> Frame:
    """The week of an agent as the search sees it."""
    c, p, first = t.weeks[a, week].contract, automata.of[a, week], first_day(t, week)
    base, states = automata.first[p], automata.first[p + 1] - automata.first[p]
    axis, days, changing = automata.axes[c], end_day(t, week) - first, t.weeks[a, week].changing
    low, step, steps = axis.first, axis.step, t.per_day // axis.step
    return Frame(a, week, c, first, days, streak, base, states, low, step, steps, axis.origin, axis.plain, changing)


@written_in
def beginning(automata: WeekAutomata, a: int, week: int, streak: int) -> int:
    """The state a week begins in after so many days in a row; -1 where there is none."""
    return automata.initial[automata.of[a, week], min(streak, automata.initial.shape[1] - 1)]


@written_in
def start_of_day(t: Tables, frame: Frame, k: int, i: int) -> int:
    """The slot of the axis's day at which the contract's k-th type starts in place i of the start axis."""
    turn = t.types.rows[t.contracts[frame.contract].types_from + k].turn
    of_day = frame.first + i * frame.step - turn
    return of_day + t.per_day if of_day < 0 else of_day


@written_in
def _level_asked(t: Tables, frame: Frame, k: int, i: int) -> int:
    """Rest level, above the first, that a shift of the contract's k-th type at start i asks for."""
    return i if frame.plain else (start_of_day(t, frame, k, i) - frame.origin) // frame.step


@written_in
def _rest_level(t: Tables, frame: Frame, k: int, i: int, floor: int) -> int:
    """Level of the earliest next start after a shift of the contract's k-th type at start i."""
    contract = t.contracts[frame.contract]
    end = start_of_day(t, frame, k, i) + t.types.rows[contract.types_from + k].span + contract.rest - t.per_day
    return max(0, -((frame.origin - end) // frame.step) - floor)


@bare_kernel
def levels_left(t: Tables, frame: Frame, high: int, floor: int, most: int) -> int:
    """Number of levels above `floor` that shifts up to start `high` may leave; with one, rest asks for nothing."""
    contract, left = t.contracts[frame.contract], max(0, most - 1 - floor)
    if not frame.plain or frame.changing:
        return left + 1
    found = 0
    for k in range(contract.types_to - contract.types_from):
        found = max(found, _rest_level(t, frame, k, high, floor))
    return min(found, left) + 1


@bare_kernel
def gather(t: Tables, automata: WeekAutomata, frame: Frame, window: Window, values: Floats, groups: Groups) -> int:
    """Gather the window's starts in groups, with their best value on each day; returns the number of groups.

    A level is an earliest next start, in steps of the start axis above the floor; those beyond count as the last.
    """
    count = 0
    contract = t.contracts[frame.contract]
    for k in range(contract.types_to - contract.types_from):
        for place in range(2):
            begun = count
            for i in range(window.low, window.high + 1):
                asks = min(_level_asked(t, frame, k, i) - window.floor, window.levels - 1)
                leaves = min(_rest_level(t, frame, k, i, window.floor), window.levels - 1)
                # a new group where the rest asked for or left is another than that of the start before
                fresh = count == begun
                if not fresh:
                    before = groups.rows[count - 1]
                    fresh = before.asks != asks or before.leaves != leaves
                if frame.changing:
                    _by_day(t, automata, frame, window, k, i, groups, count)
                    fresh = fresh or not _same_days(frame, groups, count)
                if fresh:
                    row = groups.rows[count]
                    row.type, row.place, row.asks, row.leaves, row.since = k, place, asks, leaves, i
                    for d in range(frame.days):
                        groups.worth[count, d] = LOW
                    count += 1
                for d in range(frame.days):
                    groups.worth[count - 1, d] = max(groups.worth[count - 1, d], values[d, k, i, place])
    return count


@bare_kernel
def _by_day(
    t: Tables, automata: WeekAutomata, frame: Frame, window: Window, k: int, i: int, groups: Groups, n: int
) -> None:
    """Write what a shift leaves on each day, and how much longer it lasts, into the n-th place."""
    kind = t.contracts[frame.contract].types_from + k
    for d in range(frame.days):
        start = (frame.first_day + d) * t.per_day + start_of_day(t, frame, k, i)
        end = start + t.types.rows[kind].span
        level = next_free(t, frame.contract, end) - (frame.first_day + d + 1) * t.per_day - frame.origin
        groups.leaves[n, d] = min(max(0, -(-level // frame.step) - window.floor), window.levels - 1)
        gained, j = t.drift[end] - t.drift[start], 0
        while j < automata.deltas.shape[0] - 1 and automata.deltas[j] != gained:
            j += 1
        groups.delta[n, d] = j


@bare_kernel
def _same_days(frame: Frame, groups: Groups, n: int) -> bool:
    """Whether the n-th place of what is left on each day is like the one before."""
    for d in range(frame.days):
        if groups.leaves[n, d] != groups.leaves[n - 1, d] or groups.delta[n, d] != groups.delta[n - 1, d]:
            return False
    return True


@written_in
def _leaves(frame: Frame, groups: Groups, n: int, d: int) -> int:
    """The rest level that a group leaves on a day."""
    return groups.leaves[n, d] if frame.changing else groups.rows[n].leaves


@written_in
def _may_work(t: Tables, automata: WeekAutomata, frame: Frame, state: int, d: int) -> bool:
    """Whether a day may be worked after d days that end in a state: days worked since the week began, all d of them,
    lengthen the streak before it."""
    unbroken = automata.states[state].days == d
    return not unbroken or frame.streak + d + 1 <= t.contracts[frame.contract].longest_streak


@written_in
def _after(
    t: Tables, automata: WeekAutomata, frame: Frame, state: int, row: Row, groups: Groups, n: int, d: int
) -> int:
    """State after a shift of a group on a day; -1 where there is none."""
    k, delta = t.contracts[frame.contract].types_from + row.type, groups.delta[n, d] if frame.changing else 0
    return automata.work[state, automata.paid_class[k, delta], row.place]


@written_in
def _idle(t: Tables, frame: Frame, d: int) -> float:
    """Value of a day off; LOW where a shift is locked."""
    day = frame.first_day + d
    return LOW if t.known[frame.agent, day].locked else -change_cost(t, frame.agent, day, -1, -1)


@bare_kernel
def forward(
    t: Tables, automata: WeekAutomata, frame: Frame, begin: int, groups: Groups, best: Floats, up_to: Floats
) -> None:
    """Fill best[day, state, level], the best value of the days before, from the state a week begins in.

    `up_to` (levels,) is room for the best value at a level or below.
    """
    for d in range(frame.days + 1):
        for s in range(frame.states):
            for q in range(groups.levels):
                best[d, s, q] = LOW
    if begin < 0:
        return
    best[0, begin - frame.base, 0] = 0.0
    for d in range(frame.days):
        idle = _idle(t, frame, d)
        for s in range(frame.states):
            most = LOW
            for q in range(groups.levels):
                most = max(most, best[d, s, q])
                up_to[q] = most
            if most <= LOW:
                continue
            # a day off lowers the level by a day
            after = automata.states[frame.base + s].day_off - frame.base
            if after >= 0 and idle > LOW:
                for q in range(groups.levels):
                    if best[d, s, q] > LOW:
                        left = max(0, q - frame.day_steps)
                        best[d + 1, after, left] = max(best[d + 1, after, left], best[d, s, q] + idle)
            if not _may_work(t, automata, frame, frame.base + s, d):
                continue
            # a shift asks for a level and leaves another
            for n in range(groups.rows.shape[0]):
                row = groups.rows[n]
                if groups.worth[n, d] <= LOW or up_to[row.asks] <= LOW:
                    continue
                after = _after(t, automata, frame, frame.base + s, row, groups, n, d) - frame.base
                if after >= 0:
                    value, left = up_to[row.asks] + groups.worth[n, d], _leaves(frame, groups, n, d)
                    best[d + 1, after, left] = max(best[d + 1, after, left], value)


@bare_kernel
def finish(t: Tables, automata: WeekAutomata, frame: Frame, best: Floats, levels: int) -> Node:
    """The best place after the last day; state -1 where there is none."""
    value, at, level = LOW, -1, -1
    for s in range(frame.states):
        if may_end(t, automata, frame.agent, frame.week, frame.base + s):
            for q in range(levels):
                if best[frame.days, s, q] > value:
                    value, at, level = best[frame.days, s, q], s, q
    return Node(at, level)


@bare_kernel
def backward(
    t: Tables,
    automata: WeekAutomata,
    frame: Frame,
    end: Node,
    values: Floats,
    groups: Groups,
    best: Floats,
    out: Records,
) -> None:
    """Write the shifts of the best path to a place into `out`."""
    at = end
    for d in range(frame.days - 1, -1, -1):
        n, at = _step_back(t, automata, frame, at, d, groups, best)
        out[d].shift_type = -1
        if n >= 0:
            # the first shift of the group that is worth as much
            row = groups.rows[n]
            i = row.since
            while values[d, row.type, i, row.place] != groups.worth[n, d]:
                i += 1
            out[d].shift_type, out[d].place = t.contracts[frame.contract].types_from + row.type, row.place
            out[d].start = (frame.first_day + d) * t.per_day + start_of_day(t, frame, row.type, i)


@bare_kernel
def _step_back(
    t: Tables, automata: WeekAutomata, frame: Frame, at: Node, d: int, groups: Groups, best: Floats
) -> tuple[int, Node]:
    """The group of shifts worked on day d on the best path to a place (-1 for a day off), and where from."""
    idle, value = _idle(t, frame, d), best[d + 1, at.state, at.level]
    # a day off
    for s in range(frame.states):
        if idle > LOW and automata.states[frame.base + s].day_off - frame.base == at.state:
            for q in range(groups.levels):
                here = best[d, s, q]
                if max(0, q - frame.day_steps) == at.level and here > LOW and here + idle == value:
                    return -1, Node(s, q)
    # a shift that leaves this level, after a state and level that it may follow
    for n in range(groups.rows.shape[0]):
        row = groups.rows[n]
        if _leaves(frame, groups, n, d) != at.level or groups.worth[n, d] <= LOW:
            continue
        for s in range(frame.states):
            if _after(t, automata, frame, frame.base + s, row, groups, n, d) - frame.base != at.state:
                continue
            if not _may_work(t, automata, frame, frame.base + s, d):
                continue
            for q in range(row.asks + 1):
                if best[d, s, q] > LOW and best[d, s, q] + groups.worth[n, d] == value:
                    return n, Node(s, q)
    return -1, at
