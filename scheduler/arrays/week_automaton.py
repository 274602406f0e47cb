"""Week automata: the weekly totals of a contract as a small automaton whose states the week search walks through.

A state counts what a week holds so far: days worked, paid minutes, office days and, where a streak of days can exceed
the limit within one week, the days in a row. Only states within the week's most hours and days are kept, and a week
may end only in a state that has its least, so the search never leaves the legal weeks. Totals over a week are thereby
one table, whatever the rule that set them.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

import numpy as np

from scheduler.arrays.compiled_problem import CompiledProblem
from scheduler.arrays.tables import HOME, HYBRID, OFFICE, ONSITE, Tables
from wfm.domain.arrays import Ints, Records

MANY_STATES = 60_000

STATE = np.dtype([("day_off", np.int64), ("days", np.int64), ("final", np.bool_)], align=True)
"""The state after a day off, the days worked so far, and whether the week may end here."""

AXIS = np.dtype([(name, np.int64) for name in ("first", "step", "starts", "levels")])
"""The start axis of a contract: first start of the day, step and number of starts, and levels of the earliest next
start that rest leaves."""


class WeekAutomata(NamedTuple):
    """Automata of every distinct week, laid end to end.

    `of` (agents, weeks) names the automaton; its states are `first[p]..first[p+1]-1`, the initial one after r days in a
    row `initial[p, r]`. `work[state, class, place]` is the state after a shift of that paid class at that place, -1
    where not allowed; `states` (states,) of `STATE`; `paid_class` (types,) of each shift type; `axes` (contracts,) of
    `AXIS`.
    """

    of: Ints
    first: Ints
    initial: Ints
    work: Ints
    states: Records
    paid_class: Ints
    axes: Records


class WeekKind(NamedTuple):
    """What tells one week from another: contract, work mode, days of it in the horizon, and its bounds."""

    contract: int
    mode: int
    length: int
    paid_low: int
    paid_high: int
    days_low: int
    days_high: int
    office_low: int
    office_high: int


class Totals(NamedTuple):
    """What a week holds so far."""

    days: int
    paid: int
    office: int
    streak: int


class Automaton(NamedTuple):
    """States in the order they were found, and their transitions as indices."""

    totals: list[Totals]
    work: Ints
    day_off: Ints
    final: list[bool]


def build_automata(compiled: CompiledProblem) -> WeekAutomata:
    """The automata of all agents' weeks."""
    t = compiled.tables
    classes = [sorted({int(p) for p in t.types.rows["paid"][a:b]}) for a, b in _type_ranges(t)]
    kinds, of = _week_kinds(compiled)
    longest = max(t.contracts["longest_streak"].tolist(), default=1)
    first, initial = [0], np.full((max(len(kinds), 1), longest + 1), -1, np.int64)
    most_classes = max(map(len, classes), default=1) or 1
    work, states = [np.zeros((0, most_classes, 2), np.int64)], [np.zeros(0, STATE)]
    for p, kind in enumerate(kinds):
        limit = int(t.contracts["longest_streak"][kind.contract])
        made, base = _automaton(classes[kind.contract], limit, kind), first[-1]
        block = np.full((len(made.totals), most_classes, 2), -1, np.int64)
        block[:, : made.work.shape[1]] = np.where(made.work >= 0, made.work + base, -1)
        rows = np.zeros(len(made.totals), STATE)
        rows["day_off"] = np.where(made.day_off >= 0, made.day_off + base, -1)
        rows["days"], rows["final"] = [total.days for total in made.totals], made.final
        index = {total: base + i for i, total in enumerate(made.totals)}
        for streak in range(longest + 1):
            begun = min(streak, limit) if _counts_streak(kind, limit) else 0
            initial[p, streak] = index.get(Totals(0, 0, 0, begun), -1)
        work.append(block)
        states.append(rows)
        first.append(base + len(made.totals))
    return WeekAutomata(
        of=of,
        first=np.array(first, np.int64),
        initial=initial,
        work=np.concatenate(work),
        states=np.concatenate(states),
        paid_class=_paid_classes(t, classes),
        axes=_start_axes(t),
    )


def _type_ranges(t: Tables) -> list[tuple[int, int]]:
    """Half-open range of shift types of each contract."""
    return list(zip(t.contracts["types_from"].tolist(), t.contracts["types_to"].tolist(), strict=True))


