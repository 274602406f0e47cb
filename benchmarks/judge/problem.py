"""A problem's calendar and lookups, and what is said of a rule not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

DAY = 1440
SATURDAY = 5

Faults = Iterator[tuple[Any, ...]]
"""Where, text, and for what may be soft the amount and the price; rules on many agents tell first who."""


@dataclass(frozen=True)
class Finding:
    """A rule not kept: by whom, where (minute, day, week or block), by how much, at what price if it is soft."""

    rule: str
    who: str
    where: Any
    text: str
    amount: float = 1.0
    price: float | None = None


class Case:
    """A problem's calendar and lookups."""

    def __init__(self, problem: Json) -> None:
        self.problem = problem
        self.days: int = problem["days"]
        self.slot: int = problem["slot_minutes"]
        self.slots = self.days * DAY // self.slot
        self.first_weekday: int = problem.get("first_weekday", date.fromisoformat(problem["start"][:10]).weekday())
        self.week_start: int | None = problem.get("week_start")
        self.before_week_0 = 0 if self.week_start is None else (self.first_weekday - self.week_start) % 7
        self.sites: dict[str, Json] = {s["id"]: s for s in problem.get("sites", [])}
        self.contracts: dict[str, Json] = {c["id"]: c for c in problem["contracts"]}
        self.activities: dict[str, Json] = {a["id"]: a for a in problem.get("activities", [])}
        self.for_whom = {a["id"]: dict.fromkeys(self.agents_for(a["for"])) for a in problem.get("activities", [])}
        self.given: list[Json] = problem.get("given", [])
        self.zone = ZoneInfo(problem["timezone"]) if problem.get("elapsed") else None
        self.midnight = datetime.fromisoformat(problem["start"][:10])

    def elapsed(self, start: int, end: int) -> int:
        """Minutes from start to end: by the clock, or in real time where the problem says `elapsed`."""
        if self.zone is None:
            return end - start
        local = [(self.midnight + timedelta(minutes=t)).replace(tzinfo=self.zone) for t in (start, end)]
        return round((local[1].astimezone(UTC) - local[0].astimezone(UTC)).total_seconds() / 60)

    def weekday(self, day: int) -> int:
        """0 for Monday to 6 for Sunday."""
        return (day + self.first_weekday) % 7

    def weekend(self, day: int) -> int | None:
        """The number of the weekend that the day is in, or None."""
        return (day + self.first_weekday) // 7 if self.weekday(day) >= SATURDAY else None

    def weekends(self, days: Iterable[int]) -> set[int]:
        """The weekends that days are in."""
        return {weekend for day in days if (weekend := self.weekend(day)) is not None}

    def week(self, day: int) -> int:
        """The number of the week that the day is in."""
        return (day + self.before_week_0) // 7

    def weeks(self) -> range:
        """Every week that the horizon touches."""
        return range(self.week(self.days - 1) + 1)

    def days_of(self, week: int) -> range:
        """The seven days of a week, those outside the horizon too."""
        first = 7 * week - self.before_week_0
        return range(first, first + 7)

    def cut_at_end(self, week: int) -> bool:
        """Whether a calendar week goes on after the horizon."""
        return self.week_start is not None and self.days_of(week).stop > self.days

    def members(self, activity: Json) -> dict[str, None]:
        """The agents that an activity is for, in order."""
        return self.for_whom[activity["id"]]

    def agents_for(self, who: Any) -> list[str]:
        """Agents listed, or those of a contract, a skill, a team."""
        if isinstance(who, list):
            return who
        return [a["id"] for a in self.problem["agents"] if all(_fits(a, key, value) for key, value in who.items())]


def _fits(agent: Json, key: str, value: str) -> bool:
    if key == "skill":
        return value in agent["skills"]
    return bool({"contract": agent["contract"], "team": agent.get("team")}[key] == value)
