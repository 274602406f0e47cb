"""A second, independent statement of the file formats' rules, on plain dicts; it shares no code with the packages.

`broken_rules` judges legality, `coverage` the least shortage (one variable per agent, slot and skill). Written from
the description of the formats alone, so that a fault in the packages cannot hide here.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.scheduler.oracle_activities import activity_rules, misplaced
from tests.scheduler.oracle_times import calendar_weeks, minutes_between, start_of_day, weekends_of

Json = dict[str, Any]


def broken_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """Every (rule, agent or site) that a schedule breaks; agents it names as unscheduled may have too little work."""
    named = {entry["agent"] for entry in schedule.get("unscheduled", [])}
    by_agent: dict[str, list[Json]] = {agent["id"]: [] for agent in problem["agents"]}
    found: set[tuple[str, str]] = set()
    for shift in schedule["shifts"]:
        if shift["agent"] in by_agent:
            by_agent[shift["agent"]].append(shift)
        else:
            found.add(("unknown agent", shift["agent"]))
            continue
        inside = 0 <= shift["start"] < problem["days"] * 1440
        if inside and shift.get("site") not in {None, *(s["id"] for s in problem.get("sites", []))}:
            found.add(("site", shift["agent"]))
    for agent in problem["agents"]:
        rules = agent_rules(problem, agent, by_agent[agent["id"]], agent["id"] in named)
        found |= {(rule, agent["id"]) for rule in rules}
    return found | seat_rules(problem, schedule) | locked_rules(problem, schedule) | activity_rules(problem, schedule)


def agent_rules(problem: Json, agent: Json, shifts: list[Json], may_lack: bool = False) -> set[str]:
    """The rules that one agent's shifts break."""
    contract = next(c for c in problem["contracts"] if c["id"] == agent["contract"])
    found: set[str] = set()
    for shift in shifts:
        found |= shift_rules(problem, agent, contract, shift)
    shifts = sorted(shifts, key=lambda s: (s["start"], s["end"]))
    inside = [s for s in shifts if 0 <= s["start"] < problem["days"] * 1440]
    return (
        found
        | joint_rules(problem, agent, contract, shifts, inside)
        | weekly_rules(problem, agent, contract, inside, may_lack)
    )


def shift_rules(problem: Json, agent: Json, contract: Json, shift: Json) -> set[str]:
    """The rules that one shift breaks by itself; one outside the horizon is asked for its template alone."""
    found = set()
    if not any(obeys(template, shift, start_of_day(problem, agent, shift)) for template in contract["shifts"]):
        found.add("shift template")
    if not 0 <= shift["start"] < problem["days"] * 1440:
        return found | {"horizon"}
    times = [shift["start"], shift["end"]] + [b[k] for b in shift.get("breaks", []) for k in ("start", "end")]
    if any(t % problem["slot_minutes"] for t in times):
        found.add("slot grid")
    windows = agent.get("available")
    if windows is not None and all(shift["start"] < a or shift["end"] > b for a, b in windows):
        found.add("availability")
    if any(min(shift["end"], b) > max(shift["start"], a) for a, b in agent.get("time_off") or []):
        found.add("time off")
    if any(min(shift["end"], x["to"]) > max(shift["start"], x["from"]) for x in agent.get("leave") or []):
        found.add("leave")
    first, last = agent.get("employed") or (-(10**6), 10**6)
    if shift["start"] // 1440 not in range(first, last + 1):
        found.add("employed")
    if misplaced(shift, problem["slot_minutes"]):
        found.add("activities")
    here, home = shift.get("site"), agent.get("site")
    if {"onsite": here != home, "remote": here is not None, "hybrid": here not in (home, None)}[agent["work_mode"]]:
        found.add("work mode")
    return found


def obeys(template: Json, shift: Json, start: int | None = None) -> bool:
    """Whether a shift is one of a template's; `start` is its minute of the agent's day, None where it is the axis's."""
    window, clock = template["start"], shift["start"] % 1440 if start is None else start
    starts = list(range(window["earliest"], window["latest"] + 1, window["step"]))
    breaks, asked = sorted(shift.get("breaks", []), key=lambda b: b["start"]), template.get("breaks", [])
    if (
        clock not in starts
        or shift["end"] - shift["start"] not in template["span_minutes"]
        or len(breaks) != len(asked)
    ):
        return False
    for placed, want in zip(breaks, asked, strict=True):
        first, last = want["window"]
        if placed["name"] != want["name"] or placed["end"] - placed["start"] != want["minutes"]:
            return False
        if placed["start"] - shift["start"] not in range(first, last + 1):
            return False
    edges = [shift["start"], *(b[k] for b in breaks for k in ("start", "end")), shift["end"]]
    stretches = [edges[i + 1] - edges[i] for i in range(0, len(edges), 2)]
    return min(stretches) >= template.get("min_gap_minutes", 0)


