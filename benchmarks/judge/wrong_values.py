"""Values that the rules rely on, out of range or naming what is not there: each yields (path, condition not met)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.judge.problem import Json

Wrong = Iterator[tuple[str, str]]

TOTALS = ("paid_minutes", "shifts", "weekends", "nights", "office_days")
PERIODS = ("day", "week", "horizon")


def wrong_values(problem: Json) -> Wrong:
    """Everything that is wrong in a problem."""
    if not 1 <= problem["days"] <= 366:
        yield "days", "must be 1 to 366"
    if problem.get("week_start") is not None and problem["week_start"] not in range(7):
        yield "week_start", "must be 0 to 6"
    for i, row in enumerate(problem["demand"]):
        yield from wrong_in_demand(problem, row, f"demand[{i}]")
    for i, contract in enumerate(problem["contracts"]):
        yield from wrong_in_contract(problem, contract, f"contracts[{i}]")
    contracts = {c["id"] for c in problem["contracts"]}
    for i, agent in enumerate(problem["agents"]):
        yield from wrong_in_agent(agent, contracts, f"agents[{i}]")
    agents = {a["id"] for a in problem["agents"]}
    for i, activity in enumerate(problem.get("activities", [])):
        yield from wrong_in_activity(activity, agents, f"activities[{i}]")


def wrong_in_demand(problem: Json, row: Json, path: str) -> Wrong:
    """Prices of steps, and skills."""
    weights = [s["weight"] for s in row.get("steps", [])]
    if weights != sorted(weights, reverse=True):
        yield f"{path}.steps", "prices must not rise"
    named = {row[k] for k in ("skill",) if k in row} | set(row.get("skills", []))
    named |= {row["per"]["skill"]} if "per" in row else set()
    if not named or not named.issubset(problem["skills"]):
        yield path, f"no skill {sorted(named - set(problem['skills']))}"


def wrong_in_contract(problem: Json, contract: Json, path: str) -> Wrong:
    """Totals, runs, followers and rotation."""
    templates = {t["id"] for t in contract["shifts"]}
    for i, total in enumerate(contract.get("totals", [])):
        yield from wrong_in_total(problem, total, templates, f"{path}.totals[{i}]")
    for i, rule in enumerate(contract.get("runs", [])):
        yield from wrong_range(rule["between"], rule, f"{path}.runs[{i}]")
        of = rule["of"]
        if of not in ("work", "off") and not (isinstance(of, list) and templates.issuperset(of)):
            yield f"{path}.runs[{i}].of", f"no run of {of}"
    for first, then in contract.get("not_next_day", {}).items():
        if not templates.issuperset([first, *then]):
            yield f"{path}.not_next_day.{first}", f"no template {sorted({first, *then} - templates)}"
    for i, week in enumerate(contract.get("rotation", [])):
        if len(week) != 7:
            yield f"{path}.rotation[{i}]", "must have 7 entries"
        for day, entry in enumerate(week):
            listed = isinstance(entry, list) and entry and templates.issuperset(entry)
            if not (entry in (None, "off") or listed):
                yield f"{path}.rotation[{i}][{day}]", 'must be null, "off" or a list of template ids'


def wrong_in_total(problem: Json, total: Json, templates: set[str], path: str) -> Wrong:
    """What is counted, over what, of which templates."""
    yield from wrong_range(total["between"], total, path)
    if total["of"] not in TOTALS:
        yield f"{path}.of", f"no total of {total['of']}"
    if not is_over(problem, total["over"]):
        yield f"{path}.over", 'must be "horizon", {weeks}, {rolling} within the horizon, or [first, last]'
    if not templates.issuperset(total.get("shifts", [])):
        yield f"{path}.shifts", f"no template {sorted(set(total['shifts']) - templates)}"


def wrong_in_agent(agent: Json, contracts: set[str], path: str) -> Wrong:
    """Contract and employment."""
    if agent["contract"] not in contracts:
        yield f"{path}.contract", f'no contract "{agent["contract"]}"'
    employed = agent.get("employed")
    if employed is not None and not (len(employed) == 2 and employed[0] <= employed[1]):
        yield f"{path}.employed", "must be [first day, last day], first <= last"


def wrong_in_activity(activity: Json, agents: set[str], path: str) -> Wrong:
    """How often, and for whom."""
    yield from wrong_range(activity["times"]["between"], activity, f"{path}.times")
    if activity["times"]["per"] not in PERIODS:
        yield f"{path}.times.per", "must be day, week or horizon"
    if isinstance(activity["for"], list) and not agents.issuperset(activity["for"]):
        yield f"{path}.for", f"no agent {sorted(set(activity['for']) - agents)}"


def is_over(problem: Json, over: Any) -> bool:
    """Whether a total can be over that."""
    if isinstance(over, dict):
        counted = len(over) == 1 and all(isinstance(n, int) and n >= 1 for n in over.values())
        return bool(counted and over.get("rolling", 1) <= problem["days"])
    return bool(over == "horizon" or (isinstance(over, list) and len(over) == 2 and over[0] <= over[1]))


def wrong_range(between: list[Any], rule: Json, path: str) -> Wrong:
    """Least above most, or a price below 0."""
    least, most = between
    if least is not None and most is not None and least > most:
        yield f"{path}.between", "least above most"
    if rule.get("price") is not None and rule["price"] < 0:
        yield f"{path}.price", "must be >= 0"
