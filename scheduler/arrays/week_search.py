"""The best week of one rep at given prices.

Starts that may not differ by more than a spread are searched window by window, the most promising first; in each the
dynamic program of `week_program` finds the best week.
"""

from __future__ import annotations

import numpy as np

from scheduler.arrays.rep_cost import change_cost
from scheduler.arrays.tables import HOME, IMPOSSIBLE, LOW, OFFICE, Tables
from scheduler.arrays.week_automaton import WeekAutomata, may_end
from scheduler.arrays.week_program import (
    GROUP,
    Frame,
    Groups,
    Window,
    backward,
    beginning,
    finish,
    forward,
    frame_of,
    gather,
    levels_left,
)
from wfm.domain.arrays import Floats, Records
from wfm.machine import kernel

CHOICE = np.dtype([(name, np.int64) for name in ("shift_type", "start", "place")])
"""A day of the week found: shift type (-1: a day off), first slot and place."""


@kernel
def search_week(
    t: Tables, automata: WeekAutomata, a: int, week: int, values: Floats, streak: int, out: Records
) -> float:
    """The best week of agent a given the value of every shift (see `shift_values`): writes `out` (7,) of `CHOICE` and
    returns its value, or LOW if there is none.

    `streak` days in a row lie behind the week. Windows of starts wait in the order of what they can be worth: at first
    by their best days; one that comes to the front is searched without rest and waits again, and is searched with rest
    when it comes to the front once more.
    """
    frame, begin = frame_of(t, automata, a, week, streak), beginning(automata, a, week, streak)
    contract, axis = t.contracts[frame.contract], automata.axes[frame.contract]
    types = contract.types_to - contract.types_from
    if types == 0:
        for d in range(frame.days):
            out[d].shift_type = -1
        return 0.0 if begin >= 0 and may_end(t, automata, a, week, begin) else LOW
    width = min(contract.spread // frame.step, axis.starts - 1)
    # room for groups, the program's table and its running maxima
    most, changed = 2 * types * (width + 1), 2 * types * (width + 1) + 1 if frame.changing else 0
    rows, worth = np.empty(most, GROUP), np.empty((most, 7))
    leaves, delta = np.empty((changed, 7), np.int64), np.empty((changed, 7), np.int64)
    table, up_to = np.empty((frame.days + 1, frame.states, axis.levels)), np.empty(axis.levels)
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
        floor = low if frame.plain else 0
        levels = levels_left(t, frame, low + width, floor, axis.levels)
        exact = tried[low] or levels == 1
        if not exact:
            levels = 1
        # its best week, without rest at first
        window = Window(low, low + width, floor, levels)
        count = gather(t, automata, frame, window, values, Groups(rows, worth, levels, leaves, delta))
        groups = Groups(rows[:count], worth[:count], levels, leaves, delta)
        forward(t, automata, frame, begin, groups, table, up_to)
        end = finish(t, automata, frame, table, levels)
        value = table[frame.days, end.state, end.level] if end.state >= 0 else LOW
        if exact and value > best:
            best = value
            backward(t, automata, frame, end, values, groups, table, out)
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
