"""The rules of one agent over some days as rows of a CP-SAT model, each a level that an assumption ties to its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.feasibility.possible import (
    PossibleShifts,
    clear_of_leave,
    clear_of_time_off,
    possible_shifts,
    while_employed,
    within_availability,
)
from scheduler.feasibility.week_credit import WeekCredit, hours_and_days, week_credits
from wfm.domain.arrays import Ints
from wfm.domain.people import Agent, Contract, Shift, WorkClock, WorkMode
from wfm.domain.time import DAY, Horizon, clock

NEVER = 1 << 40
"""A time that no shift reaches."""

LAST_SHIFT = "last shift before"

NEXT_SHIFT = "next shift after"

LEAVE = "leave"

HUNDREDTHS = 100
"""Days of leave may be parts of days."""


@dataclass(frozen=True, slots=True)
class RuleLevel:
    """One rule of an agent in words a planner knows, and how its nearest workable level is told (`{}` is the level).

    The suggestion is empty where the level is a fact that nobody can change.
    """

    name: str
    says: str
    suggestion: str


class AgentRules:
    """The shifts of one agent over some days and every rule on them, behind assumptions."""

    def __init__(self, agent: Agent, contract: Contract, horizon: Horizon, days: tuple[int, int]) -> None:
        self.agent, self.contract, self.horizon = agent, contract, horizon
        self.first, self.last = days
        self.model = cp_model.CpModel()
        self.rules: dict[str, RuleLevel] = {}
        self.levels: dict[str, tuple[cp_model.IntVar, int, float]] = {}
        self.assumptions: dict[str, cp_model.IntVar] = {}
        self.weeks = week_credits(agent, contract, horizon, days)
        self._add_shifts()
        self._add_facts()
        for build in (self._add_hours, self._add_days, self._add_runs, self._add_rest, self._add_spread):
            build()
        self._add_weekends()
        self._add_office()

    def level(
        self, name: str, value: int, low: int, high: int, says: str, suggestion: str, per: float = 1.0
    ) -> cp_model.IntVar:
        """A rule's level in low..high, tied to its value by an assumption; told in units of `per`."""
        variable = self.model.new_int_var(min(low, value), max(high, value), name)
        literal = self.model.new_bool_var(f"keep {name}")
        self.model.add(variable == value).only_enforce_if(literal)
        self.rules[name] = RuleLevel(name, says, suggestion)
        self.levels[name] = variable, value, per
        self.assumptions[name] = literal
        return variable

    def _add_shifts(self) -> None:
        """One choice per day: off, or a shift of a template; those outside windows count against a level."""
        shifts = possible_shifts(self.contract, self.horizon, self.agent.zone)
        shifts = shifts.only((shifts.day >= self.first) & (shifts.day <= self.last))
        shifts = shifts.only(while_employed(shifts, self.agent))
        self.shifts = shifts = _distinct(shifts)
        self.x = [self.model.new_bool_var(f"x{i}") for i in range(len(shifts.day))]
        self.by_day = {d: np.flatnonzero(shifts.day == d) for d in range(self.first, self.last + 1)}
        self.works = {}
        for day, rows in self.by_day.items():
            self.works[day] = self.model.new_bool_var(f"works {day}")
            self.model.add(sum(self.x[i] for i in rows) == self.works[day])
        for name, says, suggestion, inside in (
            (
                "availability",
                "the rep's available windows",
                "let {} of the shifts lie outside the available windows",
                within_availability(shifts, self.agent),
            ),
            (
                "time off",
                self._days_away(self.agent.time_off, "time off"),
                "let {} of the shifts overlap time off",
                clear_of_time_off(shifts, self.agent),
            ),
        ):
            if not inside.all():
                outside = self.level(name, 0, 0, self.last - self.first + 1, says, suggestion)
                self.model.add(sum(self.x[i] for i in np.flatnonzero(~inside)) <= outside)

    def _days_away(self, windows: Iterable[tuple[int, int]], what: str) -> str:
        low, high = self.first * DAY, (self.last + 1) * DAY
        minutes = sum(max(0, min(b, high) - max(a, low)) for a, b in windows)
        return f"one day of {what}" if minutes == DAY else f"{minutes / DAY:.3g} days of {what}"

    def _add_facts(self) -> None:
        """What counts in the weeks beside the shifts, and the leave that keeps days free: facts rather than rules."""
        clear = clear_of_leave(self.shifts, self.agent)
        minutes, days = (sum(amounts) for amounts in zip(*(week.leave for week in self.weeks), strict=True))
        self.counts: dict[str, cp_model.IntVar | int] = dict.fromkeys(("leave", "before", "after"), 0)
        if not clear.all() or minutes or days:
            says = self._days_away(((leave.start, leave.end) for leave in self.agent.leave), "leave")
            counted = hours_and_days(minutes, days)
            says = f"{says} that {'counts' if says.startswith('one ') else 'count'} {counted}" if counted else says
            overlap = "" if counted else "let {} of the shifts overlap leave"
            allowed = self.level(LEAVE, 0, 0, self.last - self.first + 1, says, overlap)
            self.model.add(sum(self.x[i] for i in np.flatnonzero(~clear)) <= allowed)
            self.counts["leave"] = self.model.new_bool_var("leave counts")
            self.model.add(self.counts["leave"] == 1).only_enforce_if(self.assumptions[LEAVE])
        for part, when in (("before", "earlier in the week"), ("after", "later in the week")):
            minutes, days = (sum(x) for x in zip(*(getattr(week, part) for week in self.weeks), strict=True))
            if minutes or days:
                name = f"worked {when}"
                self.counts[part] = self.level(name, 1, 0, 1, f"{hours_and_days(minutes, days)} {name}", "")

    def _beside(self, week: WeekCredit, amount: int, per: int = 1) -> cp_model.LinearExprT:
        """What counts in a week beside its shifts: paid minutes (amount 0) or days (1), in parts of `per`."""
        return sum(round(per * getattr(week, part)[amount]) * counts for part, counts in self.counts.items())

    def _add_hours(self) -> None:
        low, high = self.contract.paid_per_week
        if any(week.owed for week in self.weeks):
            least = self.level(
                "least weekly hours",
                low,
                0,
                low,
                f"at least {low / 60:g} paid hours a week",
                "ask for at least {} paid hours a week",
                60,
            )
        most = self.level(
            "most weekly hours",
            high,
            high,
            7 * DAY,
            f"at most {high / 60:g} paid hours a week",
            "allow {} paid hours a week",
            60,
        )
        for week in self.weeks:
            paid = sum(int(self.shifts.paid[i]) * self.x[i] for d in week.days for i in self.by_day[d])
            if week.owed:
                self.model.add(paid + self._beside(week, 0) >= least)
            self.model.add(paid + self._beside(week, 0) <= most)

    def _add_days(self) -> None:
        low, high = self.contract.days_per_week
        if any(week.owed for week in self.weeks):
            least = self.level(
                "least days a week", low, 0, low, f"at least {low} days a week", "ask for at least {} days a week"
            )
        most = self.level("most days a week", high, high, 7, f"at most {high} days a week", "allow {} days a week")
        for week in self.weeks:
            days = HUNDREDTHS * sum(self.works[d] for d in week.days) + self._beside(week, 1, HUNDREDTHS)
            if week.owed:
                self.model.add(days >= HUNDREDTHS * least)
            self.model.add(days <= HUNDREDTHS * most)

    def _add_runs(self) -> None:
        most, behind = self.contract.max_consecutive_days, self.agent.before.consecutive_days
        following = self.agent.after.consecutive_days if self._reaches_the_end() else 0
        longest = len(self.works) + behind + following
        limit = self.level(
            "consecutive days", most, 0, longest, f"at most {most} days in a row", "allow {} days in a row"
        )
        run: cp_model.LinearExprT = 0
        if behind and self.first == 0:
            run = self.level(
                "days worked before",
                behind,
                0,
                behind,
                f"{behind} days in a row worked just before",
                "count {} days worked just before",
            )
        for day, works in self.works.items():
            count = self.model.new_int_var(0, longest, f"run {day}")
            self.model.add(count == run + 1).only_enforce_if(works)
            self.model.add(count == 0).only_enforce_if(works.negated())
            self.model.add(count <= limit)
            run = count
        if following:
            says = f"{following} days in a row fixed just after"
            ahead = self.level("days worked after", following, 0, following, says, "count {} days worked just after")
            self.model.add(run + ahead <= limit).only_enforce_if(self.works[self.last])

    def _reaches_the_end(self) -> bool:
        return self.last == self.horizon.days - 1

    def _add_rest(self) -> None:
        """Rest between shifts, and to what is fixed around the horizon; all times as they last."""
        need = self.contract.min_rest
        rest = self.level("rest", need, 0, need, f"at least {need / 60:g} h of rest", "allow {} h of rest", 60)
        begins, ends = self._lived(self.shifts.start), self._lived(self.shifts.end)
        start = {d: sum(int(begins[i]) * self.x[i] for i in rows) for d, rows in self.by_day.items()}
        end = {d: sum(int(ends[i]) * self.x[i] for i in rows) for d, rows in self.by_day.items()}
        earliest = {d: int(begins[rows].min(initial=NEVER)) for d, rows in self.by_day.items()}
        latest = {d: int(ends[rows].max(initial=0)) for d, rows in self.by_day.items()}
        for a, b in combinations(self.works, 2):
            if earliest[b] - latest[a] < need:
                self.model.add(start[b] - end[a] >= rest).only_enforce_if(self.works[a], self.works[b])
        last, following = self.agent.before.last_shift_end, self.agent.after.next_shift_start
        if last is not None and self.first == 0:
            ended, says = self.horizon.lasted(0, last), _ended(last)
            ended = self.level(
                LAST_SHIFT, ended, ended - need - DAY, ended, says, "let that shift end {} h earlier", 60
            )
            for day in self.works:
                self.model.add(start[day] - ended >= rest).only_enforce_if(self.works[day])
        if following is not None and self._reaches_the_end():
            at = self.horizon.lasted(0, following)
            says = f"a shift fixed at {clock(following % DAY)} just after"
            later = self.level(NEXT_SHIFT, at, at, at + need + DAY, says, "let that shift start {} h later", 60)
            for day in self.works:
                self.model.add(later - end[day] >= rest).only_enforce_if(self.works[day])

    def _lived(self, minutes: Ints) -> Ints:
        """Minutes since the horizon's first midnight as they last, shape (shifts,)."""
        if not self.horizon.elapsed:
            return minutes
        return np.array([self.horizon.lasted(0, int(minute)) for minute in minutes], np.int64)

    def _add_spread(self) -> None:
        spread = self.contract.start_spread
        if spread is None:
            return
        most = self.level(
            "start spread",
            spread,
            spread,
            DAY,
            f"starts within {spread / 60:g} h of each other in a week",
            "let starts differ by {} h",
            60,
        )
        own = WorkClock(self.horizon, self.agent.zone)
        starts = [(int(minute) + own.ahead(int(minute))) % DAY for minute in self.shifts.start]
        for week in self.weeks:
            for a, b in combinations(week.days, 2):
                gap = sum(starts[i] * self.x[i] for i in self.by_day[a]) - sum(
                    starts[i] * self.x[i] for i in self.by_day[b]
                )
                for difference in (gap, -gap):
                    self.model.add(difference <= most).only_enforce_if(self.works[a], self.works[b])

    def _add_weekends(self) -> None:
        most = self.contract.max_weekends
        if most is None:
            return
        allowed = self.level(
            "weekends", most, most, self.horizon.weeks + 1, f"at most {most} weekends with work", "allow {} weekends"
        )
        own, weekends = WorkClock(self.horizon, self.agent.zone), dict[int, cp_model.IntVar]()
        for i, x in enumerate(self.x):
            week = own.weekend(Shift(self.agent.id, int(self.shifts.start[i]), int(self.shifts.end[i])))
            if week is not None:
                worked = weekends.setdefault(week, self.model.new_bool_var(f"weekend {week}"))
                self.model.add_implication(x, worked)
        self.model.add(sum(weekends.values()) <= allowed)

    def _add_office(self) -> None:
        owed = [week for week in self.weeks if week.owed and week.leave[1] < 1]
        if self.agent.work_mode is not WorkMode.HYBRID or not owed:
            return
        low, _ = self.agent.office_days
        least = self.level(
            "office days", low, 0, low, f"at least {low} office days a week", "ask for {} office days a week"
        )
        for week in owed:
            self.model.add(sum(self.works[d] for d in week.days) + week.office >= least)


def _ended(last: int) -> str:
    """The shift before the horizon, in words."""
    if last > 0:
        return f"a shift that runs on to {clock(last % DAY)}"
    if not last:
        return "a shift just before that ended at midnight"
    return f"a shift just before that ended at {-last / 60:g} h before the horizon"


def _distinct(shifts: PossibleShifts) -> PossibleShifts:
    """Shifts that differ in nothing but their breaks, once."""
    table = np.column_stack((shifts.day, shifts.start, shifts.end, shifts.paid))
    _, rows = np.unique(table, axis=0, return_index=True)
    return shifts.only(np.sort(rows))
