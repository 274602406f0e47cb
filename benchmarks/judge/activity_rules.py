"""Rules on activities: how often, who takes part, how many are away at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from benchmarks.judge.problem import DAY, Case, Faults, Json
from benchmarks.judge.reps import Rep
from benchmarks.judge.shifts import Shift
from benchmarks.judge.week_rules import is_broken


def activity_times(case: Case, rep: Rep) -> Faults:
    """How often an agent does an activity; those held together are counted as meetings instead (`meetings`)."""
    for activity in case.activities.values():
        if activity.get("together") or rep.id not in case.members(activity):
            continue
        per, (least, most) = activity["times"]["per"], activity["times"]["between"]
        for where, shifts, asked in times_periods(case, rep, per):
            times = sum(p["id"] == activity["id"] for s in shifts for p in s.activities)
            text = f"{activity['id']} {times} times per {per}, must be {least}..{most}"
            for amount in outside(times, least if asked else None, most):
                yield where, text, amount, activity.get("price")


def times_periods(case: Case, rep: Rep, per: str) -> list[tuple[int | None, list[Shift], bool]]:
    """(where, shifts, whether least amounts are asked) of each day worked, each week, or the horizon."""
    if per == "day":
        return [(s.day, [s], not is_excused(case, rep, case.week(s.day))) for s in rep.inside]
    if per == "week":
        return [
            (w, [s for s in rep.inside if case.week(s.day) == w], not is_excused(case, rep, w)) for w in case.weeks()
        ]
    return [(None, rep.inside, rep.employed_throughout(0, case.days))]


def is_excused(case: Case, rep: Rep, week: int) -> bool:
    """Whether least amounts of activities are not asked: a broken week, or leave of a day or more in it."""
    days = case.days_of(week)
    start, stop = days.start * DAY, days.stop * DAY
    minutes = sum(max(0, min(x["to"], stop) - max(x["from"], start)) for x in rep.leave)
    return is_broken(case, rep, week) or minutes >= DAY or rep.leave_amount("days", days.start, days.stop) >= 1


def outside(value: int, least: int | None, most: int | None) -> Iterator[int]:
    """By how much a value is below its least or above its most."""
    if least is not None and value < least:
        yield least - value
    if most is not None and value > most:
        yield value - most


def pieces_of(activity: Json, members: Iterable[Rep]) -> list[tuple[Rep, int, int]]:
    """(rep, start, end) of every piece of an activity."""
    return [
        (rep, p["start"], p["end"])
        for rep in members
        for s in rep.inside
        for p in s.activities
        if p["id"] == activity["id"]
    ]


def held_together(case: Case, reps: dict[str, Rep]) -> Faults:
    """All who are on shift take part, at one start each time, and enough of those it is for."""
    for activity in case.activities.values():
        members = [reps[a] for a in case.members(activity)] if activity.get("together") else []
        taking: defaultdict[int, set[str]] = defaultdict(set)
        for rep, start, _ in pieces_of(activity, members):
            taking[start].add(rep.id)
        for start, who in sorted(taking.items()):
            for rep in members:
                if rep.id not in who and can_attend(rep, start, activity):
                    yield rep.id, start, f"{activity['id']}: on shift and does not take part"
            if len(who) < activity.get("attend", 0) * len(members) - 1e-9:
                text = f"{len(who)} of {len(members)} take part, least share {activity['attend']}"
                yield activity["id"], start, text


def can_attend(rep: Rep, start: int, activity: Json) -> bool:
    """Whether the activity would lie inside a shift of the agent, with its gaps."""
    gap = activity.get("min_gap_minutes", 0)
    return any(s.start + gap <= start and start + activity["minutes"] + gap <= s.end for s in rep.inside)


def meetings(case: Case, reps: dict[str, Rep]) -> Faults:
    """How often an activity is held together; least amounts where it could be asked of one of its agents at least."""
    for activity in case.activities.values():
        if not activity.get("together"):
            continue
        per, (least, most) = activity["times"]["per"], activity["times"]["between"]
        members = [reps[a] for a in case.members(activity)]
        starts = {start for _, start, _ in pieces_of(activity, members)}
        for where, times, asked in meeting_periods(case, per, members, starts):
            text = f"held {times} times per {per}, must be {least}..{most}"
            for amount in outside(times, least if asked else None, most):
                yield activity["id"], where, text, amount, activity.get("price")


def meeting_periods(
    case: Case, per: str, members: list[Rep], starts: set[int]
) -> Iterator[tuple[int | None, int, bool]]:
    """(where, times, whether least amounts are asked) of the horizon, each week, or each day."""
    if per == "horizon":
        yield None, len(starts), any(rep.employed_throughout(0, case.days) for rep in members)
    elif per == "week":
        for w in case.weeks():
            asked = any(not is_excused(case, rep, w) for rep in members)
            yield w, sum(case.week(t // DAY) == w for t in starts), asked
    else:
        for d in range(case.days):
            asked = any(d in rep.on and not is_excused(case, rep, case.week(d)) for rep in members)
            yield d, sum(t // DAY == d for t in starts), asked


def few_away(case: Case, reps: dict[str, Rep]) -> Faults:
    """How many are at an activity at once."""
    for activity in case.activities.values():
        if "max_away" not in activity:
            continue
        pieces = pieces_of(activity, [reps[a] for a in case.members(activity)])
        for t in sorted({start for _, start, _ in pieces}):
            away_now = sum(start <= t < end for _, start, end in pieces)
            if away_now > activity["max_away"]:
                yield activity["id"], t, f"{away_now} away at once, limit {activity['max_away']}"
