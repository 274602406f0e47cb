"""Small random problems with every feature of the format, legal files all, many of them hard or impossible to meet."""

from __future__ import annotations

import random
from typing import Any

Json = dict[str, Any]
DAY = 1440


def random_problem(seed: int) -> Json:
    """A `wfm-problem/1` object; the same seed gives the same one."""
    rng = random.Random(seed)
    slot = rng.choice([15, 30, 30, 60, 60])
    days = rng.choice([1, 2, 3, 7, 7, 7, 8, 10, 14])
    skills = ["voice-en", "voice-es", "email-en"][: rng.randint(1, 3)]
    sites = [{"id": f"site {i}", "seats": rng.randint(0, 4)} for i in range(rng.randint(0, 2))]
    contracts = [random_contract(rng, f"contract {i}", slot, days) for i in range(rng.randint(1, 2))]
    agents = [random_agent(rng, i, skills, sites, contracts, days, slot) for i in range(rng.randint(1, 6))]
    problem = {
        "format": "wfm-problem/1",
        "name": f"random {seed}",
        "start": rng.choice(["2026-03-02", "2026-03-07", "2026-11-25"]),
        "timezone": "America/New_York",
        "days": days,
        "slot_minutes": slot,
        "skills": skills,
        "demand": random_demand(rng, skills, days, slot),
        "sites": sites,
        "contracts": contracts,
        "agents": agents,
    }
    if rng.random() < 0.2:
        problem["first_weekday"] = rng.randrange(7)
    return problem


