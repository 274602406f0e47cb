"""The rules on activities once more, on plain dicts and minute by minute; no code is shared with the packages."""

from __future__ import annotations

from typing import Any

from tests.scheduler.oracle_times import calendar_weeks

Json = dict[str, Any]
DAY = 1440


def misplaced(shift: Json, slot: int) -> bool:
    """Whether an activity of a shift leaves it, lies off the grid, or shares a minute with a break or another one."""
    taken: set[int] = set()
    for piece in [*shift.get("breaks", []), *shift.get("activities", [])]:
        minutes = set(range(piece["start"], piece["end"]))
        if "id" in piece and (
            taken & minutes
            or not minutes <= set(range(shift["start"], shift["end"]))
            or piece["start"] % slot
            or piece["end"] % slot
        ):
            return True
        taken |= minutes
    return False


def activity_rules(problem: Json, schedule: Json) -> set[tuple[str, str]]:
    """("activities", agent or activity) of all that is asked of activities and not kept; what has a price is kept."""
    agents = {agent["id"]: agent for agent in problem["agents"]}
    kinds = {kind["id"]: kind for kind in problem.get("activities", [])}
    shifts = [s for s in schedule["shifts"] if s["agent"] in agents and 0 <= s["start"] < problem["days"] * DAY]
    found = set()
    for shift in shifts:
        for piece in shift.get("activities", []):
            kind = kinds.get(piece["id"])
            if kind is None or not fits(kind, shift, piece) or agents[shift["agent"]] not in meant(problem, kind):
                found.add(shift["agent"])
    for kind in kinds.values():
        found |= held(problem, kind, shifts) if kind.get("together") else alone(problem, kind, shifts)
        done = pieces(problem, kind, shifts)
        away = [sum(a <= t < b for _, _, a, b in done) for _, _, t, _ in done]
        if max(away, default=0) > kind.get("max_away", 10**6):
            found.add(kind["id"])
    return {("activities", who) for who in found}


def meant(problem: Json, kind: Json) -> list[Json]:
    """The agents that an activity is for."""
    who = kind["for"]
    if isinstance(who, list):
        return [a for a in problem["agents"] if a["id"] in who]
    ((key, value),) = who.items()
    return [a for a in problem["agents"] if value in (a["skills"] if key == "skill" else [a.get(key)])]


def fits(kind: Json, shift: Json, piece: Json) -> bool:
    """Whether a piece is as long as it must be, and where it may be; that it lies in its shift is another rule."""
    start, end = piece["start"], piece["end"]
    windows, (opens, closes) = kind.get("window", [[start, end]]), kind.get("clock", [0, 10**6])
    gap = set(range(start - kind.get("min_gap_minutes", 0), start))
    gap |= set(range(end, end + kind.get("min_gap_minutes", 0)))
    edges = {shift["start"] - 1, shift["end"]}
    for b in shift.get("breaks", []):
        edges |= {b["end"] - 1} if b["start"] < start else {b["start"]}
    of_day = [t for t in (start % DAY, start % DAY + DAY) if opens <= t and t + end - start <= closes]
    inside = any(a <= start and end <= b for a, b in windows)
    return end - start == kind["minutes"] and inside and bool(of_day) and not gap & edges


def pieces(problem: Json, kind: Json, shifts: list[Json]) -> list[tuple[str, int, int, int]]:
    """(agent, day of the shift, start, end) of each time that one of those meant does it."""
    whose = {a["id"] for a in meant(problem, kind)}
    return [
        (s["agent"], s["start"] // DAY, p["start"], p["end"])
        for s in shifts
        if s["agent"] in whose
        for p in s.get("activities", [])
        if p["id"] == kind["id"]
    ]


def owed(problem: Json, agent: Json, days: range) -> bool:
    """Whether least times are asked of an agent in a week."""
    first, last = agent.get("employed") or (-(10**6), 10**6)
    broken = days[0] < 0 or (problem.get("week_start") is not None and days[-1] >= problem["days"])
    leave = agent.get("leave") or []
    minutes = range(days[0] * DAY, (days[-1] + 1) * DAY)
    away = sum(len(range(max(x["from"], minutes[0]), min(x["to"], minutes[-1] + 1))) for x in leave)
    whole = sum(x.get("days", 0) for x in leave if x["from"] // DAY in days)
    return not broken and first <= days[0] and days[-1] <= last and away < DAY and whole < 1


def spans(problem: Json, per: str) -> list[tuple[range, range | None]]:
    """The days that times are counted over, each with its week; None for the horizon."""
    if per == "horizon":
        return [(range(-1, 10**6), None)]
    weeks = calendar_weeks(problem)
    if per == "week":
        return [(week, week) for week in weeks]
    return [(range(d, d + 1), next(w for w in weeks if d in w)) for d in range(problem["days"])]


def asked(problem: Json, agent: Json, week: range | None) -> bool:
    """Whether least times are asked in a week, or over the horizon."""
    first, last = agent.get("employed") or (-(10**6), 10**6)
    return first <= 0 and problem["days"] - 1 <= last if week is None else owed(problem, agent, week)


def wrong(kind: Json, times: int, least_asked: bool) -> bool:
    """Whether so many times are too few or too many, where neither has a price."""
    least, most = kind["times"]["between"]
    few, many = least is not None and least_asked and times < least, most is not None and times > most
    return kind.get("price") is None and (few or many)


def alone(problem: Json, kind: Json, shifts: list[Json]) -> set[str]:
    """Agents who do it too seldom or too often."""
    found, done, per = set(), pieces(problem, kind, shifts), kind["times"]["per"]
    for agent in meant(problem, kind):
        worked = [s["start"] // DAY for s in shifts if s["agent"] == agent["id"]]
        for days, week in spans(problem, per):
            if per == "day" and days[0] not in worked:
                continue
            times = [sum(a == agent["id"] and day in days for a, day, *_ in done)]
            if per == "day":  # each of several shifts of one day by itself
                times = [
                    sum(p["id"] == kind["id"] for p in s.get("activities", []))
                    for s in shifts
                    if s["agent"] == agent["id"] and s["start"] // DAY in days
                ]
            if any(wrong(kind, n, asked(problem, agent, week)) for n in times):
                found.add(agent["id"])
    return found


def held(problem: Json, kind: Json, shifts: list[Json]) -> set[str]:
    """Those who miss it though they are there, and the activity itself where too few come or it is held wrongly often."""
    found, members = set(), meant(problem, kind)
    gap, starts = kind.get("min_gap_minutes", 0), {start for _, _, start, _ in pieces(problem, kind, shifts)}
    for start in starts:
        there = {a for a, _, t, _ in pieces(problem, kind, shifts) if t == start}
        needs = set(range(start - gap, start + kind["minutes"] + gap))
        found |= {
            s["agent"]
            for s in shifts
            if any(s["agent"] == m["id"] for m in members)
            and needs <= set(range(s["start"], s["end"]))
            and s["agent"] not in there
        }
        if len(there) + 1e-9 < kind.get("attend", 0) * len(members):
            found.add(kind["id"])
    for days, week in spans(problem, kind["times"]["per"]):
        able = [m for m in members if asked(problem, m, week)]
        if kind["times"]["per"] == "day":
            worked = {s["agent"] for s in shifts if s["start"] // DAY in days}
            able = [m for m in able if m["id"] in worked]
        if wrong(kind, sum(start // DAY in days for start in starts), bool(able)):
            found.add(kind["id"])
    return found
