"""Problem files (`wfm-problem/1`) read whole, with the path of the first fault; see docs/format.md."""

from __future__ import annotations

from pathlib import Path

from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_fields import HORIZON, PROBLEM
from wfm.documents import SHIFT, Fields, ListOf, Nested, Value, in_file, load_json, read, shown
from wfm.domain.errors import InputError

PROBLEM_FORMAT = "wfm-problem/1"
SCHEDULE_FORMAT = "wfm-schedule/1"
SCHEDULE_KEYS = ("unscheduled", "shortfalls", "objective", "lower_bound", "terms", "seconds", "status")
"""Keys of a schedule file that may be absent."""

SHIFTS = ListOf(Nested(SHIFT))


def read_format(value: Value, expected: str) -> None:
    """Raise InputError unless the file is of the expected format and version."""
    if value.text() != expected:
        raise value.fault(f"must be {shown(expected)}, got {value.shown()}")


def schedule_fields(value: Value) -> Fields:
    """The keys of a `wfm-schedule/1` object, after a check of its format."""
    fields = value.fields(("format", "problem", "shifts"), SCHEDULE_KEYS)
    read_format(fields["format"], SCHEDULE_FORMAT)
    return fields


def problem_from_dict(d: object) -> SchedulingProblem:
    """The problem of a parsed `wfm-problem/1` object; InputError with the path of the first fault."""
    value = Value(d)
    needed = ("format", *HORIZON.needed, *PROBLEM.needed)
    known = (*HORIZON.keys, *PROBLEM.keys, "published")
    fields = value.fields(needed, tuple(key for key in known if key not in needed))
    read_format(fields["format"], PROBLEM_FORMAT)
    horizon = read(HORIZON, value.only(HORIZON.keys))
    published = fields.get("published")
    shifts = () if published is None else SHIFTS.read(schedule_fields(published)["shifts"])
    return read(PROBLEM, value.only(PROBLEM.keys).on(horizon), horizon=horizon, published=shifts)


def read_problem(path: str | Path) -> SchedulingProblem:
    """The problem of a `wfm-problem/1` file; InputError with the file and the path of the first fault."""
    value = load_json(path)
    try:
        return problem_from_dict(value.raw)
    except InputError as error:
        raise in_file(path, error) from error
