"""Whether a rep who is off in a slot could take one more shift there, and which rule speaks against it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.feasibility import UPPER_RULES, PossibleShifts
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.worth import Worth
from wfm.domain.people import Agent, Shift, WorkMode
from wfm.domain.rules import Compatibility, Limit, Streak, Total, WeeklyHours, limits, violations

SEATS = "seats"
"""What stands for seats among the names of rules."""

HOURS = WeeklyHours().name
"""The rule that is read from the room left in the week: a shift without its breaks would be paid too much."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What an agent could do over a slot: the rule against every shift, that of the shift which keeps most, or None and
    whether a shift could save more than it costs."""

    rule: str | None
    pays: bool = False


class Openings:
    """One more shift for agents of a schedule; each shift is looked at once."""

    def __init__(self, attendance: Attendance, worth: Worth) -> None:
        self.attendance, self.worth, self.horizon = attendance, worth, attendance.horizon
        self._rules = [rule for rule in UPPER_RULES if rule.name != HOURS]
        self._shifts: dict[tuple[object, ...], PossibleShifts] = {}
        self._limits: dict[int, list[Limit]] = {}
        self._kept: dict[tuple[int, int], int] = {}

    def over(self, agent: int, slot: int) -> Opening:
        """What an agent who is off in a slot could do there; shifts that save most are tried first."""
        shifts, minute = self._shifts_of(agent), slot * self.horizon.slot_minutes
        rows = np.flatnonzero((shifts.start <= minute) & (minute < shifts.end))
        gain = self.worth.gain(shifts.only(rows))
        named, furthest = [HOURS, *self._names_of(agent), SEATS], 0
        for place in np.argsort(-gain, kind="stable"):
            kept = self._keeps(agent, int(rows[place]))
            if kept == len(named):
                return Opening(None, bool(gain[place] > 0))
            furthest = max(furthest, kept)
        return Opening(named[furthest])

    def _shifts_of(self, agent: int) -> PossibleShifts:
        possible, person = self.attendance.possible, self.attendance.problem.agents[agent]
        key = possible.key(person)
        if key not in self._shifts:
            self._shifts[key] = possible.of(person)
        return self._shifts[key]

    def _limits_of(self, agent: int) -> list[Limit]:
        """Limits over several shifts; those that join pairs of shifts come last, for they look at the times of day."""
        if agent not in self._limits:
            person = self.attendance.problem.agents[agent]
            contract = self.attendance.problem.contracts[person.contract]
            found = limits(person, contract, self.horizon, self._rules)
            self._limits[agent] = sorted(found, key=lambda limit: isinstance(limit, Compatibility))
        return self._limits[agent]

    def _names_of(self, agent: int) -> list[str]:
        """The rules that a further shift is held against, in the order in which they are."""
        if self.attendance.problem.agents[agent].changes:
            return [rule.name for rule in self._rules]
        return [limit.rule for limit in self._limits_of(agent)]

    def _keeps(self, agent: int, row: int) -> int:
        """How much one more shift keeps before something fails: the hours of its week, each limit, and a seat."""
        if (agent, row) not in self._kept:
            self._kept[agent, row] = self._counted(agent, row)
        return self._kept[agent, row]

    def _counted(self, agent: int, row: int) -> int:
        person, shifts = self.attendance.problem.agents[agent], self._shifts_of(agent)
        terms = person.on(int(shifts.day[row])) if person.changes else person
        site = terms.site if terms.work_mode is WorkMode.ONSITE else None
        shift = Shift(person.id, int(shifts.start[row]), int(shifts.end[row]), site)
        if shifts.paid[row] > self.attendance.room[agent, shift.day]:
            return 0
        theirs = self.attendance.shifts[agent]
        if person.changes:
            return self._kept_through_changes(person, theirs, shift)
        for count, limit in enumerate(self._limits_of(agent), 1):
            if _breaks(limit, person, theirs, shift):
                return count
        return len(self._limits_of(agent)) + 1 + self.attendance.has_seat(shift)

    def _kept_through_changes(self, person: Agent, theirs: Sequence[Shift], shift: Shift) -> int:
        """The same for an agent under several contracts: rule by rule, under each as long as it holds."""
        contracts, names = self.attendance.problem.contracts, [rule.name for rule in self._rules]
        broken = [
            {
                (v.rule, v.minute, v.amount)
                for v in violations(person, contracts, shifts, self.horizon, self._rules, shift_rules=())
            }
            for shifts in (theirs, [*theirs, shift])
        ]
        if new := {rule for rule, _, _ in broken[1] - broken[0]}:
            return 1 + min(names.index(rule) for rule in new)
        return len(names) + 1 + self.attendance.has_seat(shift)


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
            return _run_through({s.day for s in theirs}, shift.day, limit) > limit.high


def _joined(
    limit: Compatibility, agent: Agent, theirs: Sequence[Shift], shift: Shift
) -> tuple[Sequence[Shift], Sequence[Shift]]:
    """The shifts before and after one that a limit on pairs joins it with."""
    place = bisect_left(theirs, shift.start, key=lambda s: s.start)
    if limit.days is None:
        before, ended = theirs[max(place - 1, 0) : place], agent.before.last_shift_end
        if not before and ended is not None:
            before = [Shift(agent.id, ended - 1, ended)]
        after, begins = theirs[place : place + 1], agent.after.next_shift_start
        if not after and begins is not None:
            after = [Shift(agent.id, begins, begins + 1)]
        return before, after
    first, last = limit.days
    if not first <= shift.day <= last:
        return (), ()
    return [s for s in theirs[:place] if s.day >= first], [s for s in theirs[place:] if s.day <= last]


def _run_through(days: set[int], day: int, limit: Streak) -> int:
    """Length of the run that one more day is part of, with the days worked just before day 0 and after the last."""
    first = last = day
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    return last - first + 1 + limit.initial * (first == 0) + limit.following * (last == limit.last)
