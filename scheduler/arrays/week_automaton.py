"""Week automata: the weekly totals of a contract as a small automaton whose states the week search walks through.

A state counts what a week holds so far: days worked, paid minutes, office days and, where a streak of days can exceed
the limit within one week, the days in a row. Only states within the most hours and days of a week are kept, and a week
may end only in a state that is within its own bounds, so the search never leaves the legal weeks. Totals over a week are
thereby one table, whatever the rule that set them. Weeks of one contract share it, however much of each is used up by
leave or was worked before.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

import numpy as np

from scheduler.arrays.compiled_problem import CompiledProblem
from scheduler.arrays.tables import HOME, HYBRID, OFFICE, ONSITE, Tables
from wfm.domain.arrays import Ints, Records
from wfm.machine import written_in

MANY_STATES = 60_000

STATE = np.dtype([(name, np.int64) for name in ("day_off", "days", "paid", "office")])
"""The state after a day off, and the days worked, paid minutes and office days so far."""

AXIS = np.dtype([(name, np.int64) for name in ("first", "step", "starts", "levels", "origin", "plain")])
"""The start axis of a contract: first start of the rep's day, step and number of starts; levels of the earliest next
start that rest leaves, counted from the first start of the axis's day `origin`; and whether both days are the same but
for a constant."""


class WeekAutomata(NamedTuple):
    """Automata of every kind of week, laid end to end.

    `of` (agents, weeks) names the automaton; its states are `first[p]..first[p+1]-1`, the initial one after r days in a
    row `initial[p, r]`. `work[state, class, place]` is the state after a shift of that paid class at that place, -1
    where not allowed; `states` (states,) of `STATE`; `paid_class` (types, deltas) of each shift type that lasts so many
    minutes longer than its clock says, one of `deltas`; `axes` (contracts,) of `AXIS`.
    """

    of: Ints
    first: Ints
    initial: Ints
    work: Ints
    states: Records
    paid_class: Ints
    deltas: Ints
    axes: Records


class WeekKind(NamedTuple):
    """What tells one week from another: contract, work mode, the most of it, and whether clocks change."""

    contract: int
    mode: int
    paid_high: int
    days_high: int
    office_high: int
    changing: int


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


@written_in
def may_end(t: Tables, automata: WeekAutomata, a: int, week: int, state: int) -> bool:
    """Whether the week of agent a may end in a state."""
    now, asked = automata.states[state], t.weeks[a, week]
    return (
        asked.days_low <= now.days <= asked.days_high
        and asked.paid_low <= now.paid <= asked.paid_high
        and (asked.mode != HYBRID or asked.office_low <= now.office <= asked.office_high)
    )


def build_automata(compiled: CompiledProblem) -> WeekAutomata:
    """The automata of all agents' weeks."""
    t = compiled.tables
    deltas = _deltas(t)
    ranges = [t.types.rows["paid"][a:b] for a, b in _type_ranges(t)]
    classes = [np.unique(np.add.outer(paid, deltas)).tolist() for paid in ranges]
    plain = [np.isin(of, paid) for of, paid in zip(classes, ranges, strict=True)]
    kinds, of = _week_kinds(compiled)
    longest = max(t.contracts["longest_streak"].tolist(), default=1)
    first, initial = [0], np.full((max(len(kinds), 1), longest + 1), -1, np.int64)
    most_classes = max(map(len, classes), default=1) or 1
    work, states = [np.zeros((0, most_classes, 2), np.int64)], [np.zeros(0, STATE)]
    for p, kind in enumerate(kinds):
        limit = int(t.contracts["longest_streak"][kind.contract])
        here = {c: paid for c, paid in enumerate(classes[kind.contract]) if kind.changing or plain[kind.contract][c]}
        made, base = _automaton(here, limit, kind), first[-1]
        block = np.full((len(made.totals), most_classes, 2), -1, np.int64)
        block[:, : made.work.shape[1]] = np.where(made.work >= 0, made.work + base, -1)
        rows = np.zeros(len(made.totals), STATE)
        rows["day_off"] = np.where(made.day_off >= 0, made.day_off + base, -1)
        for field in ("days", "paid", "office"):
            rows[field] = [getattr(total, field) for total in made.totals]
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
        paid_class=_paid_classes(t, classes, deltas),
        deltas=deltas,
        axes=_start_axes(t),
    )


