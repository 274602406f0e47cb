"""The judgement of any schedule, wherever it came from: every broken rule, coverage per skill, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scheduler.cost import ObjectiveWeights, allocate, terms_of
from scheduler.feasibility import UPPER_RULES
from scheduler.outcome.result import Unscheduled
from scheduler.problem import DeferrableDemand, HeadDemand, SchedulingProblem
from wfm.domain.people import Shift, WorkClock
from wfm.domain.rules import Judged, Violation, activity_faults, violations
from wfm.domain.time import DAY, clock, spans


@dataclass(frozen=True, slots=True)
class SkillCoverage:
    """One skill's cover over the horizon, in head-slots: asked for (waiting work included), short, and undone work.

    `worst` is the most heads short in one slot, `slots_short` the number of slots short.
    """

    skill: str
    asked: float
    short: float
    undone: float
    worst: float
    slots_short: int


@dataclass(frozen=True, eq=False)
class CheckReport:
    """What a schedule keeps, covers and costs.

    Attributes
    ----------
    problem : the problem's name.
    shifts : how many there are.
    broken : every broken rule; a least amount that an agent misses is here unless the schedule names the agent.
    told : least amounts missed by agents the schedule itself names as unscheduled.
    soft : rules with a price that are not kept, and those prices.
    coverage : per skill, in the problem's order.
    over : head-slots beyond what is asked.
    paid_hours : of all shifts.
    terms : the objective split by term.
    objective : their sum, on the scale of the optimizer's `lower_bound` for the same weights.
    days_off_kept : share of the days off that reps asked for and got; None when none was asked for.
    start_deviation : mean minutes between a shift's start and the preferred one; None when nobody prefers one.
    """

    problem: str
    shifts: int
    broken: tuple[Violation, ...]
    told: tuple[Violation, ...]
    soft: tuple[Judged, ...]
    coverage: tuple[SkillCoverage, ...]
    over: float
    paid_hours: float
    terms: Mapping[str, float]
    objective: float
    days_off_kept: float | None
    start_deviation: float | None

    @property
    def legal(self) -> bool:
        """Whether no rule is broken."""
        return not self.broken

    @cached_property
    def asked(self) -> float:
        """Head-slots asked for, waiting work included."""
        return sum(c.asked for c in self.coverage)

    @cached_property
    def short(self) -> float:
        """Head-slots short, work left undone included."""
        return sum(c.short + c.undone for c in self.coverage)

    def to_dict(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {
            "problem": self.problem,
            "shifts": self.shifts,
            "rules_broken": len(self.broken),
            "broken": [_violation_to_dict(v) for v in self.broken],
            "told": [_violation_to_dict(v) for v in self.told],
            "soft": [_violation_to_dict(v) | {"price": price} for v, price in self.soft],
            "soft_cost": self.terms["rules"],
            "asked_head_slots": self.asked,
            "short_head_slots": self.short,
            "over_head_slots": self.over,
            "coverage": [
                {
                    "skill": c.skill,
                    "asked": c.asked,
                    "short": c.short,
                    "undone": c.undone,
                    "worst": c.worst,
                    "slots_short": c.slots_short,
                }
                for c in self.coverage
            ],
            "paid_hours": self.paid_hours,
            "objective": self.objective,
            "terms": dict(self.terms),
            "days_off_kept": self.days_off_kept,
            "start_deviation_minutes": self.start_deviation,
        }


def check(
    problem: SchedulingProblem,
    shifts: Sequence[Shift],
    weights: ObjectiveWeights | None = None,
    *,
    unscheduled: Sequence[Unscheduled] = (),
    keep: bool = False,
) -> CheckReport:
    """Judge a schedule of the problem.

    Parameters
    ----------
    weights : price of each term of the objective; the preset "cover first" when None.
    unscheduled : agents the schedule itself says it could not give their contract's least amounts.
    keep : price the changes of published shifts.
    """
    broken, told = broken_rules(problem, shifts, {u.agent for u in unscheduled})
    allocation = allocate(problem, shifts)
    terms = terms_of(problem, shifts, weights or ObjectiveWeights(), keep)
    undone = np.bincount(allocation.unmet_skill, allocation.unmet, len(problem.skills))
    coverage = tuple(
        SkillCoverage(
            skill=skill,
            asked=_asked(problem, skill),
            short=float(allocation.short[i].sum()),
            undone=float(undone[i]),
            worst=float(allocation.short[i].max(initial=0.0)),
            slots_short=int((allocation.short[i] > 1e-6).sum()),
        )
        for i, skill in enumerate(problem.skills)
    )
    known = {agent.id: agent for agent in problem.agents}
    paid = sum(problem.paid_minutes(known[s.agent], s) for s in shifts if s.agent in known)
    return CheckReport(
        problem=problem.name,
        shifts=len(shifts),
        broken=tuple(broken),
        told=tuple(told),
        soft=tuple(fault for fault in _activities(problem, shifts) if fault.price is not None),
        coverage=coverage,
        over=allocation.total_over,
        paid_hours=paid / 60,
        terms=terms,
        objective=sum(terms.values()),
        days_off_kept=_days_off_kept(problem, shifts),
        start_deviation=_start_deviation(problem, shifts),
    )


def broken_rules(
    problem: SchedulingProblem, shifts: Sequence[Shift], named: set[str]
) -> tuple[list[Violation], list[Violation]]:
    """Every broken rule, and apart from them the least amounts missed by the agents named."""
    theirs: dict[str, list[Shift]] = {agent.id: [] for agent in problem.agents}
    broken: list[Violation] = []
    told: list[Violation] = []
    for shift in shifts:
        if shift.agent in theirs:
            theirs[shift.agent].append(shift)
        else:
            broken.append(Violation("unknown agent", shift.agent, shift.start, 1.0, "no such agent"))
    for agent in problem.agents:
        found = violations(agent, problem.contracts, theirs[agent.id], problem.horizon)
        if agent.id in named:
            without = violations(agent, problem.contracts, theirs[agent.id], problem.horizon, rules=UPPER_RULES)
            told += [v for v in found if v not in without]
            found = without
        broken += found
    inside = list(_inside(problem, theirs))
    broken += _unknown_sites(problem, inside)
    broken += _seats(problem, inside)
    broken += _locked(problem, theirs)
    broken += [fault.violation for fault in _activities(problem, shifts) if fault.price is None]
    return broken, told


def activity_notes(problem: SchedulingProblem, shifts: Sequence[Shift]) -> tuple[str, ...]:
    """One sentence where a schedule misses what is asked of activities, which the search does not place; else none."""
    missed = sum(1 for _ in _activities(problem, shifts))
    if not missed:
        return ()
    if not problem.activities:
        return ("published shifts hold activities that the problem does not ask for, and `wfm check` lists them",)
    cases = f"{missed:,} case{'' if missed == 1 else 's'}"
    return (
        f"the search does not place activities yet: what is asked of them is missed in {cases}, which `wfm check` lists",
    )


def _activities(problem: SchedulingProblem, shifts: Sequence[Shift]) -> Iterator[Judged]:
    """What is wrong with the activities of the agents' shifts, where some are asked for or there."""
    if not problem.activities and not any(shift.activities for shift in shifts):
        return
    theirs: dict[str, list[Shift]] = {agent.id: [] for agent in problem.agents}
    for shift in shifts:
        theirs.get(shift.agent, []).append(shift)
    yield from activity_faults(problem.activities, problem.agents, theirs, problem.horizon)


