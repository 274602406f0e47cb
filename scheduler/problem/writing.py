"""Problems and shifts as JSON objects, and files written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.problem.demand import Demand, HeadDemand
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.reading_centre import PROBLEM_FORMAT, SCHEDULE_FORMAT
from wfm.domain.people import Agent, Contract, Shift, ShiftTemplate, WorkMode
from wfm.machine import write_file

Json = dict[str, Any]


def problem_to_dict(problem: SchedulingProblem) -> Json:
    """The problem as a `wfm-problem/1` object; reading it back gives the same problem."""
    horizon = problem.horizon
    result: Json = {"format": PROBLEM_FORMAT, "name": problem.name, "start": horizon.start.isoformat()}
    if horizon.weekday is not None:
        result["first_weekday"] = horizon.weekday
    result |= {
        "timezone": horizon.zone,
        "days": horizon.days,
        "slot_minutes": horizon.slot_minutes,
        "skills": list(problem.skills),
        "demand": [_demand(entry, horizon.slot_minutes) for entry in problem.demand],
        "sites": [{"id": site.id, "seats": site.seats} for site in problem.sites],
        "contracts": [_contract(contract) for contract in problem.contracts.values()],
        "agents": [_agent(agent) for agent in problem.agents],
    }
    if problem.published:
        shifts = [shift_to_dict(shift) for shift in problem.published]
        result["published"] = {"format": SCHEDULE_FORMAT, "problem": problem.name, "shifts": shifts}
    return result


def _demand(entry: Demand, slot: int) -> Json:
    if isinstance(entry, HeadDemand):
        required = [int(x) if x == int(x) else float(x) for x in entry.required]
        return {"skill": entry.skill, "required": required, "weight": entry.weight}
    work = [
        {"arrives": item.arrives * slot, "due": item.due * slot, "head_slots": item.head_slots} for item in entry.work
    ]
    return {"skill": entry.skill, "deferrable": True, "work": work, "weight": entry.weight}


def _contract(contract: Contract) -> Json:
    result: Json = {
        "id": contract.id,
        "paid_minutes_per_week": list(contract.paid_per_week),
        "days_per_week": list(contract.days_per_week),
        "max_consecutive_days": contract.max_consecutive_days,
        "min_rest_minutes": contract.min_rest,
    }
    if contract.start_spread is not None:
        result["start_spread_minutes"] = contract.start_spread
    if contract.max_weekends is not None:
        result["max_weekends"] = contract.max_weekends
    result["shifts"] = [_template(template) for template in contract.shifts]
    return result


def _template(template: ShiftTemplate) -> Json:
    return {
        "id": template.id,
        "start": {"earliest": template.earliest, "latest": template.latest, "step": template.step},
        "span_minutes": list(template.spans),
        "min_gap_minutes": template.min_gap,
        "breaks": [
            {"name": b.name, "minutes": b.minutes, "paid": b.paid, "window": [b.earliest, b.latest]}
            for b in template.breaks
        ],
    }


def _agent(agent: Agent) -> Json:
    result: Json = {
        "id": agent.id,
        "name": agent.name,
        "contract": agent.contract,
        "skills": dict(agent.skills),
        "work_mode": agent.work_mode.value,
        "site": agent.site,
    }
    if agent.work_mode is WorkMode.HYBRID:
        result["office_days"] = list(agent.office_days)
    if agent.available is not None:
        result["available"] = [list(window) for window in agent.available]
    if agent.time_off:
        result["time_off"] = [list(window) for window in _merged(agent.time_off)]
    if agent.before.last_shift_end is not None or agent.before.consecutive_days:
        result["before"] = {
            "last_shift_end": agent.before.last_shift_end,
            "consecutive_days": agent.before.consecutive_days,
        }
    if agent.preferences.start is not None or agent.preferences.days_off:
        result["preferences"] = {"start": agent.preferences.start, "days_off": list(agent.preferences.days_off)}
    if agent.wage_per_hour is not None:
        result["wage_per_hour"] = agent.wage_per_hour
    if agent.hired is not None:
        result["hired"] = agent.hired.isoformat()
    return result


def _merged(windows: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """The same time as windows that do not overlap."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(windows):
        if result and low < result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def shift_to_dict(shift: Shift) -> Json:
    """One shift as it stands in a schedule file."""
    result: Json = {
        "agent": shift.agent,
        "start": shift.start,
        "end": shift.end,
        "site": shift.site,
        "breaks": [{"name": b.name, "start": b.start, "end": b.end} for b in shift.breaks],
    }
    if shift.locked:
        result["locked"] = True
    return result


def write_json(path: str | Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all; SetupError when it cannot be written, and what was there before stands."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=None, separators=(",", ": "))
    write_file(path, [text, "\n"])
