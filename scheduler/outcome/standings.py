"""Where the reps of a skill stand at some time of a schedule, read from its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from scheduler.cost import Allocation, ObjectiveWeights
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.cause import Cause, Standing
from scheduler.outcome.openings import HOURS, SEATS, Openings
from scheduler.outcome.worth import Worth
from wfm.domain.arrays import Flags
from wfm.domain.rules import DaysPerWeek, OneShiftADay

SHORT = 1e-6
"""Heads below which a slot does not count as short: rounding of the linear program."""

DAYS, ONE_A_DAY = DaysPerWeek().name, OneShiftADay().name


class Standings:
    """Reads standings from the tables of a schedule and the split of its heads."""

    def __init__(self, attendance: Attendance, allocation: Allocation, weights: ObjectiveWeights) -> None:
        self.seen, self.allocation = attendance, allocation
        self.openings = Openings(attendance, Worth(attendance.problem, allocation, weights))

    def at(self, skill: str, slot: int) -> Standing:
        """Where the reps of a skill stand in one slot."""
        seen, row = self.seen, self.allocation.skills.index(skill)
        have, on_shift = seen.has_skill(skill, slot), seen.on_shift[:, slot]
        may = have & (seen.may_work[:, slot] | on_shift)
        at_work = have & seen.on_contacts[:, slot]
        meeting = have & on_shift & ~at_work & seen.on_activity[:, slot]
        who = {Cause.CONTACTS: at_work, Cause.BREAK: have & on_shift & ~at_work & ~meeting, Cause.ACTIVITY: meeting}
        off, by_days, rules = self._off_shift(may & ~on_shift, slot)
        served = float(self.allocation.scheduled[row, slot] + self.allocation.deferred[row, slot])
        speed, away = seen.speed(skill, slot), self._away(have & ~may, slot, slot + 1)
        others, theirs = seen.others_speed(skill, slot, slot + 1), float(speed[at_work].sum())
        return Standing(
            skill=skill,
            short=float(self.allocation.short[row, slot]),
            counts=_counted(who | off | away),
            shared=min(theirs, max(0.0, theirs + others - served)),
            reserve=max(0.0, float(speed.sum()) + others - served),
            others=self._others(skill, at_work, slot),
            elsewhere=int((off[Cause.WEEK] & seen.works_on_day(slot)).sum()),
            by_days=by_days,
            rules=rules,
            clocks=seen.clocks(away[Cause.CLOCK], slot),
            full=seen.full_sites(have & ~on_shift, slot),
            spare=self._spare(row, slot),
        )

    def within(self, skill: str, low: int, high: int, unmet: float) -> Standing:
        """Where they stand in the slots low..high-1 while work waits, of which `unmet` head-slots are left undone."""
        seen, row = self.seen, self.allocation.skills.index(skill)
        have, contacts = seen.has_skill(skill, low) | seen.has_skill(skill, high - 1), seen.on_contacts[:, low:high]
        at_work = have & contacts.any(axis=1)
        may = have & (seen.may_work[:, low:high].any(axis=1) | at_work)
        full = np.ones(len(have), bool)
        for slot in seen.first_slots(low, high):
            full &= seen.hours_are_full(slot) | seen.days_are_full(slot)
        rest = may & ~at_work
        who = {Cause.CONTACTS: at_work, Cause.WEEK: rest & full, Cause.HELD: rest & ~full}
        done, others = float(self.allocation.deferred[row, low:high].sum()), seen.others_speed(skill, low, high)
        speed = np.maximum(seen.speed(skill, low), seen.speed(skill, high - 1))
        theirs = float(speed @ contacts.sum(axis=1))
        return Standing(
            skill=skill,
            short=unmet,
            counts=_counted(who | self._away(have & ~may, low, high)),
            shared=min(theirs, max(0.0, theirs + others - done)),
            reserve=max(0.0, float(speed.sum()) * (high - low) + others - done),
            waits=True,
        )

    def _off_shift(self, rest: Flags, slot: int) -> tuple[dict[Cause, Flags], int, tuple[str, ...]]:
        """Those off shift who may work, by what keeps them; how many have hours left and no day; the rules that hold."""
        seen = self.seen
        hours, days, today = seen.hours_are_full(slot), seen.days_are_full(slot), seen.works_on_day(slot)
        week = rest & (hours | days)
        elsewhere = rest & ~week & today
        seats = rest & ~week & ~today & seen.site_is_full(slot)
        who = {Cause.WEEK: week, Cause.OTHER_HOURS: elsewhere, Cause.SEATS: seats}
        who |= {cause: np.zeros_like(rest) for cause in (Cause.RULES, Cause.SEARCH, Cause.PRICE)}
        by_days, rules = int((week & ~hours).sum()), Counter[str]()
        for agent in np.flatnonzero(rest & ~week & ~elsewhere & ~seats):
            opening = self.openings.over(int(agent), slot)
            if opening.rule is None:
                cause = Cause.SEARCH if opening.pays else Cause.PRICE
            else:
                cause = _CAUSES.get(opening.rule, Cause.RULES)
                by_days += opening.rule == DAYS
                rules[opening.rule] += cause is Cause.RULES
            who[cause][agent] = True
        return who, by_days, tuple(rule for rule, count in rules.most_common() if count)

    def _away(self, who: Flags, low: int, high: int) -> dict[Cause, Flags]:
        """Those of some agents who may not work in any of some slots, by why."""
        return {cause: who & flags for cause, flags in self.seen.away(low, high).items()}

    def _others(self, skill: str, at_work: Flags, slot: int) -> tuple[str, ...]:
        """Other skills of those at work that somebody serves."""
        day = self.seen.day_of(slot)
        theirs = {name for a in np.flatnonzero(at_work) for name in self.seen.problem.agents[a].on(day).skills}
        served = self.allocation.scheduled[:, slot] + self.allocation.deferred[:, slot] > SHORT
        names = zip(self.allocation.skills, served, strict=True)
        return tuple(name for name, is_served in names if is_served and name in theirs and name != skill)

    def _spare(self, row: int, slot: int) -> float:
        """Head-hours of a skill in the week of a slot that nothing is asked of."""
        horizon = self.seen.horizon
        first, last = horizon.days_of(horizon.week_of(self.seen.day_of(slot)))
        low, high = max(first, 0) * self.seen.slots_a_day, (last + 1) * self.seen.slots_a_day
        return float(self.allocation.idle[row, low:high].sum()) * horizon.slot_minutes / 60


_CAUSES = {HOURS: Cause.WEEK, DAYS: Cause.WEEK, ONE_A_DAY: Cause.OTHER_HOURS, SEATS: Cause.SEATS}
"""Rules that are causes of their own."""


def _counted(who: Mapping[Cause, Flags]) -> dict[Cause, int]:
    return {cause: int(flags.sum()) for cause, flags in who.items()}
