"""The report on a schedule: rules, coverage, preferences, and what the schedule claims of itself."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from benchmarks.judge.demand import Heads, Row, Work, demand_rows, heads_at_work, span_of_control
from benchmarks.judge.problem import DAY, Json
from benchmarks.judge.rules import check_rules
from benchmarks.judge.shortage import least_shortage

Broken = tuple[str, str, Any, str]
"""Rule, agent or site or activity, where, text."""

IDLE_PRICE = 1e-6
"""Of speed given to rows that overlap: what no row can use counts as over, so no more is taken than is of use."""


def score(problem: Json, schedule: Json) -> tuple[Json, list[Broken]]:
    """The report and the broken rules."""
    found, paid_hours = check_rules(problem, schedule)
    broken = [(f.rule, f.who, f.where, f.text) for f in found if f.price is None]
    report: Json = {
        "problem": problem["name"],
        "agents": len(problem["agents"]),
        "shifts": len(schedule["shifts"]),
        "rules_broken": len(broken),
        "paid_hours": round(paid_hours, 2),
    }
    report |= coverage(problem, schedule) | preferences(problem, schedule)
    if has_prices([problem["contracts"], problem["agents"], problem.get("activities", [])]):
        soft = [(f, f.price) for f in found if f.price is not None]
        report["soft_cost"] = round(sum(f.amount * price for f, price in soft), 3)
        report["soft"] = [
            {"rule": f.rule, "agent": f.who, "where": f.where, "amount": round(f.amount, 3), "price": price}
            for f, price in soft
        ]
    for key in ("objective", "lower_bound", "seconds"):
        if key in schedule:
            report[f"claimed_{key}"] = schedule[key]
    return report, broken


def coverage(problem: Json, schedule: Json) -> Json:
    """What is asked, short and over."""
    heads = heads_at_work(problem, schedule)
    rows, work = demand_rows(problem)
    several = any(len(row.skills) > 1 for row in rows)
    found = least_shortage(heads, rows, work, problem["skills"], IDLE_PRICE if several else 0.0)
    short = {row.name: 0.0 for row in rows}
    for (r, _), v in found.at.items():
        short[rows[r].name] += v
    asked = float(sum(row.required.sum() for row in rows) + sum(w.amount for w in work))
    total_short = sum(short.values()) + found.unmet
    spans = list(span_of_control(problem, heads))
    put_in = speed_at_work(heads, rows, work, with_leads=not spans)
    report: Json = {
        "required_head_slots": round(asked, 3),
        "short_head_slots": round(sum(short.values()), 3),
        "short_by_skill": {k: round(v, 3) for k, v in short.items() if v > 1e-9},
        "deferred_unmet_head_slots": round(found.unmet, 3),
        "short_percent": round(100 * total_short / asked, 4) if asked else 0.0,
        "slots_short": len({t for (_, t), v in found.at.items() if v > 1e-6}),
        "worst_short": round(max([0.0, *found.at.values()]), 3),
        "over_head_slots": round(put_in - (found.of_use if several else asked - total_short), 3),
    }
    if several or spans or any("steps" in d for d in problem["demand"]):
        report["span_short_head_slots"] = {name: round(float(v.sum()), 3) for name, v, _ in spans if v.any()}
        report["short_cost"] = round(found.price + sum(float(v.sum()) * price for _, v, price in spans), 3)
    return report


def speed_at_work(heads: Heads, rows: list[Row], work: list[Work], *, with_leads: bool) -> float:
    """Speed of all heads at work, each in its best skill; those who are leads alone are never over."""
    asked = {s for row in rows if row.required.any() for s in row.skills} | {w.skill for w in work}
    counted = [kind for kind in heads if with_leads or any(s in asked for s, _ in kind)]
    return sum(float((heads[kind] * max(speed for _, speed in kind)).sum()) for kind in counted)


def preferences(problem: Json, schedule: Json) -> Json:
    """Days asked off that were kept, and how far shifts start from the starts preferred."""
    agents = {a["id"]: a for a in problem["agents"]}
    deviation, worked = [], defaultdict(set)
    for s in schedule["shifts"]:
        worked[s["agent"]].add(s["start"] // DAY)
        p = agents.get(s["agent"], {}).get("preferences", {})
        if p.get("start") is not None:
            deviation.append(abs(s["start"] % DAY - p["start"]))
    asked_off = [(a["id"], d) for a in problem["agents"] for d in a.get("preferences", {}).get("days_off", [])]
    worked_off = sum(day in worked[agent] for agent, day in asked_off)
    kept = round(100 * (1 - worked_off / len(asked_off)), 2) if asked_off else None
    return {
        "preferred_days_off_kept_percent": kept,
        "mean_start_deviation_minutes": round(float(np.mean(deviation)), 1) if deviation else None,
    }


def has_prices(value: Any) -> bool:
    """Whether any rule or wish of the problem carries a price."""
    if isinstance(value, dict):
        return "price" in value or any(has_prices(v) for v in value.values())
    return isinstance(value, list) and any(has_prices(v) for v in value if isinstance(v, dict | list))
