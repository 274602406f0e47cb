"""Whether a rep who is off in a slot could take one more shift there, and which rule speaks against it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.feasibility import UPPER_RULES
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.worth import Worth
from wfm.domain.arrays import Flags, Ints
from wfm.domain.people import Agent, Shift, WorkMode
from wfm.domain.rules import Compatibility, Limit, Streak, Total, WeeklyHours, limits
from wfm.domain.time import DAY

SEATS = "seats"
"""What stands for seats among the names of rules."""

HOURS = WeeklyHours().name
"""The rule that is read from the room left in the week: a shift without its breaks would be paid too much."""


@dataclass(frozen=True, slots=True)
class _Day:
    """The shifts an agent may start on one day, shape (shifts,): minutes, paid minutes, and how much each keeps.

    `kept` counts the hours of the week, the limits in their order, and a seat, up to the first that fails.
    """

    start: Ints
    end: Ints
    paid: Ints
    kept: Ints


class Openings:
    """One more shift for agents of a schedule, every day looked at once."""

    def __init__(self, attendance: Attendance) -> None:
        self.attendance, self.horizon = attendance, attendance.horizon
        self._rules = [rule for rule in UPPER_RULES if rule.name != HOURS]
        self._limits: dict[int, list[Limit]] = {}
        self._days: dict[tuple[int, int], _Day] = {}

    def obstacle(self, agent: int, slot: int) -> str | None:
        """The rule against every shift of an agent over a slot, that of the shift which keeps most; None: one keeps all."""
        named = [HOURS, *(limit.rule for limit in self._limits_of(agent)), SEATS]
        furthest = max((int(day.kept[over].max()) for day, over in self._over(agent, slot) if over.any()), default=0)
        return named[furthest] if furthest < len(named) else None

    def may_pay(self, agent: int, slot: int, worth: Worth) -> bool:
        """Whether a shift of an agent over a slot that keeps every rule could save more than it costs."""
        enough = len(self._limits_of(agent)) + 2
        return any(
            worth.may_pay(int(day.start[row]), int(day.end[row]), int(day.paid[row]))
            for day, over in self._over(agent, slot)
            for row in np.flatnonzero(over & (day.kept == enough))
        )

    def _over(self, agent: int, slot: int) -> Iterator[tuple[_Day, Flags]]:
        """The days on which an agent may start a shift over a slot, and which shifts these are."""
        minute = slot * self.horizon.slot_minutes
        for day in (minute // DAY - 1, minute // DAY):
            if day >= 0:
                found = self._day(agent, day)
                yield found, (found.start <= minute) & (minute < found.end)

    def _limits_of(self, agent: int) -> list[Limit]:
        """Limits over several shifts; those that join pairs come last, for they look at every start by itself."""
        if agent not in self._limits:
            person = self.attendance.problem.agents[agent]
            contract = self.attendance.problem.contracts[person.contract]
            found = limits(person, contract, self.horizon, self._rules)
            self._limits[agent] = sorted(found, key=lambda limit: isinstance(limit, Compatibility))
        return self._limits[agent]

    def _day(self, agent: int, day: int) -> _Day:
        if (agent, day) not in self._days:
            person = self.attendance.problem.agents[agent]
            shifts = self.attendance.possible.of(person)
            shifts = shifts.only(shifts.day == day)
            fits = shifts.paid <= self.attendance.room[agent, day // 7]
            site = person.site if person.work_mode is WorkMode.ONSITE else None
            theirs = sorted(self.attendance.shifts[agent], key=lambda s: s.start)
            kept = np.zeros(len(fits), np.int64)
            for row in np.flatnonzero(fits):
                shift = Shift(person.id, int(shifts.start[row]), int(shifts.end[row]), site)
                kept[row] = 1 + _kept(self._limits_of(agent), person, theirs, shift)
                kept[row] += kept[row] > len(self._limits_of(agent)) and self.attendance.has_seat(shift)
            self._days[agent, day] = _Day(shifts.start, shifts.end, shifts.paid, kept)
        return self._days[agent, day]


def _kept(found: Sequence[Limit], agent: Agent, theirs: Sequence[Shift], shift: Shift) -> int:
    """How many of an agent's limits one more shift keeps before the first that it does not."""
    for count, limit in enumerate(found):
        if _breaks(limit, agent, theirs, shift):
            return count
    return len(found)


def _breaks(limit: Limit, agent: Agent, theirs: Sequence[Shift], shift: Shift) -> bool:
    """Whether one more shift breaks a limit; `theirs` are the agent's shifts in the order of their start."""
    match limit:
        case Total():
            inside = limit.first <= shift.day <= limit.last
            return inside and limit.measure([*theirs, shift]) > limit.high
        case Compatibility():
            before, after = _joined(limit, agent, theirs, shift)
            return any(limit.excess(s, shift) > 0 for s in before) or any(limit.excess(shift, s) > 0 for s in after)
        case Streak():
            return _run_through({s.day for s in theirs}, shift.day, limit.initial) > limit.high


def _joined(
    limit: Compatibility, agent: Agent, theirs: Sequence[Shift], shift: Shift
) -> tuple[Sequence[Shift], Sequence[Shift]]:
    """The shifts before and after one that a limit on pairs joins it with."""
    place = bisect_left(theirs, shift.start, key=lambda s: s.start)
    if limit.days is None:
        before, ended = theirs[max(place - 1, 0) : place], agent.before.last_shift_end
        if not before and ended is not None:
            before = [Shift(agent.id, ended - 1, ended)]
        return before, theirs[place : place + 1]
    first, last = limit.days
    if not first <= shift.day <= last:
        return (), ()
    return [s for s in theirs[:place] if s.day >= first], [s for s in theirs[place:] if s.day <= last]


def _run_through(days: set[int], day: int, behind: int) -> int:
    """Length of the run that one more day is part of, with the days worked just before day 0."""
    first = last = day
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    return last - first + 1 + (behind if first == 0 else 0)