def _deltas(t: Tables) -> Ints:
    """By how many minutes shifts may last longer than the clock says: 0 first."""
    found = {0}
    for span in set(t.types.rows["span"].tolist()) if not t.steady else ():
        found |= set((t.drift[span : t.slots + span] - t.drift[: t.slots]).tolist())
    return np.array([0, *sorted(found - {0})], np.int64)


def _type_ranges(t: Tables) -> list[tuple[int, int]]:
    """Half-open range of shift types of each contract."""
    return list(zip(t.contracts["types_from"].tolist(), t.contracts["types_to"].tolist(), strict=True))


def _week_kinds(compiled: CompiledProblem) -> tuple[list[WeekKind], Ints]:
    """Every kind of week, and which of them each agent's weeks are, shape (agents, weeks)."""
    t, full = compiled.tables, compiled.asked_weeks.full
    columns = [t.weeks[name] for name in ("contract", "mode")]
    highs = ("paid_high", "days_high", "office_high")
    columns += [np.maximum(full[..., i], t.weeks[high]) for i, high in enumerate(highs)] + [t.weeks["changing"]]
    rows = np.stack(columns, axis=-1).reshape(-1, 6)
    seen: dict[tuple[int, ...], int] = {}
    of = [seen.setdefault(tuple(row), len(seen)) for row in rows.tolist()]
    kinds = [WeekKind(*row) for row in seen]
    return kinds, np.array(of, np.int64).reshape(t.weeks.shape)


def _paid_classes(t: Tables, classes: list[list[int]], deltas: Ints) -> Ints:
    """The paid class of each shift type and delta: the place of its paid minutes among those of its contract."""
    result = np.zeros((len(t.types.rows), len(deltas)), np.int64)
    for (low, high), paid in zip(_type_ranges(t), classes, strict=True):
        result[low:high] = np.searchsorted(paid, np.add.outer(t.types.rows["paid"][low:high], deltas))
    return result


def _counts_streak(kind: WeekKind, limit: int) -> bool:
    """Whether days in a row can exceed the limit within one week."""
    return kind.days_high > limit


def _automaton(classes: dict[int, int], limit: int, kind: WeekKind) -> Automaton:
    """States reachable within the upper bounds, and their transitions; `classes` are the paid minutes of each class."""
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
        steps += [(c, place, after(now, minutes, place)) for c, minutes in classes.items() for place in places]
        for c, place, new in steps:
            if new is None or len(index) >= MANY_STATES:
                continue
            if new not in index:
                index[new] = len(index)
                queue.append(new)
            moves.append((index[now], c, place, index[new]))
    work = np.full((len(queue), max(classes, default=0) + 1, 2), -1, np.int64)
    day_off = np.full(len(queue), -1, np.int64)
    for source, c, place, target in moves:
        if c < 0:
            day_off[source] = target
        else:
            work[source, c, place] = target
    return Automaton(queue, work, day_off)


def _start_axes(t: Tables) -> Records:
    """The start axis of each contract, in the greatest step that all its starts lie on, by the rep's clock and the axis."""
    axes = np.zeros(len(t.contracts), AXIS)
    for c, (low, high) in enumerate(_type_ranges(t)):
        if low == high:
            axes[c] = (0, 1, 1, 1, 0, 1)
            continue
        starts, own, ends = list[int](), list[int](), list[int]()
        for first, apart, count, span, turn in t.types.rows[["first", "step", "count", "span", "turn"]][
            low:high
        ].tolist():
            mine = range(first, first + apart * count, apart)
            starts += mine
            own += [(start + turn) % t.per_day for start in mine]
            ends.append(mine[-1] + span)
        origin, begun = min(starts), min(own)
        step = gcd(*(start - origin for start in starts), *(start - begun for start in own)) or t.per_day
        rest = int(t.contracts["rest"][c]) + _slots(int(np.ptp(t.drift)), t.slot_minutes)
        levels = max(0, -(-(max(ends) + rest - t.per_day - origin) // step)) + 1
        plain = len({start - of_day for start, of_day in zip(starts, own, strict=True)}) == 1
        axes[c] = (begun, step, (max(own) - begun) // step + 1, levels, origin, plain)
    return axes


def _slots(minutes: int, slot: int) -> int:
    """Minutes in whole slots, rounded up."""
    return -(-minutes // slot)
