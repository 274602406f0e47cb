"""Problems with a handful of like reps, where each cause of a shortage can be made by hand."""

from __future__ import annotations

from typing import Any

from scheduler.cost.allocation import allocate
from scheduler.cost.objective import ObjectiveWeights
from scheduler.outcome.explain import explain_shortfalls
from scheduler.outcome.result import Shortfall, schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.small import DAY

Json = dict[str, Any]


def crew(count: int, *demand: Json, **contract: Any) -> Json:
    """A week of `count` remote reps r0, r1 ... who take chats; shifts of 4 or 8 hours between 6:00 and 22:00."""
    skills = list(dict.fromkeys(["chat-en", *(entry["skill"] for entry in demand)]))
    template = {
        "id": "day",
        "start": {"earliest": 360, "latest": 1080, "step": 60},
        "span_minutes": [240, 480],
        "breaks": [],
    }
    plain = {
        "id": "c",
        "paid_minutes_per_week": [0, 2400],
        "days_per_week": [0, 5],
        "max_consecutive_days": 5,
        "min_rest_minutes": 660,
        "shifts": [template],
    }
    agent = {"contract": "c", "skills": {"chat-en": 1.0}, "work_mode": "remote"}
    return {
        "format": "wfm-problem/1",
        "name": "crew",
        "start": "2026-11-23",
        "timezone": "UTC",
        "days": 7,
        "slot_minutes": 60,
        "skills": skills,
        "demand": list(demand),
        "contracts": [plain | contract],
        "agents": [agent | {"id": f"r{i}", "name": f"Rep {i}"} for i in range(count)],
    }


def asked(heads: float, hours: range = range(10, 11), day: int = 0, skill: str = "chat-en") -> Json:
    """So many heads of one skill in some hours of one day."""
    return {"skill": skill, "required": [heads if t - 24 * day in hours else 0 for t in range(168)]}


def works(agent: int, day: int, start: int = 8, hours: int = 8, pause: int | None = None) -> Json:
    """A shift of a rep, in hours of the day; `pause` is the hour of a break."""
    begin = day * DAY + 60 * start
    at = day * DAY + 60 * (pause or 0)
    breaks = [] if pause is None else [{"name": "lunch", "start": at, "end": at + 60}]
    return {"agent": f"r{agent}", "start": begin, "end": begin + 60 * hours, "site": None, "breaks": breaks}


def away(document: Json, agent: int, **changes: Any) -> Json:
    """The same problem with something of one rep replaced."""
    document["agents"][agent] |= changes
    return document


def short(document: Json, *shifts: Json, weights: ObjectiveWeights | None = None) -> tuple[Shortfall, ...]:
    """What a schedule of the problem leaves short."""
    problem = problem_from_dict(document)
    read = schedule_from_dict({"format": "wfm-schedule/1", "problem": "crew", "shifts": list(shifts)}).shifts
    prices = (weights or ObjectiveWeights()).shortage_prices(problem)
    return explain_shortfalls(problem, read, allocate(problem, read, prices), weights)


def said(document: Json, *shifts: Json, weights: ObjectiveWeights | None = None) -> list[str]:
    """The short sentences of a schedule of the problem."""
    return [s.text for s in short(document, *shifts, weights=weights)]
