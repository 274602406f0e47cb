"""The best week of one rep at given prices: a dynamic program over days.

The program carries the state of the week's automaton and the earliest start that rest allows. Starts that may not
differ by more than a spread are searched window by window, the most promising first. Within a window shifts of one
type that ask for and leave the same rest stand together, and only the best of them on each day takes part.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays.rep_cost import change_cost
from scheduler.arrays.tables import HOME, IMPOSSIBLE, LOW, OFFICE, Tables
from scheduler.arrays.week_automaton import WeekAutomata
from wfm.domain.arrays import Floats, Records, Row
from wfm.machine import bare_kernel, kernel, written_in

GROUP = np.dtype([(name, np.int64) for name in ("type", "place", "asks", "leaves", "since")])
"""Shifts that rest alike: their type (of the contract's), place, rest level asked for and left, first start."""

CHOICE = np.dtype([(name, np.int64) for name in ("shift_type", "start", "place")])
"""A day of the week found: shift type (-1: a day off), first slot and place."""


class Frame(NamedTuple):
    """The week that is searched: its agent, contract, first day and days, the days in a row before it, its states
    `base..base+states-1`, and the start axis: first start, step, and steps in a day."""

    agent: int
    contract: int
    first_day: int
    days: int
    streak: int
    base: int
    states: int
    first: int
    step: int
    day_steps: int


class Window(NamedTuple):
    """Starts low..high of the day, and the `levels` of the earliest next start above `floor` that they may leave."""

    low: int
    high: int
    floor: int
    levels: int


class Groups(NamedTuple):
    """Groups of shifts, `rows` (groups,) of `GROUP`, with their best value on each day, `worth` (groups, 7), and the
    number of rest levels they ask for and leave."""

    rows: Records
    worth: Floats
    levels: int


class Node(NamedTuple):
    """A place of the program: a state (from the automaton's first) and a rest level."""

    state: int
    level: int


@written_in
def _frame(t: Tables, automata: WeekAutomata, a: int, week: int, streak: int) -> Frame:
    """The week of an agent as the search sees it."""
    c, p, first_day = t.agents[a].contract, automata.of[a, week], 7 * week
    base, states = automata.first[p], automata.first[p + 1] - automata.first[p]
    axis = automata.axes[c]
    days = min(7, t.days - first_day)
    return Frame(a, c, first_day, days, streak, base, states, axis.first, axis.step, t.per_day // axis.step)


@written_in
def _beginning(automata: WeekAutomata, a: int, week: int, streak: int) -> int:
    """The state a week begins in after so many days in a row; -1 where there is none."""
    return automata.initial[automata.of[a, week], min(streak, automata.initial.shape[1] - 1)]


@written_in
def _rest_level(t: Tables, frame: Frame, k: int, i: int, floor: int) -> int:
    """Level of the earliest next start after a shift of the contract's k-th type at start i."""
    contract = t.contracts[frame.contract]
    end = i * frame.step + t.types.rows[contract.types_from + k].span + contract.rest - t.per_day
    return max(0, -(-end // frame.step) - floor)


@bare_kernel
def _levels(t: Tables, frame: Frame, high: int, floor: int, most: int) -> int:
    """Number of levels above `floor` that shifts up to start `high` may leave; with one, rest asks for nothing."""
    contract = t.contracts[frame.contract]
    left = 0
    for k in range(contract.types_to - contract.types_from):
        left = max(left, _rest_level(t, frame, k, high, floor))
    return min(left, max(0, most - 1 - floor)) + 1


@bare_kernel
def _gather(t: Tables, frame: Frame, window: Window, values: Floats, groups: Groups) -> int:
    """Gather the window's starts in groups, with their best value on each day; returns the number of groups.

    A level is an earliest next start, in steps of the start axis above the floor; those beyond count as the last.
    """
    count = 0
    contract = t.contracts[frame.contract]
    for k in range(contract.types_to - contract.types_from):
        for place in range(2):
            begun = count
            for i in range(window.low, window.high + 1):
                asks = min(i - window.floor, window.levels - 1)
                leaves = min(_rest_level(t, frame, k, i, window.floor), window.levels - 1)
                # a new group where the rest asked for or left is another than that of the start before
                if count == begun or groups.rows[count - 1].asks != asks or groups.rows[count - 1].leaves != leaves:
                    row = groups.rows[count]
                    row.type, row.place, row.asks, row.leaves, row.since = k, place, asks, leaves, i
                    for d in range(frame.days):
                        groups.worth[count, d] = LOW
                    count += 1
                for d in range(frame.days):
                    groups.worth[count - 1, d] = max(groups.worth[count - 1, d], values[d, k, i, place])
    return count


@written_in
def _may_work(t: Tables, automata: WeekAutomata, frame: Frame, state: int, d: int) -> bool:
    """Whether a day may be worked after d days that end in a state: days worked since the week began, all d of them,
    lengthen the streak before it."""
    unbroken = automata.states[state].days == d
    return not unbroken or frame.streak + d + 1 <= t.contracts[frame.contract].longest_streak


@written_in
def _after(t: Tables, automata: WeekAutomata, frame: Frame, state: int, row: Row) -> int:
    """State after a shift of a group; -1 where there is none."""
    k = t.contracts[frame.contract].types_from + row.type
    return automata.work[state, automata.paid_class[k], row.place]


@written_in
def _idle(t: Tables, frame: Frame, d: int) -> float:
    """Value of a day off; LOW where a shift is locked."""
    day = frame.first_day + d
    return LOW if t.known[frame.agent, day].locked else -change_cost(t, frame.agent, day, -1, -1)


@bare_kernel
def _forward(
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
                after = _after(t, automata, frame, frame.base + s, row) - frame.base
                if after >= 0:
                    value = up_to[row.asks] + groups.worth[n, d]
                    best[d + 1, after, row.leaves] = max(best[d + 1, after, row.leaves], value)


@bare_kernel
def _finish(automata: WeekAutomata, frame: Frame, best: Floats, levels: int) -> Node:
    """The best place after the last day, among the first `levels`; state -1 where there is none."""
    value, at, level = LOW, -1, -1
    for s in range(frame.states):
        if automata.states[frame.base + s].final:
            for q in range(levels):
                if best[frame.days, s, q] > value:
                    value, at, level = best[frame.days, s, q], s, q
    return Node(at, level)


@bare_kernel
def _backward(
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
            out[d].start = (frame.first_day + d) * t.per_day + frame.first + i * frame.step


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
        if row.leaves != at.level or groups.worth[n, d] <= LOW:
            continue
        for s in range(frame.states):
            if _after(t, automata, frame, frame.base + s, row) - frame.base != at.state:
                continue
            if not _may_work(t, automata, frame, frame.base + s, d):
                continue
            for q in range(row.asks + 1):
                if best[d, s, q] > LOW and best[d, s, q] + groups.worth[n, d] == value:
                    return n, Node(s, q)
    return -1, at


@kernel
def search_week(
    t: Tables, automata: WeekAutomata, a: int, week: int, values: Floats, streak: int, next_start: int, out: Records
) -> float:
    """The best week of agent a given the value of every shift (see `shift_values`): writes `out` (7,) of `CHOICE` and
    returns its value, or LOW if there is none.

    `streak` days in a row lie behind the week; the next week's first shift starts at slot `next_start`. Windows of
    starts wait in the order of what they can be worth: at first by their best days; one that comes to the front is
    searched without rest and waits again, and is searched with rest when it comes to the front once more.
    """
    frame, begin = _frame(t, automata, a, week, streak), _beginning(automata, a, week, streak)
    contract, axis = t.contracts[frame.contract], automata.axes[frame.contract]
    types = contract.types_to - contract.types_from
    if types == 0:
        for d in range(frame.days):
            out[d].shift_type = -1
        return 0.0 if begin >= 0 and automata.states[begin].final else LOW
    last_level = (next_start - (frame.first_day + frame.days) * t.per_day - frame.first) // frame.step
    width = min(contract.spread // frame.step, axis.starts - 1)
    # room for groups, the program's table and its running maxima
    most, levels = 2 * types * (width + 1), axis.levels - min(0, last_level)
    rows, worth = np.empty(most, GROUP), np.empty((most, 7))
    table, up_to = np.empty((frame.days + 1, frame.states, levels)), np.empty(levels)
    bound, tried = _window_bounds(t, frame, week, values, width), np.zeros(axis.starts - width, np.bool_)
    best = LOW
    while True:
        # the most promising window
        low = 0
        for i in range(1, bound.shape[0]):
            if bound[i] > bound[low]:
                low = i
        if bound[low] <= best:
            return best
        floor = min(low, last_level)
        levels = _levels(t, frame, low + width, floor, axis.levels)
        exact = tried[low] or levels == 1
        if not exact:
            levels = 1
        # its best week, without rest at first
        count = _gather(t, frame, Window(low, low + width, floor, levels), values, Groups(rows, worth, levels))
        groups = Groups(rows[:count], worth[:count], levels)
        _forward(t, automata, frame, begin, groups, table, up_to)
        end = _finish(automata, frame, table, min(levels, last_level - floor + 1))
        value = table[frame.days, end.state, end.level] if end.state >= 0 else LOW
        if exact and value > best:
            best = value
            _backward(t, automata, frame, end, values, groups, table, out)
        bound[low], tried[low] = LOW if exact else min(bound[low], value), True


@kernel
def _window_bounds(t: Tables, frame: Frame, week: int, values: Floats, width: int) -> Floats:
    """For every window of starts: no week in it is worth more. The best days, as many as are allowed and pay."""
    days, starts = frame.days, values.shape[2]
    # the best shift of each day and start
    shifts = np.empty((days, starts))
    idle = 0.0
    for d in range(days):
        idle -= change_cost(t, frame.agent, frame.first_day + d, -1, -1)
        for i in range(starts):
            shifts[d, i] = LOW
            for k in range(values.shape[1]):
                shifts[d, i] = max(shifts[d, i], max(values[d, k, i, HOME], values[d, k, i, OFFICE]))
    # per window: the days in the order of their best shift, taken while they must be or pay
    bound, top = np.empty(starts - width), np.empty(days)
    least, most = max(t.weeks[frame.agent, week].days_low, 0), t.weeks[frame.agent, week].days_high
    for low in range(starts - width):
        for d in range(days):
            best = shifts[d, low]
            for i in range(low + 1, low + width + 1):
                best = max(best, shifts[d, i])
            best += change_cost(t, frame.agent, frame.first_day + d, -1, -1)
            # inserted where it belongs, the best first
            n = d
            while n > 0 and top[n - 1] < best:
                top[n] = top[n - 1]
                n -= 1
            top[n] = best
        bound[low] = idle
        for n in range(days):
            if n >= most or (n >= least and top[n] <= 0) or top[n] <= IMPOSSIBLE:
                break
            bound[low] += top[n]
    return bound
