"""Problems as JSON objects, and JSON files written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_fields import HORIZON, PROBLEM
from scheduler.problem.problem_file import PROBLEM_FORMAT, SCHEDULE_FORMAT, SHIFTS
from wfm.documents import Door, write
from wfm.machine import write_file

Json = dict[str, Any]


def problem_to_dict(problem: SchedulingProblem) -> Json:
    """The problem as a `wfm-problem/1` object; reading it back gives the same problem."""
    door = Door(horizon=problem.horizon)
    result: Json = {"format": PROBLEM_FORMAT, "name": problem.name}
    result |= write(HORIZON, problem.horizon, door) | write(PROBLEM, problem, door)
    if problem.published:
        shifts = SHIFTS.write(problem.published, door)
        result["published"] = {"format": SCHEDULE_FORMAT, "problem": problem.name, "shifts": shifts}
    return result


def write_json(path: str | Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all; SetupError when it cannot be written, and what was there before stands."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=None, separators=(",", ": "))
    write_file(path, [text, "\n"])
