"""Problem files (`wfm-problem/1`) read whole, with the path of the first fault; see docs/format.md."""

from __future__ import annotations

from pathlib import Path

from scheduler.problem.json_values import Fields, Value, in_file, load_json
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.reading_centre import (
    PROBLEM_FORMAT,
    SCHEDULE_FORMAT,
    read_contracts,
    read_demand,
    read_format,
    read_horizon,
    read_sites,
    read_skills,
)
from scheduler.problem.reading_people import read_agents, read_shift
from wfm.domain.errors import InputError

SCHEDULE_KEYS = ("unscheduled", "shortfalls", "objective", "lower_bound", "terms", "seconds", "status")
"""Keys of a schedule file that may be absent."""


def schedule_fields(value: Value) -> Fields:
    """The keys of a `wfm-schedule/1` object, after a check of its format."""
    fields = value.fields(("format", "problem", "shifts"), SCHEDULE_KEYS)
    read_format(fields["format"], SCHEDULE_FORMAT)
    return fields


def _problem(value: Value) -> SchedulingProblem:
    fields = value.fields(
        ("format", "name", "start", "timezone", "days", "slot_minutes", "skills", "demand", "contracts", "agents"),
        ("sites", "first_weekday", "published"),
    )
    read_format(fields["format"], PROBLEM_FORMAT)
    horizon = read_horizon(fields)
    skills = read_skills(fields["skills"])
    published = fields.get("published")
    shifts = [] if published is None else schedule_fields(published)["shifts"].items()
    return SchedulingProblem(
        name=fields["name"].text(),
        horizon=horizon,
        skills=skills,
        demand=read_demand(fields["demand"], horizon, skills),
        sites=read_sites(fields.get("sites")),
        contracts=read_contracts(fields["contracts"], horizon.slot_minutes),
        agents=read_agents(fields["agents"], horizon),
        published=tuple(read_shift(item) for item in shifts),
    )


def problem_from_dict(d: object) -> SchedulingProblem:
    """The problem of a parsed `wfm-problem/1` object; InputError with the path of the first fault."""
    return _problem(Value(d, ""))


def read_problem(path: str | Path) -> SchedulingProblem:
    """The problem of a `wfm-problem/1` file; InputError with the file and the path of the first fault."""
    value = load_json(path)
    try:
        return _problem(value)
    except InputError as error:
        raise in_file(path, error) from error
