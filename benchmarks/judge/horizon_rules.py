"""Rules on one agent over longer stretches: totals, runs, rotations, wishes; yields (where, text[, amount, price])."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.judge.problem import DAY, Case, Faults, Json
from benchmarks.judge.reps import Rep


def totals(case: Case, rep: Rep) -> Faults:
    """Amounts over blocks of days; least amounts are asked of whole blocks alone."""
    for i, total in enumerate(rep.contract.get("totals", [])):
        least, most = total["between"]
        unit = 60 if total["of"] == "paid_minutes" else 1
        for first, stop in blocks(case, total["over"]):
            amount = total_amount(case, rep, total, first, stop)
            whole = first >= 0 and stop <= case.days and rep.employed_throughout(first, stop)
            where = [first, stop - 1]
            text = f"totals[{i}]: {amount} {total['of']} on days {first}..{stop - 1}, must be {least}..{most}"
            if most is not None and amount > most:
                yield where, text, (amount - most) / unit, total.get("price")
            if least is not None and whole and amount < least:
                yield where, text, (least - amount) / unit, total.get("price")


def blocks(case: Case, over: Any) -> list[tuple[int, int]]:
    """The stretches of days (first, stop) that a total is over; the last ones may be cut by the horizon's ends."""
    if over == "horizon":
        return [(0, case.days)]
    if isinstance(over, list):
        return [(over[0], over[1] + 1)]
    if "rolling" in over:
        return [(d, d + over["rolling"]) for d in range(case.days - over["rolling"] + 1)]
    length = 7 * over["weeks"]
    return [(d, d + length) for d in range(case.days_of(0).start, case.days, length)]


def total_amount(case: Case, rep: Rep, total: Json, first: int, stop: int) -> int:
    """What a total counts on first <= day < stop; leave counts where every shift does."""
    counted = [
        s
        for s in rep.inside
        if first <= s.day < stop
        and ("shifts" not in total or s.kind in total["shifts"])
        and ("weekdays" not in total or case.weekday(s.day) in total["weekdays"])
    ]
    every_shift = "shifts" not in total and "weekdays" not in total
    if total["of"] == "paid_minutes":
        return sum(s.paid for s in counted) + (rep.leave_amount("paid_minutes", first, stop) if every_shift else 0)
    if total["of"] == "shifts":
        return len(counted) + (rep.leave_amount("days", first, stop) if every_shift else 0)
    if total["of"] == "weekends":
        return len(case.weekends(s.day for s in counted))
    if total["of"] == "nights":
        return sum(s.is_night() for s in counted)
    return sum(s.site is not None for s in counted)


def runs(case: Case, rep: Rep) -> Faults:
    """Days in a row worked, not worked, or worked in some templates."""
    for i, rule in enumerate(rep.contract.get("runs", [])):
        least, most = rule["between"]
        for day, length, long_enough in runs_of(case, rep, rule["of"]):
            text = f"runs[{i}]: {length} days of {rule['of']} in a row, must be {least}..{most}"
            if most is not None and length > most and day >= 0:
                yield day, text, length - most, rule.get("price")
            if least is not None and length < least and not long_enough:
                yield day, text, least - length, rule.get("price")


def runs_of(case: Case, rep: Rep, of: Any) -> Iterator[tuple[int, int, bool]]:
    """(day, length, long enough) of each run within employment; what `before` tells belongs to the run at day 0.

    A run that `before` tells of and day 0 ends comes as day -1: only its least length can be asked.
    """
    told = run_before(rep.before, of) if rep.first == 0 else None
    if told and rep.first <= rep.last and not counts(rep, of, rep.first):
        yield -1, told, False
    day = rep.first
    while day <= rep.last:
        start = day
        while day <= rep.last and counts(rep, of, day):
            day += 1
        if day > start:
            at_first = start == rep.first
            length = day - start + ((told or 0) if at_first else 0)
            yield start, length, day > rep.last or (at_first and told is None)
        day += 1


def counts(rep: Rep, of: Any, day: int) -> bool:
    """Whether a day belongs to a run of this sort."""
    shift = rep.on.get(day)
    if of == "off":
        return shift is None
    return shift is not None and (of == "work" or shift.kind in of)


def run_before(before: Json, of: Any) -> int | None:
    """Days in a row up to day 0 that `before` tells of; None where it does not tell."""
    if of == "work":
        return before.get("consecutive_days", 0 if before.get("days_off") else None)
    if of == "off":
        return before.get("days_off", 0 if before.get("consecutive_days") or before.get("template") else None)
    other = before.get("template") and before["template"] not in of
    return 0 if before.get("days_off") or before.get("consecutive_days") == 0 or other else None


def rotation(case: Case, rep: Rep) -> Faults:
    """What the rotation says of each day."""
    pattern = rep.contract.get("rotation")
    if not pattern:
        return
    for day in range(rep.first, rep.last + 1):
        week = pattern[(rep.agent.get("rotation_week", 0) + case.week(day)) % len(pattern)]
        entry, shift = week[case.weekday(day)], rep.on.get(day)
        if entry == "off" and shift is not None:
            yield day, "worked on a day off of the rotation"
        if isinstance(entry, list) and shift is not None and shift.kind not in entry:
            yield day, f"{shift.kind} worked where the rotation has {entry}"
        if isinstance(entry, list) and shift is None and not away(rep, day):
            yield day, f"not worked where the rotation has {entry}"


def away(rep: Rep, day: int) -> bool:
    """Whether time off or leave touches the day."""
    off = [tuple(x) for x in rep.agent.get("time_off", [])] + [(x["from"], x["to"]) for x in rep.leave]
    return any(a < (day + 1) * DAY and day * DAY < b for a, b in off)


def wishes_for_shifts(case: Case, rep: Rep) -> Faults:
    """Shifts wanted or not wanted on a day."""
    for wish in rep.agent.get("preferences", {}).get("shifts", []):
        shift = rep.on.get(wish["day"])
        if (shift is not None and shift.kind == wish["shift"]) != wish["want"]:
            yield wish["day"], f"{wish['shift']} {'not worked' if wish['want'] else 'worked'}", 1, wish["price"]