def _inside(problem: SchedulingProblem, theirs: Mapping[str, list[Shift]]) -> Iterator[Shift]:
    """The agents' shifts that start within the horizon: the others break a rule by that alone."""
    for shifts in theirs.values():
        yield from (shift for shift in shifts if 0 <= shift.day < problem.horizon.days)


def _unknown_sites(problem: SchedulingProblem, shifts: Iterable[Shift]) -> Iterator[Violation]:
    known = {site.id for site in problem.sites}
    for shift in shifts:
        if shift.site is not None and shift.site not in known:
            yield Violation("site", shift.agent, shift.start, 1.0, f"no such site {shift.site}")


def _seats(problem: SchedulingProblem, shifts: Sequence[Shift]) -> Iterator[Violation]:
    """Stretches with more reps on site than seats, those on given shifts included; the violation's agent is the site."""
    slot, slots = problem.horizon.slot_minutes, problem.horizon.slots
    everyone = [*shifts, *(given.shift for given in problem.given)]
    for site in problem.sites:
        taken = np.zeros(slots, np.int64)
        for shift in everyone:
            if shift.site == site.id:
                low, high = (min(max(t // slot, 0), slots) for t in (shift.start, shift.end))
                taken[low:high] += 1
        for low, high in spans(taken > site.seats):
            most = int(taken[low:high].max())
            seats = f"{site.seats} seat{'' if site.seats == 1 else 's'}"
            text = f"{most} on site until {clock(high * slot % DAY)}, but only {seats}"
            yield Violation("seats", site.id, low * slot, most - site.seats, text)


def _locked(problem: SchedulingProblem, theirs: Mapping[str, list[Shift]]) -> Iterator[Violation]:
    """Locked published shifts that are not in the schedule as they were."""
    for shift in problem.published:
        same = (s for s in theirs[shift.agent] if (s.start, s.end, s.site) == (shift.start, shift.end, shift.site))
        if shift.locked and not any(s.pieces == shift.pieces for s in same):
            yield Violation("locked shift", shift.agent, shift.start, 1.0, "a locked published shift was changed")


def _asked(problem: SchedulingProblem, skill: str) -> float:
    total = 0.0
    for entry in problem.demand:
        if entry.skill != skill:
            continue
        if isinstance(entry, HeadDemand):
            total += float(entry.required.sum())
        elif isinstance(entry, DeferrableDemand):
            total += sum(piece.head_slots for piece in entry.work)
    return total


def _days_off_kept(problem: SchedulingProblem, shifts: Sequence[Shift]) -> float | None:
    worked = {(s.agent, s.day) for s in shifts}
    asked = [(a.id, day) for a in problem.agents for day in a.preferences.days_off]
    return 1 - sum(wish in worked for wish in asked) / len(asked) if asked else None


def _start_deviation(problem: SchedulingProblem, shifts: Sequence[Shift]) -> float | None:
    wish = {a.id: (a.preferences.start, a.zone) for a in problem.agents if a.preferences.start is not None}
    away = [
        abs(WorkClock(problem.horizon, zone).start_of_day(shift) - start)
        for shift in shifts
        for start, zone in [wish.get(shift.agent, (None, None))]
        if start is not None
    ]
    return float(np.mean(away)) if away else None


def _violation_to_dict(violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "who": violation.agent,
        "minute": violation.minute,
        "amount": violation.amount,
        "text": violation.text,
    }