def _week_kinds(compiled: CompiledProblem) -> tuple[list[WeekKind], Ints]:
    """Every distinct week, and which of them each agent's weeks are, shape (agents, weeks)."""
    t = compiled.tables
    seen: dict[WeekKind, int] = {}
    of = np.zeros((len(t.agents), compiled.weeks), np.int64)
    for a in range(len(t.agents)):
        for w in range(compiled.weeks):
            length, agent = min(7, t.days - 7 * w), t.agents[a]
            kind = WeekKind(int(agent["contract"]), int(agent["mode"]), length, *map(int, t.weeks[a, w]))
            of[a, w] = seen.setdefault(kind, len(seen))
    return list(seen), of


def _paid_classes(t: Tables, classes: list[list[int]]) -> Ints:
    """The paid class of each shift type: the place of its paid minutes among those of its contract."""
    result = np.zeros(len(t.types.rows), np.int64)
    for (low, high), paid in zip(_type_ranges(t), classes, strict=True):
        for k in range(low, high):
            result[k] = paid.index(int(t.types.rows["paid"][k]))
    return result


def _counts_streak(kind: WeekKind, limit: int) -> bool:
    """Whether days in a row can exceed the limit within one week."""
    return kind.days_high > limit


def _automaton(classes: list[int], limit: int, kind: WeekKind) -> Automaton:
    """States reachable within the week's upper bounds, and their transitions."""
    hybrid, counted = kind.mode == HYBRID, _counts_streak(kind, limit)
    places = (HOME, OFFICE) if hybrid else (OFFICE,) if kind.mode == ONSITE else (HOME,)

    def after(now: Totals, minutes: int, place: int) -> Totals | None:
        office = now.office + place if hybrid else now.office
        new = Totals(now.days + 1, now.paid + minutes, office, now.streak + 1 if counted else 0)
        within = new.days <= kind.days_high and new.paid <= kind.paid_high and new.office <= kind.office_high
        return new if within and new.streak <= limit else None

    queue = [Totals(0, 0, 0, streak) for streak in range(limit + 1)] if counted else [Totals(0, 0, 0, 0)]
    index = {total: i for i, total in enumerate(queue)}
    moves: list[tuple[int, int, int, int]] = []
    for now in queue:
        steps: list[tuple[int, int, Totals | None]] = [(-1, HOME, now._replace(streak=0))]
        steps += [(c, place, after(now, minutes, place)) for c, minutes in enumerate(classes) for place in places]
        for c, place, new in steps:
            if new is None or len(index) >= MANY_STATES:
                continue
            if new not in index:
                index[new] = len(index)
                queue.append(new)
            moves.append((index[now], c, place, index[new]))
    work = np.full((len(queue), max(len(classes), 1), 2), -1, np.int64)
    day_off = np.full(len(queue), -1, np.int64)
    for source, c, place, target in moves:
        if c < 0:
            day_off[source] = target
        else:
            work[source, c, place] = target
    return Automaton(queue, work, day_off, [_is_final(total, kind) for total in queue])


def _is_final(total: Totals, kind: WeekKind) -> bool:
    """Whether a week may end with these totals."""
    return total.days >= kind.days_low and total.paid >= kind.paid_low and total.office >= kind.office_low


def _start_axes(t: Tables) -> Records:
    """The start axis of each contract, in the greatest step that all its starts lie on."""
    axes = np.zeros(len(t.contracts), AXIS)
    for c, (low, high) in enumerate(_type_ranges(t)):
        if low == high:
            axes[c] = (0, 1, 1, 1)
            continue
        types = [tuple(map(int, row)) for row in t.types.rows[["first", "step", "count", "span"]][low:high]]
        first = min(row[0] for row in types)
        step = 0
        for start, apart, count, _ in types:
            step = gcd(step, start - first, apart if count > 1 else 0)
        step = step or t.per_day
        last = max(start + apart * (count - 1) for start, apart, count, _ in types)
        end = max(start + apart * (count - 1) + span for start, apart, count, span in types)
        levels = max(0, -(-(end + int(t.contracts["rest"][c]) - t.per_day - first) // step)) + 1
        axes[c] = (first, step, (last - first) // step + 1, levels)
    return axes