def random_contract(rng: random.Random, name: str, slot: int, days: int) -> Json:
    """A contract whose hours fit its shifts more often than not."""
    templates = [random_template(rng, f"shift {i}", slot) for i in range(rng.randint(1, 2))]
    template = templates[0]
    unpaid = sum(b["minutes"] for b in template["breaks"] if not b["paid"])
    most = rng.randint(1, min(days, 6))
    fewest = rng.choice([0, most // 2, most // 2, most - 1, most])
    low, high = fewest * (min(template["span_minutes"]) - unpaid), most * (max(template["span_minutes"]) - unpaid)
    if rng.random() < 0.04:
        low, high = high + 60, high + 600  # cannot be met
    contract = {
        "id": name,
        "paid_minutes_per_week": [low, high],
        "days_per_week": [fewest, most],
        "max_consecutive_days": rng.randint(min(most, 3), 6),
        "min_rest_minutes": rng.choice([0, 480, 660, 720]),
        "shifts": templates,
    }
    if rng.random() < 0.4:
        contract["start_spread_minutes"] = rng.choice([0, 60, 240])
    if rng.random() < 0.3:
        contract["max_weekends"] = rng.randint(0, 2)
    return contract


def random_template(rng: random.Random, name: str, slot: int) -> Json:
    """A shift template that can hold its breaks in every length."""
    earliest = slot * rng.randrange(DAY // slot)
    latest = min(DAY - slot, earliest + slot * rng.randint(0, 8))
    gap = rng.choice([0, slot, 2 * slot])
    breaks, cursor = [], 0
    for i in range(rng.randint(0, 2)):
        first = cursor + gap + slot * rng.randint(0, 1)
        last = first + slot * rng.randint(0, 3)
        minutes = slot * rng.randint(1, 2)
        breaks.append({"name": f"break {i}", "minutes": minutes, "paid": rng.random() < 0.5, "window": [first, last]})
        cursor = first + minutes
    shortest = cursor + max(gap, slot)
    spans = sorted({shortest + slot * rng.randint(0, 6) for _ in range(rng.randint(1, 2))})
    return {
        "id": name,
        "start": {"earliest": earliest, "latest": latest, "step": slot * rng.choice([1, 2])},
        "span_minutes": [min(span, DAY) for span in spans],
        "min_gap_minutes": gap,
        "breaks": breaks,
    }


def random_agent(
    rng: random.Random, index: int, skills: list[str], sites: list[Json], contracts: list[Json], days: int, slot: int
) -> Json:
    """A rep, sometimes with windows, leave, history and wishes."""
    chosen = rng.sample(skills, rng.randint(1, len(skills)))
    mode = rng.choice(["onsite", "remote", "hybrid"]) if sites else "remote"
    agent: Json = {
        "id": f"A{index}",
        "name": f"Rep {index}",
        "contract": rng.choice(contracts)["id"],
        "skills": {skill: rng.choice([1.0, 1.0, 0.6]) for skill in chosen},
        "work_mode": mode,
        "site": None if mode == "remote" else rng.choice(sites)["id"],
    }
    if mode == "hybrid":
        low = rng.choice([0, 0, 1, 2])
        agent["office_days"] = [low, low + rng.randint(0, 3)]
    if rng.random() < 0.2:
        agent["available"] = [
            [d * DAY + 60 * rng.randint(-2, 8), d * DAY + 60 * rng.randint(16, 32)]
            for d in range(days)
            if rng.random() < 0.9
        ]
    if rng.random() < 0.2:
        start = rng.randrange(days) * DAY + slot * rng.randrange(DAY // slot)
        agent["time_off"] = [[start, start + rng.choice([240, DAY])]]
    if rng.random() < 0.3:
        agent["before"] = {"last_shift_end": -60 * rng.randint(0, 12), "consecutive_days": rng.randint(0, 5)}
    if rng.random() < 0.5:
        agent["preferences"] = {"start": rng.randrange(0, DAY, 15), "days_off": [rng.randrange(days)]}
    if rng.random() < 0.5:
        agent["wage_per_hour"] = rng.choice([14.5, 17.0, 22.25])
        agent["hired"] = "2021-06-01"
    return agent


def random_demand(rng: random.Random, skills: list[str], days: int, slot: int) -> list[Json]:
    """Heads per slot, closed at night as often as not, and work that may wait."""
    slots, per_day = days * DAY // slot, DAY // slot
    entries: list[Json] = []
    for skill in skills:
        if skill == "email-en":
            work = []
            for day in range(days):
                arrives = day * DAY + slot * rng.randrange(per_day)
                work.append(
                    {
                        "arrives": arrives,
                        "due": arrives + slot * rng.randint(1, 2 * per_day),
                        "head_slots": rng.choice([0, 2.5, 7]),
                    }
                )
            entries.append({"skill": skill, "deferrable": True, "work": work, "weight": 0.4})
            continue
        closed = rng.random() < 0.5
        required = [
            0 if closed and not per_day // 4 <= t % per_day < 3 * per_day // 4 else rng.choice([0, 0, 1, 1, 2, 1.5])
            for t in range(slots)
        ]
        entries.append({"skill": skill, "required": required, "weight": rng.choice([1.0, 1.2])})
    return entries


def random_shifts(problem: Json, seed: int) -> list[Json]:
    """Shifts of each agent's templates on random days; they keep the template and little else."""
    rng = random.Random(seed)
    slot, shifts = problem["slot_minutes"], []
    contracts = {c["id"]: c for c in problem["contracts"]}
    for agent in problem["agents"]:
        contract = contracts[agent["contract"]]
        for day in range(problem["days"]):
            if rng.random() < contract["days_per_week"][1] / 7:
                template = rng.choice(contract["shifts"])
                shifts.append(random_shift(rng, template, agent, day, slot))
    return shifts


def random_activities(problem: Json, shifts: list[Json], seed: int) -> None:
    """Activities that the problem asks for, and put into some of the shifts, well or badly."""
    rng = random.Random(seed)
    slot, together = problem["slot_minutes"], {}
    for agent in problem["agents"]:
        agent["team"] = rng.choice(["red", "blue"])
    problem["activities"] = kinds = [random_kind(rng, problem, f"activity {i}") for i in range(rng.randint(1, 3))]
    for shift in shifts:
        pieces = []
        for kind in kinds:
            if rng.random() < 0.5:
                start = shift["start"] + slot * rng.randrange((shift["end"] - shift["start"]) // slot)
                if kind.get("together"):
                    start = together.setdefault((kind["id"], shift["start"] // DAY), start)
                start += 5 * (rng.random() < 0.05)
                end = start + kind["minutes"] + slot * (rng.random() < 0.05)
                pieces.append({"id": kind["id"], "start": start, "end": end})
        if rng.random() < 0.02:
            pieces.append({"id": "unheard of", "start": shift["start"], "end": shift["start"] + slot})
        if pieces:
            shift["activities"] = pieces


def random_kind(rng: random.Random, problem: Json, name: str) -> Json:
    """What is asked of one activity."""
    slot, agents = problem["slot_minutes"], [agent["id"] for agent in problem["agents"]]
    groups = [{"contract": problem["contracts"][0]["id"]}, {"skill": problem["skills"][0]}]
    groups.append({"team": rng.choice(problem["agents"])["team"]})
    between = rng.choice([[0, 1], [1, 1], [1, 2], [None, 1], [1, None]])
    kind: Json = {
        "id": name,
        "minutes": slot * rng.randint(1, 2),
        "for": rng.choice([rng.sample(agents, rng.randint(1, len(agents))), *groups]),
        "times": {"per": rng.choice(["day", "week", "horizon"]), "between": between},
    }
    if rng.random() < 0.3:
        kind["window"] = [[slot * rng.randrange(problem["days"] * DAY // slot), problem["days"] * DAY + 300]]
    if rng.random() < 0.3:
        opens = slot * rng.randrange(DAY // slot)
        kind["clock"] = [opens, min(2 * DAY, opens + slot * rng.randint(1, 40))]
    if rng.random() < 0.4:
        kind["together"] = True
        kind |= rng.choice([{}, {"attend": 0.5}, {"attend": 1}])
    if rng.random() < 0.3:
        kind["max_away"] = rng.randint(0, 2)
    if rng.random() < 0.3:
        kind["min_gap_minutes"] = slot
    if rng.random() < 0.3:
        kind["price"] = 1.5
    return kind


def random_shift(rng: random.Random, template: Json, agent: Json, day: int, slot: int) -> Json:
    """One shift of a template, its breaks placed at random where they fit."""
    window = template["start"]
    start = day * DAY + rng.choice(range(window["earliest"], window["latest"] + 1, window["step"]))
    span, gap = rng.choice(template["span_minutes"]), template["min_gap_minutes"]
    breaks, cursor, room = [], 0, span - gap
    lengths = [b["minutes"] for b in template["breaks"]]
    for i, b in enumerate(template["breaks"]):
        first = max(b["window"][0], cursor + gap)
        latest = min(b["window"][1], room - sum(lengths[i:]) - gap * (len(lengths) - i - 1))
        offset = rng.choice(range(first, max(first, latest) + 1, slot))
        breaks.append({"name": b["name"], "start": start + offset, "end": start + offset + b["minutes"]})
        cursor = offset + b["minutes"]
    site = {"onsite": agent["site"], "remote": None, "hybrid": rng.choice([agent["site"], None])}[agent["work_mode"]]
    return {"agent": agent["id"], "start": start, "end": start + span, "site": site, "breaks": breaks}
