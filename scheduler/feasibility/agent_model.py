"""The schedules of one agent as a CP-SAT model, every rule a level that an assumption ties to its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.feasibility.possible import PossibleShifts, clear_of_time_off, possible_shifts, within_availability
from wfm.domain.people import Agent, Contract, WorkMode
from wfm.domain.rules import weeks
from wfm.domain.time import DAY, Horizon

NEVER = 1 << 40
"""A time that no shift reaches."""

EFFORT = 5.0
"""Deterministic time of one question to CP-SAT, a few seconds; far more than a week takes."""

LAST_SHIFT = "last shift before"


@dataclass(frozen=True, slots=True)
class RuleLevel:
    """One rule of an agent in words a planner knows, and how its nearest workable level is told (`{}` is the level)."""

    name: str
    says: str
    suggestion: str


class AgentModel:
    """The schedules of one agent over some days, every rule behind an assumption."""

    def __init__(self, agent: Agent, contract: Contract, horizon: Horizon, days: tuple[int, int]) -> None:
        self.agent, self.contract, self.horizon = agent, contract, horizon
        self.first, self.last = days
        self.model = cp_model.CpModel()
        self.rules: dict[str, RuleLevel] = {}
        self.levels: dict[str, tuple[cp_model.IntVar, int, float]] = {}
        self.assumptions: dict[str, cp_model.IntVar] = {}
        self._add_shifts()
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
        shifts = possible_shifts(self.contract, self.horizon)
        shifts = shifts.only((shifts.day >= self.first) & (shifts.day <= self.last))
        inside, clear = within_availability(shifts, self.agent), clear_of_time_off(shifts, self.agent)
        classes, shifts, inside, clear = _distinct(shifts, inside, clear)
        self.shifts = shifts
        self.x = [self.model.new_bool_var(f"x{i}") for i in range(classes)]
        self.by_day = {d: np.flatnonzero(shifts.day == d) for d in range(self.first, self.last + 1)}
        self.works = {}
        for day, rows in self.by_day.items():
            self.works[day] = self.model.new_bool_var(f"works {day}")
            self.model.add(sum(self.x[i] for i in rows) == self.works[day])
        span = self.last - self.first + 1
        if not inside.all():
            outside = self.level(
                "availability",
                0,
                0,
                span,
                "the rep's available windows",
                "let {} of the shifts lie outside the available windows",
            )
            self.model.add(sum(self.x[i] for i in np.flatnonzero(~inside)) <= outside)
        if not clear.all():
            overlapping = self.level(
                "time off", 0, 0, span, self._time_off_says(), "let {} of the shifts overlap time off"
            )
            self.model.add(sum(self.x[i] for i in np.flatnonzero(~clear)) <= overlapping)

    def _time_off_says(self) -> str:
        low, high = self.first * DAY, (self.last + 1) * DAY
        minutes = sum(max(0, min(b, high) - max(a, low)) for a, b in self.agent.time_off)
        return "one day of time off" if minutes == DAY else f"{minutes / DAY:.3g} days of time off"

    def _add_hours(self) -> None:
        low, high = self.contract.paid_per_week
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
        for days in self._weeks():
            paid = sum(int(self.shifts.paid[i]) * self.x[i] for d in days for i in self.by_day[d])
            self.model.add(paid >= least)
            self.model.add(paid <= most)

    def _add_days(self) -> None:
        low, high = self.contract.days_per_week
        least = self.level(
            "least days a week", low, 0, low, f"at least {low} days a week", "ask for at least {} days a week"
        )
        most = self.level("most days a week", high, high, 7, f"at most {high} days a week", "allow {} days a week")
        for days in self._weeks():
            self.model.add(sum(self.works[d] for d in days) >= least)
            self.model.add(sum(self.works[d] for d in days) <= most)

    def _add_runs(self) -> None:
        most, behind = self.contract.max_consecutive_days, self.agent.before.consecutive_days
        longest = len(self.works) + behind
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

    def _add_rest(self) -> None:
        need = self.contract.min_rest
        rest = self.level("rest", need, 0, need, f"at least {need / 60:g} h of rest", "allow {} h of rest", 60)
        start = {d: sum(int(self.shifts.start[i]) * self.x[i] for i in rows) for d, rows in self.by_day.items()}
        end = {d: sum(int(self.shifts.end[i]) * self.x[i] for i in rows) for d, rows in self.by_day.items()}
        earliest = {d: int(self.shifts.start[rows].min(initial=NEVER)) for d, rows in self.by_day.items()}
        latest = {d: int(self.shifts.end[rows].max(initial=0)) for d, rows in self.by_day.items()}
        for a, b in combinations(self.works, 2):
            if earliest[b] - latest[a] < need:
                self.model.add(start[b] - end[a] >= rest).only_enforce_if(self.works[a], self.works[b])
        last = self.agent.before.last_shift_end
        if last is not None and self.first == 0:
            ended = self.level(
                LAST_SHIFT,
                last,
                last - need - DAY,
                last,
                f"a shift just before that ended at {-last / 60:g} h before the horizon"
                if last
                else "a shift just before that ended at midnight",
                "let that shift end {} h earlier",
                60,
            )
            for day in self.works:
                self.model.add(start[day] - ended >= rest).only_enforce_if(self.works[day])

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
        for days in self._weeks():
            for a, b in combinations(days, 2):
                gap = sum(int(self.shifts.start[i]) % DAY * self.x[i] for i in self.by_day[a]) - sum(
                    int(self.shifts.start[i]) % DAY * self.x[i] for i in self.by_day[b]
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
        first = self.horizon.first_weekday
        weekends: dict[int, cp_model.IntVar] = {}
        for day, works in self.works.items():
            week, weekday = divmod(day + first, 7)
            if weekday >= 5:
                worked = weekends.setdefault(week, self.model.new_bool_var(f"weekend {week}"))
                self.model.add_implication(works, worked)
        self.model.add(sum(weekends.values()) <= allowed)

    def _add_office(self) -> None:
        if self.agent.work_mode is not WorkMode.HYBRID:
            return
        low, _ = self.agent.office_days
        least = self.level(
            "office days", low, 0, low, f"at least {low} office days a week", "ask for {} office days a week"
        )
        for days in self._weeks():
            self.model.add(sum(self.works[d] for d in days) >= least)

    def _weeks(self) -> list[list[int]]:
        inside = [range(max(a, self.first), min(b, self.last) + 1) for a, b in weeks(self.horizon)]
        return [list(days) for days in inside if days]

    def schedule(self) -> list[tuple[int, int]] | None:
        """Start and end of the shifts of a schedule that keeps every rule; None when none was found."""
        self.model.clear_assumptions()
        self.model.add_assumptions(list(self.assumptions.values()))
        solver = _solver()
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        worked = [i for i, x in enumerate(self.x) if solver.boolean_value(x)]
        return sorted((int(self.shifts.start[i]), int(self.shifts.end[i])) for i in worked)

    def most_kept(self, kept: Iterable[str]) -> set[str] | None:
        """The most rules that one schedule keeps, all of `kept` among them; None when it is proven that there is none.

        Where the solver's effort runs out undecided, `kept` itself is returned: nothing is told that is not proven.
        """
        wanted = list(kept)
        self.model.clear_assumptions()
        self.model.add_assumptions([self.assumptions[name] for name in wanted])
        self.model.maximize(sum(self.assumptions.values()))
        solver = _solver()
        status = solver.solve(self.model)
        self.model.clear_objective()
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return set(wanted)
        return {name for name, literal in self.assumptions.items() if solver.boolean_value(literal)}

    def nearest(self, name: str, others: Iterable[str]) -> str | None:
        """The least change of one rule with which `others` can all be kept, in words; None when there is none."""
        variable, value, per = self.levels[name]
        self.model.clear_assumptions()
        self.model.add_assumptions([self.assumptions[other] for other in others if other != name])
        distance = self.model.new_int_var(0, NEVER, "")
        self.model.add_abs_equality(distance, variable - value)
        self.model.minimize(distance)
        solver = _solver()
        status = solver.solve(self.model)
        self.model.clear_objective()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        level = solver.value(variable)
        shown = value - level if name == LAST_SHIFT else level
        return self.rules[name].suggestion.format(f"{shown / per:g}")


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    return solver


def _distinct(shifts: PossibleShifts, *flags: np.ndarray) -> tuple[int, PossibleShifts, np.ndarray, np.ndarray]:
    """Shifts that differ in nothing but their breaks, once."""
    table = np.column_stack((shifts.day, shifts.start, shifts.end, shifts.paid))
    _, rows = np.unique(table, axis=0, return_index=True)
    keep = np.zeros(len(shifts.day), bool)
    keep[rows] = True
    inside, clear = (flag[keep] for flag in flags)
    return int(keep.sum()), shifts.only(keep), inside, clear