def joint_rules(problem: Json, agent: Json, contract: Json, shifts: list[Json], inside: list[Json]) -> set[str]:
    """Rest, days in a row, one shift a day, weekends."""
    found = set()
    before, after = agent.get("before") or {}, agent.get("after") or {}
    ends = [(s["start"], s["end"]) for s in shifts]
    behind = [g["end"] for g in problem.get("given", []) if g.get("agent") == agent["id"]]
    behind += [] if before.get("last_shift_end") is None else [before["last_shift_end"]]
    if behind:
        ends.insert(0, (-(10**9), max(behind)))
    if after.get("next_shift_start") is not None:
        ends.append((after["next_shift_start"], 10**9))
    if any(minutes_between(problem, a[1], b[0]) < contract["min_rest_minutes"] for a, b in pairwise(ends)):
        found.add("rest")
    days = [s["start"] // 1440 for s in inside]
    if len(days) != len(set(days)):
        found.add("one shift a day")
    history = range(-(before.get("consecutive_days") or 0), 0)
    following = range(problem["days"], problem["days"] + (after.get("consecutive_days") or 0))
    if any(
        max(run, default=-1) >= 0 and min(run, default=problem["days"]) < problem["days"]
        for run in runs_longer_than(contract["max_consecutive_days"], {*history, *days, *following})
    ):
        found.add("consecutive days")
    weekends = {w for s in inside for w in weekends_of(problem, agent, s)}
    if contract.get("max_weekends") is not None and len(weekends) > contract["max_weekends"]:
        found.add("weekends")
    return found


def runs_longer_than(most: int, days: set[int]) -> list[list[int]]:
    """The unbroken runs of days that are longer than allowed."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [run for run in runs if len(run) > most]


def owes(problem: Json, agent: Json, week: range) -> bool:
    """Whether a week's least amounts are asked."""
    first, last = agent.get("employed") or (-(10**6), 10**6)
    before, after = (agent.get("before") or {}).get("week"), (agent.get("after") or {}).get("week")
    whole_end = (
        problem.get("week_start") is None or week[-1] < problem["days"] or bool(after and after.get("owed", True))
    )
    begun = bool(before is not None and before.get("owed", True)) if week[0] < 0 else first <= week[0]
    return begun and whole_end and week[-1] <= last


def weekly_rules(problem: Json, agent: Json, contract: Json, inside: list[Json], may_lack: bool) -> set[str]:
    """Hours, days, start spread and office days of each week, with leave and with what lies outside the horizon."""
    found = set()
    for days in calendar_weeks(problem):
        week = [s for s in inside if s["start"] // 1440 in days]
        leave = [x for x in agent.get("leave") or [] if x["from"] // 1440 in days]
        parts = [(agent.get("before") or {}).get("week") or {}] if days[0] < 0 else []
        if problem.get("week_start") is not None and days[-1] >= problem["days"]:
            parts.append((agent.get("after") or {}).get("week") or {})
        off = sum(x.get("days", 0) for x in leave)
        hours = sum(x.get("paid_minutes", 0) for x in leave) + sum(
            paid(contract, s, start_of_day(problem, agent, s), minutes_between(problem, s["start"], s["end"]))
            for s in week
        )
        lack_counts = owes(problem, agent, days) and not may_lack
        amounts = [
            ("weekly hours", "paid_minutes", hours, contract["paid_minutes_per_week"], lack_counts),
            ("days per week", "days", len(week) + off, contract["days_per_week"], lack_counts),
        ]
        if agent["work_mode"] == "hybrid":
            office = sum(s.get("site") is not None for s in week)
            amounts.append(("office days", "office_days", office, agent["office_days"], lack_counts and off < 1))
        for rule, key, amount, (low, high), least in amounts:
            whole = amount + sum(part.get(key, 0) for part in parts)
            if whole > high or (whole < low and least):
                found.add(rule)
        clock = [start_of_day(problem, agent, s) for s in week]
        spread = contract.get("start_spread_minutes")
        if spread is not None and clock and max(clock) - min(clock) > spread:
            found.add("start spread")
    return found


def paid(contract: Json, shift: Json, start: int | None = None, lasts: int | None = None) -> int:
    """Paid minutes: what it `lasts` (its span) less unpaid breaks of the first template obeyed, the span when none is."""
    span = int(shift["end"] - shift["start"])
    for template in contract["shifts"]:
        if obeys(template, shift, start):
            unpaid = sum(b["minutes"] for b in template.get("breaks", []) if not b["paid"])
            return (span if lasts is None else lasts) - unpaid
    return span


def seat_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """Sites with more reps at one moment than seats, those on given shifts included."""
    found, known, stop = set(), {a["id"] for a in problem["agents"]}, problem["days"] * 1440
    counted = [s for s in schedule["shifts"] if s["agent"] in known and 0 <= s["start"] < stop]
    for site in problem.get("sites", []):
        there = [(s["start"], s["end"]) for s in [*counted, *problem.get("given", [])] if s.get("site") == site["id"]]
        moments = {max(a, 0) for a, b in there if b > 0 and a < stop}
        if any(sum(a <= t < b for a, b in there) > site["seats"] for t in moments):
            found.add(("seats", site["id"]))
    return found


def locked_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """Locked published shifts that are not in the schedule exactly as published."""

    def plain(shift: Json) -> tuple[Any, ...]:
        breaks = sorted((b["start"], b["end"], b["name"]) for b in shift.get("breaks", []))
        doing = sorted((a["start"], a["end"], a["id"]) for a in shift.get("activities", []))
        return shift["agent"], shift["start"], shift["end"], shift.get("site"), *breaks, "and", *doing

    there = {plain(s) for s in schedule["shifts"]}
    published = (problem.get("published") or {}).get("shifts", [])
    return {("locked shift", s["agent"]) for s in published if s.get("locked") and plain(s) not in there}


def presence(problem: Json, schedule: Json) -> dict[tuple[str, int], int]:
    """How often each (agent, slot) is at work and not on a break or an activity, cover outside the horizon left out.

    Given shifts stand as those of `given 0`, `given 1` and so on.
    """
    slot = problem["slot_minutes"]
    result: dict[tuple[str, int], int] = defaultdict(int)
    fixed = [shift | {"agent": f"given {i}"} for i, shift in enumerate(problem.get("given", []))]
    for shift in [*schedule["shifts"], *fixed]:
        away = [*shift.get("breaks", []), *shift.get("activities", [])]
        off = {t for piece in away for t in range(piece["start"] // slot, piece["end"] // slot)}
        for t in range(shift["start"] // slot, shift["end"] // slot):
            if t not in off and 0 <= t < problem["days"] * 1440 // slot:
                result[shift["agent"], t] += 1
    return result


def coverage(problem: Json, schedule: Json) -> tuple[float, float]:
    """Least weighted shortage, and the best effective head-slots there are; one variable per agent, slot and skill."""
    slot, skills = problem["slot_minutes"], problem["skills"]
    agents = {a["id"]: a for a in problem["agents"]}
    agents |= {f"given {i}": shift for i, shift in enumerate(problem.get("given", []))}
    there = {key: n for key, n in presence(problem, schedule).items() if key[0] in agents}
    slots = range(problem["days"] * 1440 // slot)
    tasks: list[tuple[str, set[int], float]] = []  # skill, slots in which it may be done, amount
    for entry in problem["demand"]:
        if entry.get("deferrable"):
            tasks += [
                (entry["skill"], set(range(w["arrives"] // slot, w["due"] // slot)), w["head_slots"])
                for w in entry["work"]
            ]
        else:
            tasks += [(entry["skill"], {t}, entry["required"][t]) for t in slots if entry["required"][t]]
    weight = {entry["skill"]: entry.get("weight", 1.0) for entry in problem["demand"]}
    use = [
        (person, t, k)
        for (person, t), k in product(there, range(len(tasks)))
        if t in tasks[k][1] and tasks[k][0] in agents[person]["skills"]
    ]
    best = sum(n * max(agents[p]["skills"].values(), default=0.0) for (p, _), n in there.items())
    columns = len(use) + len(tasks)
    if not columns:
        return 0.0, best
    rows = np.zeros((len(tasks) + len(there), columns))
    place = {key: len(tasks) + i for i, key in enumerate(there)}
    for j, (person, t, k) in enumerate(use):
        rows[k, j] = -agents[person]["skills"][tasks[k][0]]
        rows[place[person, t], j] = 1.0
    for k in range(len(tasks)):
        rows[k, len(use) + k] = -1.0
    limits = np.array([-amount for *_, amount in tasks] + list(there.values()), float)
    cost = np.array([0.0] * len(use) + [weight[skill] for skill, *_ in tasks])
    result = linprog(cost, A_ub=rows, b_ub=limits, method="highs")
    assert result.success, result.message
    assert skills
    return float(result.fun), best
