"""A small valid problem, and a few shifts of it, for tests that change one thing at a time."""

from __future__ import annotations

import copy
from typing import Any

from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict

Json = dict[str, Any]

DAY = 1440

CONTRACT: Json = {
    "id": "full",
    "paid_minutes_per_week": [960, 2400],
    "days_per_week": [2, 5],
    "max_consecutive_days": 5,
    "min_rest_minutes": 660,
    "start_spread_minutes": 240,
    "max_weekends": 1,
    "shifts": [
        {
            "id": "day",
            "start": {"earliest": 480, "latest": 720, "step": 60},
            "span_minutes": [540],
            "min_gap_minutes": 120,
            "breaks": [{"name": "lunch", "minutes": 60, "paid": False, "window": [180, 300]}],
        }
    ],
}

AGENTS: list[Json] = [
    {
        "id": "A1",
        "name": "Ana",
        "contract": "full",
        "skills": {"voice-en": 1.0},
        "work_mode": "onsite",
        "site": "hq",
        "available": [[0, 20160]],
        "time_off": [[2880, 4320]],
        "before": {"last_shift_end": -300, "consecutive_days": 1},
        "preferences": {"start": 480, "days_off": [5, 6]},
        "wage_per_hour": 17.5,
        "hired": "2020-01-31",
    },
    {
        "id": "A2",
        "name": "Ben",
        "contract": "full",
        "skills": {"voice-en": 0.6, "email-en": 1.0},
        "work_mode": "hybrid",
        "site": "hq",
        "office_days": [1, 3],
    },
    {
        "id": "A3",
        "name": "Cleo",
        "contract": "full",
        "skills": {"email-en": 1.0},
        "work_mode": "remote",
        "site": None,
    },
]


def small_dict(**changes: Any) -> Json:
    """A `wfm-problem/1` object: one week, three reps, two skills, one site of two seats; `changes` replace top keys."""
    problem: Json = {
        "format": "wfm-problem/1",
        "name": "small",
        "start": "2026-11-23",
        "timezone": "America/Chicago",
        "days": 7,
        "slot_minutes": 60,
        "skills": ["voice-en", "email-en"],
        "demand": [
            {"skill": "voice-en", "required": [0, 1] * 84, "weight": 2},
            {"skill": "email-en", "deferrable": True, "work": [{"arrives": 0, "due": 2880, "head_slots": 5.5}]},
        ],
        "sites": [{"id": "hq", "seats": 2}],
        "contracts": [CONTRACT],
        "agents": AGENTS,
    }
    return copy.deepcopy(problem | changes)


def small_problem(**changes: Any) -> SchedulingProblem:
    """The same as a problem."""
    return problem_from_dict(small_dict(**changes))


def shift(agent: str, day: int, start: int = 480, site: str | None = None, lunch: int = 240) -> Json:
    """A shift of the small problem's only template."""
    begin = day * DAY + start
    breaks = [{"name": "lunch", "start": begin + lunch, "end": begin + lunch + 60}]
    return {"agent": agent, "start": begin, "end": begin + 540, "site": site, "breaks": breaks}


def schedule(*shifts: Json, **more: Any) -> Json:
    """A `wfm-schedule/1` object of the small problem."""
    return {"format": "wfm-schedule/1", "problem": "small", "shifts": list(shifts)} | more
