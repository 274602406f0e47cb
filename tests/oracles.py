"""A second, independent statement of the file formats' rules, on plain dicts; it shares no code with the packages.

`broken_rules` judges legality, `coverage` the least shortage (one variable per agent, slot and skill). Written from
the description of the formats alone, so that a fault in the packages cannot hide here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy.optimize import linprog

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
        if shift.get("site") is not None and shift["site"] not in {s["id"] for s in problem.get("sites", [])}:
            found.add(("site", shift["agent"]))
    for agent in problem["agents"]:
        rules = agent_rules(problem, agent, by_agent[agent["id"]], agent["id"] in named)
        found |= {(rule, agent["id"]) for rule in rules}
    return found | seat_rules(problem, schedule) | locked_rules(problem, schedule)


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
    """The rules that one shift breaks by itself."""
    found = set()
    times = [shift["start"], shift["end"]] + [b[k] for b in shift.get("breaks", []) for k in ("start", "end")]
    if not 0 <= shift["start"] < problem["days"] * 1440 or any(t % problem["slot_minutes"] for t in times):
        found.add("slot grid")
    if not any(obeys(template, shift) for template in contract["shifts"]):
        found.add("shift template")
    windows = agent.get("available")
    if windows is not None and all(shift["start"] < a or shift["end"] > b for a, b in windows):
        found.add("availability")
    if any(min(shift["end"], b) > max(shift["start"], a) for a, b in agent.get("time_off") or []):
        found.add("time off")
    here, home = shift.get("site"), agent.get("site")
    if {"onsite": here != home, "remote": here is not None, "hybrid": here not in (home, None)}[agent["work_mode"]]:
        found.add("work mode")
    return found


def obeys(template: Json, shift: Json) -> bool:
    """Whether a shift is one of a template's."""
    window, clock = template["start"], shift["start"] % 1440
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
    before = agent.get("before") or {}
    ends = [(s["start"], s["end"]) for s in shifts]
    if before.get("last_shift_end") is not None:
        ends.insert(0, (-(10**9), before["last_shift_end"]))
    if any(b[0] - a[1] < contract["min_rest_minutes"] for a, b in pairwise(ends)):
        found.add("rest")
    days = [s["start"] // 1440 for s in inside]
    if len(days) != len(set(days)):
        found.add("one shift a day")
    worked = set(days)
    for day in worked:
        length = 1
        while day - length in worked:
            length += 1
        if day - length == -1:
            length += before.get("consecutive_days") or 0
        if length > contract["max_consecutive_days"]:
            found.add("consecutive days")
    first = problem.get("first_weekday")
    monday_based = date.fromisoformat(problem["start"]).weekday() if first is None else first
    weekends = {(day + monday_based) // 7 for day in worked if (day + monday_based) % 7 in (5, 6)}
    if contract.get("max_weekends") is not None and len(weekends) > contract["max_weekends"]:
        found.add("weekends")
    return found


def weekly_rules(problem: Json, agent: Json, contract: Json, inside: list[Json], may_lack: bool) -> set[str]:
    """Hours, days, start spread and office days of each week, the last one perhaps not whole."""
    found = set()
    for monday in range(0, problem["days"], 7):
        week = [s for s in inside if monday <= s["start"] // 1440 < monday + 7]
        amounts = [
            ("weekly hours", sum(paid(contract, s) for s in week), contract["paid_minutes_per_week"]),
            ("days per week", len(week), contract["days_per_week"]),
        ]
        if agent["work_mode"] == "hybrid":
            office = sum(s.get("site") is not None for s in week)
            amounts.append(("office days", office, agent["office_days"]))
        for rule, amount, (low, high) in amounts:
            if amount > high or (amount < low and not may_lack):
                found.add(rule)
        starts = [s["start"] % 1440 for s in week]
        spread = contract.get("start_spread_minutes")
        if spread is not None and starts and max(starts) - min(starts) > spread:
            found.add("start spread")
    return found


def paid(contract: Json, shift: Json) -> int:
    """Paid minutes: the span less unpaid breaks of the first template obeyed, the whole span when none is."""
    span = int(shift["end"] - shift["start"])
    for template in contract["shifts"]:
        if obeys(template, shift):
            return span - sum(b["minutes"] for b in template.get("breaks", []) if not b["paid"])
    return span


def seat_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """Sites with more reps at one moment than seats."""
    found = set()
    for site in problem.get("sites", []):
        there = [(s["start"], s["end"]) for s in schedule["shifts"] if s.get("site") == site["id"]]
        moments = {a for a, _ in there if 0 <= a < problem["days"] * 1440}
        if any(sum(a <= t < b for a, b in there) > site["seats"] for t in moments):
            found.add(("seats", site["id"]))
    return found


def locked_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """Locked published shifts that are not in the schedule exactly as published."""

    def plain(shift: Json) -> tuple[Any, ...]:
        breaks = sorted((b["start"], b["end"], b["name"]) for b in shift.get("breaks", []))
        return shift["agent"], shift["start"], shift["end"], shift.get("site"), tuple(breaks)

    there = {plain(s) for s in schedule["shifts"]}
    published = (problem.get("published") or {}).get("shifts", [])
    return {("locked shift", s["agent"]) for s in published if s.get("locked") and plain(s) not in there}


def presence(problem: Json, schedule: Json) -> dict[tuple[str, int], int]:
    """How often each (agent, slot) is at work and not on a break, cover outside the horizon left out."""
    slot = problem["slot_minutes"]
    result: dict[tuple[str, int], int] = defaultdict(int)
    for shift in schedule["shifts"]:
        off = {t for b in shift.get("breaks", []) for t in range(b["start"] // slot, b["end"] // slot)}
        for t in range(shift["start"] // slot, shift["end"] // slot):
            if t not in off and 0 <= t < problem["days"] * 1440 // slot:
                result[shift["agent"], t] += 1
    return result


def coverage(problem: Json, schedule: Json) -> tuple[float, float]:
    """Least weighted shortage, and the best effective head-slots there are; one variable per agent, slot and skill."""
    slot, skills = problem["slot_minutes"], problem["skills"]
    agents = {a["id"]: a for a in problem["agents"]}
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
