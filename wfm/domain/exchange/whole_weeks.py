"""What a change of shifts newly breaks for one rep, judged over whole weeks of all published schedules around it.

A schedule may end in the middle of a week. So the shifts are laid on one axis of their own: the weeks of those that go
and come, with a week on each side, as far as published schedules reach without a gap. What lies outside of it is
history or fixed. Weekends alone are counted by schedule, as the contract means them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from wfm.domain.exchange.eligibility import describe, worsened
from wfm.domain.exchange.schedule import PlannedShift
from wfm.domain.exchange.surroundings import Surroundings
from wfm.domain.people import Rep
from wfm.domain.rules import RULES, MaxWeekends, Rule, ShiftRule, Violation, violations
from wfm.domain.time import Horizon

MOST_DAYS = 56
"""Days of the longest axis; changes that lie further apart are judged each on its own."""

GRID = 5
"""Slots of the axis: shifts of all schedules lie on them."""

BY_SCHEDULE: tuple[Rule, ...] = (MaxWeekends(),)
OVER_WEEKS = tuple(rule for rule in RULES if rule not in BY_SCHEDULE)


class Stretch(NamedTuple):
    """Days of the calendar, first and last."""

    first: date
    last: date


def newly_broken(
    rep: Rep,
    old: Sequence[PlannedShift],
    new: Sequence[PlannedShift],
    touched: Sequence[PlannedShift],
    around: Surroundings,
) -> list[tuple[str, str]]:
    """The rules that a rep breaks with their new shifts and did not, or less, with the old: each with a sentence.

    `touched` are the shifts that go or come. Other shifts that lie in leave are not worked: the leave counts.
    """
    changing = {planned.id for planned in touched}
    old, new = ([p for p in shifts if p.id in changing or not around.is_away(rep, p)] for shifts in (old, new))
    found: list[tuple[str, str]] = []
    for axis in _axes(rep.id, touched, around):
        was, then = (_broken(rep, shifts, axis, around, OVER_WEEKS) for shifts in (old, new))
        found += [(v.rule, describe(v, axis)) for v in worsened(was, then)]
    for number in sorted({planned.schedule for planned in touched}):
        own = around.horizons[number]
        if all(contract.max_weekends is None for contract in around.contracts.values()):
            break
        was, then = (_broken(rep, shifts, own, around, BY_SCHEDULE, ()) for shifts in (old, new))
        found += [(v.rule, describe(v, own)) for v in worsened(was, then)]
    return list(dict.fromkeys(found))


def _broken(
    rep: Rep,
    shifts: Sequence[PlannedShift],
    axis: Horizon,
    around: Surroundings,
    rules: Sequence[Rule],
    shift_rules: Sequence[ShiftRule] | None = None,
) -> list[Violation]:
    """The rules that a rep's shifts break on an axis, given what lies around it."""
    placed = [shift for p in shifts if 0 <= (shift := around.on_axis(p, axis)).day < axis.days]
    mine = [replace(shift, agent=rep.id) for shift in placed]
    return violations(around.agent(rep, axis, shifts), around.contracts, mine, axis, rules, shift_rules)


def _axes(rep: str, touched: Sequence[PlannedShift], around: Surroundings) -> Iterator[Horizon]:
    """The weeks around the shifts that go and come: one axis, or one for each of those that lie far apart."""
    zone = around.horizons[touched[0].schedule].zone
    parts = sorted(_around(rep, around.date_of(planned), around) for planned in touched)
    joined = [parts[0]]
    for part in parts[1:]:
        first, last = joined[-1]
        if part.first <= last + timedelta(days=1) and (part.last - first).days < MOST_DAYS:
            joined[-1] = Stretch(first, max(last, part.last))
        else:
            joined.append(part)
    for first, last in joined:
        yield Horizon(first, (last - first).days + 1, GRID, zone, week_start=around.week_start, elapsed=True)


def _around(rep: str, day: date, around: Surroundings) -> Stretch:
    """The week of a day and those beside it, as far as published days reach without a gap."""
    monday = day - timedelta(days=(day.weekday() - around.week_start) % 7)
    first, last = day, day
    while first > monday - timedelta(days=7) and _is_planned(rep, first - timedelta(days=1), around):
        first -= timedelta(days=1)
    while last < monday + timedelta(days=13) and _is_planned(rep, last + timedelta(days=1), around):
        last += timedelta(days=1)
    return Stretch(first, last)


def _is_planned(rep: str, day: date, around: Surroundings) -> bool:
    return any(0 <= (day - other.start).days < other.days for other in around.horizons_of(rep))
