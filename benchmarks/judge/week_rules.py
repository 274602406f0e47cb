"""Rules on one agent's days and weeks: each yields (minute, day or week, text[, amount, price]) for every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from benchmarks.judge.problem import DAY, SATURDAY, Case, Faults
from benchmarks.judge.reps import Rep
from benchmarks.judge.shifts import Shift


def one_shift_a_day(case: Case, rep: Rep) -> Faults:
    """At most one shift starts on a day."""
    days = [s.day for s in rep.shifts]
    if len(set(days)) != len(days):
        yield None, "two shifts start on one day"


def enough_rest(case: Case, rep: Rep) -> Faults:
    """From the end of a shift to the start of the next, those before the horizon included."""
    need = rep.contract["min_rest_minutes"]
    ends = [rep.before.get("last_shift_end"), *(s["end"] for s in case.given if s.get("agent") == rep.id)]
    last_end = max((end for end in ends if end is not None), default=None)
    for s in rep.shifts:
        if last_end is not None and case.elapsed(last_end, s.start) < need:
            yield s.start, f"{case.elapsed(last_end, s.start)} min of rest, need {need}"
        last_end = s.end


def few_consecutive_days(case: Case, rep: Rep) -> Faults:
    """Days worked in a row, those before the horizon included."""
    run, previous, limit = rep.before.get("consecutive_days", 0), -1, rep.contract["max_consecutive_days"]
    for s in rep.shifts:
        run = run + 1 if s.day == previous + 1 else 1
        previous = s.day
        if run > limit:
            yield s.start, f"day {run} in a row, limit {limit}"


def least_is_asked(case: Case, rep: Rep, week: int) -> bool:
    """Whether least amounts hold: in whole weeks, and in a broken first one whose beginning `before.week` tells."""
    days = case.days_of(week)
    if case.cut_at_end(week) or days.stop - 1 > rep.employed[1]:
        return False
    if days.start < 0:
        return rep.before.get("week") is not None
    return bool(rep.employed[0] <= days.start)


def is_broken(case: Case, rep: Rep, week: int) -> bool:
    """Whether the horizon's ends or those of employment cut the week."""
    days = case.days_of(week)
    return days.start < 0 or case.cut_at_end(week) or not rep.employed_throughout(days.start, days.stop)


def worked_before(case: Case, rep: Rep, week: int, key: str) -> int:
    """What `before.week` tells of a first week that began before day 0."""
    told = (rep.before.get("week") or {}).get(key, 0)
    return int(told) if week == 0 and case.days_of(0).start < 0 else 0


def weekly_amount(
    case: Case, rep: Rep, key: str, limits: list[int], of: Callable[[Shift], int]
) -> Iterator[tuple[int, int, int, int]]:
    """(week, amount, least, most) of each week outside its limits.

    Leave and the part before day 0 are added to hours and days.
    """
    for week in case.weeks():
        days = case.days_of(week)
        amount = sum(of(s) for s in rep.inside if s.day in days)
        amount += worked_before(case, rep, week, key) + rep.leave_amount(key, days.start, days.stop)
        on_leave = key == "office_days" and rep.leave_amount("days", days.start, days.stop) >= 1
        least = limits[0] if least_is_asked(case, rep, week) and not on_leave else 0
        if not least <= amount <= limits[1]:
            yield week, amount, least, limits[1]


def weekly_hours(case: Case, rep: Rep) -> Faults:
    """Paid minutes of a week."""
    limits = rep.contract["paid_minutes_per_week"]
    for week, amount, least, most in weekly_amount(case, rep, "paid_minutes", limits, lambda s: s.paid):
        yield week, f"{amount} paid min, must be {least}..{most}"


def days_per_week(case: Case, rep: Rep) -> Faults:
    """Days worked in a week."""
    for week, amount, least, most in weekly_amount(case, rep, "days", rep.contract["days_per_week"], lambda s: 1):
        yield week, f"{amount} days, must be {least}..{most}"


