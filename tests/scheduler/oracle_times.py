"""Clocks, weeks and weekends of a problem file, stated a second time for `tests/oracles.py`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


def local_time(problem: Json, agent: Json, minute: int) -> datetime:
    """What the agent's clock reads at a minute of the axis: their own zone's where they have one."""
    if agent.get("timezone") in (None, problem.get("timezone")):
        return midnight(problem) + timedelta(minutes=minute)
    return moment(problem, minute).astimezone(ZoneInfo(agent["timezone"])).replace(tzinfo=None)


def midnight(problem: Json) -> datetime:
    """The first midnight of the axis, without a zone."""
    return datetime.fromisoformat(problem["start"])


def moment(problem: Json, minute: int) -> datetime:
    """The instant of a minute of the axis."""
    wall = midnight(problem) + timedelta(minutes=minute)
    return wall.replace(tzinfo=ZoneInfo(problem["timezone"])).astimezone(UTC)


def minutes_between(problem: Json, start: int, end: int) -> int:
    """Minutes by the clock, or real ones where the problem says so."""
    if not problem.get("elapsed"):
        return end - start
    return round((moment(problem, end) - moment(problem, start)) / timedelta(minutes=1))


def start_of_day(problem: Json, agent: Json, shift: Json) -> int:
    """The minute of the agent's own day at which a shift starts."""
    begins = local_time(problem, agent, shift["start"])
    return begins.hour * 60 + begins.minute


def weekends_of(problem: Json, agent: Json, shift: Json) -> set[int]:
    """The weekend that a shift is worked in: by its hours, or by its start where all clocks are the axis's own."""
    first = problem.get("first_weekday")
    weekday = date.fromisoformat(problem["start"]).weekday() if first is None else first
    by_hours = problem.get("elapsed") or agent.get("timezone") is not None
    last = shift["end"] - 1 if by_hours else shift["start"]
    days = [(local_time(problem, agent, t).date() - midnight(problem).date()).days for t in (shift["start"], last)]
    return {(day + weekday) // 7 for day in days if (day + weekday) % 7 in (5, 6)}


def calendar_weeks(problem: Json) -> list[range]:
    """The days of every week that the horizon touches, those outside it included."""
    first = problem.get("first_weekday")
    weekday = date.fromisoformat(problem["start"]).weekday() if first is None else first
    begins = 0
    while problem.get("week_start") is not None and (weekday + begins) % 7 != problem["week_start"]:
        begins -= 1
    return [range(day, day + 7) for day in range(begins, problem["days"], 7)]
