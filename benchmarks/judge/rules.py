"""Every rule under its name, and all of them on one schedule."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from benchmarks.judge.activity_rules import activity_times, few_away, held_together, meetings
from benchmarks.judge.horizon_rules import rotation, runs, totals, wishes_for_shifts
from benchmarks.judge.problem import Case, Faults, Finding, Json
from benchmarks.judge.reps import Rep
from benchmarks.judge.shift_rules import OUTSIDE_RULES, SHIFT_RULES
from benchmarks.judge.week_rules import (
    complete_weekends,
    days_per_week,
    enough_rest,
    few_consecutive_days,
    few_weekends,
    max_consecutive_weekends,
    min_start_gap_minutes,
    not_next_day,
    office_days,
    one_shift_a_day,
    start_spread,
    weekly_hours,
    weekly_rest_minutes,
)


def check_rules(problem: Json, schedule: Json) -> tuple[list[Finding], float]:
    """Every rule not kept, hard and soft, and the paid hours."""
    case, found = Case(problem), []
    shifts_of: defaultdict[str, list[Json]] = defaultdict(list)
    known = {a["id"] for a in problem["agents"]}
    for s in schedule["shifts"]:
        if s["agent"] not in known:
            found.append(Finding("unknown agent", s["agent"], s["start"], "no such agent"))
        shifts_of[s["agent"]].append(s)
    reps = {a["id"]: Rep(case, a, shifts_of[a["id"]]) for a in problem["agents"]}
    for rep in reps.values():
        for shift in rep.shifts:
            rules = SHIFT_RULES if shift in rep.inside else OUTSIDE_RULES
            found += [Finding(name, rep.id, *fault) for name, rule in rules for fault in rule(case, rep, shift)]
        found += [Finding(name, rep.id, *fault) for name, one in REP_RULES for fault in one(case, rep)]
    found += [Finding(name, *fault) for name, joint in CENTRE_RULES for fault in joint(case, reps)]
    return found, sum(s.paid for rep in reps.values() for s in rep.shifts) / 60


def enough_seats(case: Case, reps: dict[str, Rep]) -> Faults:
    """No more heads on a site than it has seats, in any slot."""
    used = {site: np.zeros(case.slots, int) for site in case.sites}
    here = [(s.site, s.start, s.end) for rep in reps.values() for s in rep.inside]
    here += [(s.get("site"), s["start"], s["end"]) for s in case.given]
    for site, start, end in here:
        if site in used:
            used[site][max(0, start // case.slot) : max(0, end // case.slot)] += 1
    for site, heads in used.items():
        for t in np.flatnonzero(heads > case.sites[site]["seats"]):
            yield site, int(t) * case.slot, f"{heads[t]} on site, {case.sites[site]['seats']} seats"


REP_RULES = (
    ("one shift a day", one_shift_a_day),
    ("rest", enough_rest),
    ("consecutive days", few_consecutive_days),
    ("weekly hours", weekly_hours),
    ("days per week", days_per_week),
    ("start spread", start_spread),
    ("office days", office_days),
    ("weekends", few_weekends),
    ("totals", totals),
    ("runs", runs),
    ("not_next_day", not_next_day),
    ("min_start_gap_minutes", min_start_gap_minutes),
    ("weekly_rest_minutes", weekly_rest_minutes),
    ("complete_weekends", complete_weekends),
    ("max_consecutive_weekends", max_consecutive_weekends),
    ("rotation", rotation),
    ("activities", activity_times),
    ("preferences.shifts", wishes_for_shifts),
)
"""On one agent."""

CENTRE_RULES = (
    ("seats", enough_seats),
    ("activities", held_together),
    ("activities", meetings),
    ("activities", few_away),
)
"""On all agents together."""