def office_days(case: Case, rep: Rep) -> Faults:
    """Days at the site in a week of a hybrid agent."""
    if rep.agent.get("work_mode") == "hybrid":
        limits = rep.agent["office_days"]
        for week, amount, least, most in weekly_amount(case, rep, "office_days", limits, lambda s: s.site is not None):
            yield week, f"{amount} office days, must be {least}..{most}"


def start_spread(case: Case, rep: Rep) -> Faults:
    """Earliest to latest start of the day within a week."""
    limit = rep.contract.get("start_spread_minutes")
    if limit is None:
        return
    for week in case.weeks():
        starts = [s.start % DAY for s in rep.inside if s.day in case.days_of(week)]
        if starts and max(starts) - min(starts) > limit:
            yield week, f"starts differ by {max(starts) - min(starts)} min, limit {limit}"


def few_weekends(case: Case, rep: Rep) -> Faults:
    """Weekends worked in the horizon."""
    limit, weekends = rep.contract.get("max_weekends"), case.weekends(s.day for s in rep.shifts)
    if limit is not None and len(weekends) > limit:
        yield None, f"{len(weekends)} weekends worked, limit {limit}"


def max_consecutive_weekends(case: Case, rep: Rep) -> Faults:
    """Weekends worked in a row, those before the horizon included."""
    limit = rep.contract.get("max_consecutive_weekends")
    if limit is None:
        return
    run, previous = rep.before.get("weekends", 0), -1
    for weekend in sorted(case.weekends(s.day for s in rep.inside)):
        run = run + 1 if weekend == previous + 1 else 1
        previous = weekend
        if run > limit:
            yield weekend, f"weekend {run} in a row, limit {limit}"


def complete_weekends(case: Case, rep: Rep) -> Faults:
    """Both days of a weekend worked, or neither."""
    rule = rep.contract.get("complete_weekends")
    for day in range(rep.first, rep.last) if rule else ():
        if case.weekday(day) == SATURDAY and (day in rep.on) != (day + 1 in rep.on):
            yield day, "one day of the weekend worked", 1, rule["price"] if isinstance(rule, dict) else None


def not_next_day(case: Case, rep: Rep) -> Faults:
    """Templates that may not follow one another on the next day."""
    forbidden = rep.contract.get("not_next_day", {})
    for day, shift in sorted(rep.on.items()):
        previous = rep.on[day - 1].kind if day - 1 in rep.on else rep.before.get("template") if day == 0 else None
        if shift.kind is not None and shift.kind in forbidden.get(previous, ()):
            yield day, f"{shift.kind} on the day after {previous}"


def min_start_gap_minutes(case: Case, rep: Rep) -> Faults:
    """From start to start."""
    need = rep.contract.get("min_start_gap_minutes", 0)
    for a, b in pairwise(rep.shifts):
        if b.start - a.start < need:
            yield b.start, f"{b.start - a.start} min from start to start, need {need}"


def weekly_rest_minutes(case: Case, rep: Rep) -> Faults:
    """One stretch without work in each unbroken week."""
    need = rep.contract.get("weekly_rest_minutes")
    if need is None:
        return
    for week in case.weeks():
        if not is_broken(case, rep, week):
            rest = longest_rest(case, rep.shifts, case.days_of(week).start * DAY, case.days_of(week).stop * DAY)
            if rest < need:
                yield week, f"longest rest {rest} min, need {need}"


def longest_rest(case: Case, shifts: list[Shift], start: int, stop: int) -> int:
    """The longest stretch without work from start to stop, in minutes."""
    longest, free_from = 0, start
    for s in shifts:
        if s.end > start and s.start < stop:
            longest, free_from = max(longest, case.elapsed(free_from, s.start)), max(free_from, s.end)
    return max(longest, case.elapsed(free_from, stop))
