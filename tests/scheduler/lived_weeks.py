"""Random problems as a centre lives them: calendar weeks cut by the horizon, clock changes, leave, joiners and leavers.

The shifts drawn for them break rules of every kind, and keep them as often.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.scheduler.random_problems import random_problem, random_shifts
from tests.scheduler.small import DAY

Json = dict[str, Any]

CHANGES = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
}
"""Zones and the days on which their clocks change, by half an hour in the last."""

FAR = ("Asia/Manila", "Europe/London", "Asia/Kathmandu", "America/New_York")
"""Clocks of agents beside the axis's."""


def lived_problem(seed: int, plain: bool = False) -> Json:
    """A problem file; `plain` leaves out what only this project's format has (agents' clocks, what comes after)."""
    rng = random.Random(seed)
    problem = random_problem(seed)
    zone = rng.choice(list(CHANGES))
    day = date.fromisoformat(rng.choice(CHANGES[zone]))
    problem |= {"timezone": zone, "start": (day - timedelta(days=rng.randrange(problem["days"]))).isoformat()}
    problem.pop("first_weekday", None)
    if rng.random() < 0.7:
        problem["week_start"] = rng.randrange(7)
    if rng.random() < 0.6:
        problem["elapsed"] = True
    for agent in problem["agents"]:
        agent |= lived_agent(rng, problem["days"])
        if not plain and rng.random() < 0.5:
            agent |= further_agent(rng, problem["days"])
    if plain and problem.get("elapsed"):
        for contract in problem["contracts"]:
            contract.pop("max_weekends", None)  # counted by hours here, by starts elsewhere
    if rng.random() < 0.5:
        problem["given"] = [random_given(rng, problem) for _ in range(rng.randint(1, 4))]
    return problem


def lived_agent(rng: random.Random, days: int) -> Json:
    """Leave, employment and history of an agent."""
    agent: Json = {}
    if rng.random() < 0.5:
        first = rng.randrange(-7, days + 7)
        start, length = first * DAY + 60 * rng.choice([0, 0, 8]), rng.choice([240, DAY, 3 * DAY])
        credit = {"paid_minutes": rng.choice([0, 240, 480, 960]), "days": rng.choice([0, 0.5, 1, 2])}
        agent["leave"] = [{"from": start, "to": start + length} | (credit if rng.random() < 0.7 else {})]
    if rng.random() < 0.4:
        first = rng.randrange(-8, days)
        agent["employed"] = [first, rng.randrange(first, days + 9)]
    if rng.random() < 0.5:
        agent["before"] = {"last_shift_end": -60 * rng.randint(0, 12), "consecutive_days": rng.randint(0, 5)}
        if rng.random() < 0.7:
            agent["before"]["week"] = random_part(rng)
    return agent


def random_part(rng: random.Random) -> Json:
    """What was worked of a week outside the horizon."""
    return {"paid_minutes": 60 * rng.randint(0, 30), "days": rng.randint(0, 4), "office_days": rng.randint(0, 2)}


def further_agent(rng: random.Random, days: int) -> Json:
    """What only this project's format says of an agent: a clock, and what is fixed behind the horizon."""
    agent: Json = {"timezone": rng.choice(FAR)} if rng.random() < 0.6 else {}
    if rng.random() < 0.5:
        agent["after"] = {
            "next_shift_start": days * DAY + 60 * rng.randint(0, 20),
            "consecutive_days": rng.randint(0, 3),
        }
        if rng.random() < 0.7:
            agent["after"]["week"] = random_part(rng) | ({"owed": False} if rng.random() < 0.3 else {})
    return agent


def random_given(rng: random.Random, problem: Json) -> Json:
    """A fixed shift: of an agent from the eve, or of somebody else at any time."""
    slot = problem["slot_minutes"]
    own = rng.random() < 0.5
    start = slot * (rng.randint(-600 // slot, -1) if own else rng.randrange(problem["days"] * DAY // slot))
    sites = [None, *(site["id"] for site in problem["sites"])]
    given = {
        "skills": {rng.choice(problem["skills"]): rng.choice([1.0, 0.6])},
        "site": rng.choice(sites),
        "start": start,
        "end": start + slot * rng.randint(1, 540 // slot),
        "breaks": [],
    }
    return given | ({"agent": rng.choice(problem["agents"])["id"]} if own else {})


def lived_shifts(problem: Json, seed: int) -> list[Json]:
    """Shifts of the templates, some of them moved to where another clock would have them."""
    rng, shifts = random.Random(seed), random_shifts(problem, seed)
    for shift in shifts:
        if rng.random() < 0.3:
            shift["site"] = rng.choice([None, *(site["id"] for site in problem["sites"])])
        if rng.random() < 0.2:
            by = 60 * rng.choice([-12, -1, 1, 5, 24])
            shift["start"], shift["end"] = shift["start"] + by, shift["end"] + by
            for piece in shift["breaks"]:
                piece["start"], piece["end"] = piece["start"] + by, piece["end"] + by
    return shifts
