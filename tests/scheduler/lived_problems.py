"""Random problems as centres live them: calendar weeks, real time, clocks, leave, employment, dated terms, given shifts."""

from __future__ import annotations

import random
from typing import Any

from tests.scheduler.random_problems import DAY, random_problem, random_template

Json = dict[str, Any]

STARTS = ("2026-03-04", "2026-03-07", "2026-10-24", "2026-10-30", "2026-11-25", "2026-02-28")
"""Days before which and after which clocks change in New York, London and Sydney."""

ZONES = ("America/New_York", "Europe/London", "Asia/Manila", "America/Chicago", "Asia/Kolkata", "Australia/Sydney")


def lived_problem(seed: int) -> Json:
    """A `wfm-problem/1` object with every addition; the same seed gives the same one."""
    rng, problem = random.Random(seed + 90_000), random_problem(seed)
    problem["name"] = f"lived {seed}"
    problem["start"] = rng.choice(STARTS)
    problem.pop("first_weekday", None)
    if rng.random() < 0.7:
        problem["week_start"] = rng.randrange(7)
    if rng.random() < 0.6:
        problem["elapsed"] = True
    for contract in problem["contracts"]:
        if rng.random() < 0.3:
            contract["shifts"].append(night(rng, problem["slot_minutes"]))
    for agent in problem["agents"]:
        live(rng, problem, agent)
    problem["given"] = [_given(rng, problem) for _ in range(rng.choice([0, 0, 1, 3]))]
    for agent in problem["agents"]:
        if agent.get("before") and rng.random() < 0.2:
            slot = problem["slot_minutes"]
            end = slot * rng.randint(1, 6 * 60 // slot)
            problem["given"].append({**_given(rng, problem), "agent": agent["id"], "start": -DAY // 3, "end": end})
            problem["given"][-1]["breaks"] = []
    if not problem["given"]:
        problem.pop("given")
    return problem


def night(rng: random.Random, slot: int) -> Json:
    template = random_template(rng, "night", slot)
    earliest = DAY - slot * rng.randint(1, 4 * 60 // slot)
    return template | {
        "start": {"earliest": earliest, "latest": min(DAY - slot, earliest + 120 - 120 % slot), "step": slot}
    }


def live(rng: random.Random, problem: Json, agent: Json) -> None:
    days = problem["days"]
    if rng.random() < 0.4:
        agent["timezone"] = rng.choice(ZONES)
    if rng.random() < 0.3:
        first = rng.randint(-3, days - 1)
        agent["employed"] = [first, rng.randint(first, days + 2)]
    if rng.random() < 0.4:
        agent.pop("time_off", None)
        start = rng.randint(-1, days - 1) * DAY + rng.choice([0, 0, 480])
        length = rng.choice([240, DAY, DAY, 2 * DAY, 5 * DAY])
        agent["leave"] = [
            {
                "from": start,
                "to": start + length,
                "paid_minutes": rng.choice([0, 240, 480, 1440]),
                "days": rng.choice([0, 0.5, 1, 2]),
            }
        ]
    if rng.random() < 0.5:
        before = agent.setdefault("before", {"last_shift_end": None, "consecutive_days": rng.randint(0, 3)})
        before["last_shift_end"] = before["last_shift_end"] or -60 * rng.randint(0, 14)
        before["week"] = _part(rng)
    if rng.random() < 0.4:
        agent["after"] = {"consecutive_days": rng.randint(0, 3)}
        if rng.random() < 0.7:
            agent["after"]["next_shift_start"] = days * DAY + 60 * rng.randint(0, 20)
        if rng.random() < 0.5:
            agent["after"]["week"] = _part(rng)
    first, last = agent.get("employed", [0, days - 1])
    possible = range(max(first, 1), min(last, days - 1) + 1)
    if possible and rng.random() < 0.4:
        firsts = sorted(rng.sample(possible, min(len(possible), rng.choice([1, 1, 2]))))
        agent["changes"] = [_terms(rng, problem, agent, first) for first in firsts]


def _part(rng: random.Random) -> Json:
    part: Json = {
        "paid_minutes": 60 * rng.choice([0, 4, 8, 16]),
        "days": rng.randint(0, 2),
        "office_days": rng.randint(0, 1),
    }
    if rng.random() < 0.3:
        part["owed"] = False
    return part


def _terms(rng: random.Random, problem: Json, agent: Json, first: int) -> Json:
    skills = rng.sample(problem["skills"], rng.randint(1, len(problem["skills"])))
    terms: Json = {key: agent[key] for key in ("contract", "work_mode", "site", "office_days") if key in agent}
    terms |= {"from_day": first, "skills": {skill: rng.choice([1.0, 0.6]) for skill in skills}}
    if rng.random() < 0.6:
        terms["contract"] = rng.choice(problem["contracts"])["id"]
    if problem["sites"] and rng.random() < 0.4:
        mode = rng.choice(["onsite", "remote", "hybrid"])
        terms |= {"work_mode": mode, "site": None if mode == "remote" else rng.choice(problem["sites"])["id"]}
        terms.pop("office_days", None)
        if mode == "hybrid":
            terms["office_days"] = [rng.randint(0, 1), rng.randint(1, 4)]
    return terms


def _given(rng: random.Random, problem: Json) -> Json:
    slot, days = problem["slot_minutes"], problem["days"]
    start = slot * rng.randint(-8 * 60 // slot, days * DAY // slot)
    end = max(start, 0) + slot * rng.randint(1, 8 * 60 // slot)
    pause = start + slot
    breaks = [{"name": "pause", "start": pause, "end": pause + slot}] if end > pause + slot else []
    return {
        "skills": {rng.choice(problem["skills"]): rng.choice([1.0, 0.6])},
        "site": rng.choice([None, *(site["id"] for site in problem["sites"])]),
        "start": start,
        "end": end,
        "breaks": breaks,
    }
