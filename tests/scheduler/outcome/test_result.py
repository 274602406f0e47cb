"""Results: what they tell, and schedule files written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import resource
from pathlib import Path

import pytest

from scheduler.control.progress import Progress, silent
from scheduler.outcome.result import (
    Result,
    Shortfall,
    Status,
    Unscheduled,
    read_schedule,
    result_to_dict,
    schedule_from_dict,
    write_schedule,
)
from tests.scheduler.small import schedule, shift, small_problem
from wfm.domain.errors import SetupError


def a_result(objective: float = 200.0, bound: float | None = 150.0) -> Result:
    """A result of the small problem with one of everything."""
    shifts = schedule_from_dict(schedule(shift("A1", 0, site="hq"), shift("A3", 1))).shifts
    return Result(
        problem=small_problem(),
        shifts=shifts,
        unscheduled=(Unscheduled("A2", "3 days of time off; at least 40 paid hours a week"),),
        shortfalls=(Shortfall("voice-en", 60, 180, 1.5, "no rep may work then"),),
        objective=objective,
        lower_bound=bound,
        terms={"short": 75.0, "pay": 125.0},
        seconds=12.5,
        status=Status.FEASIBLE,
        statistics=(Progress("anneal", 1.0, objective, bound, 3.0, 4.0, "moving breaks"),),
    )


def test_a_written_schedule_reads_back_the_same(tmp_path: Path) -> None:
    """Every part of a result but its problem and statistics survives the file."""
    result, path = a_result(), tmp_path / "s.json"
    write_schedule(path, result)
    read = read_schedule(path, result.problem)
    assert (read.shifts, read.unscheduled, read.shortfalls) == (result.shifts, result.unscheduled, result.shortfalls)
    assert (read.objective, read.lower_bound, read.seconds, read.status) == (200.0, 150.0, 12.5, Status.FEASIBLE)
    assert dict(read.terms) == dict(result.terms)
    assert json.loads(path.read_text())["format"] == "wfm-schedule/1"


def test_no_bound_is_null_and_no_gap() -> None:
    """Where no bound was computed the file says null."""
    result = a_result(bound=None)
    assert result_to_dict(result)["lower_bound"] is None
    assert result.gap is None


def test_progress_knows_its_gap() -> None:
    """The gap of a report is that of its cost and bound; before the first schedule there is none."""
    assert Progress("a", 0, 200.0, 150.0, 0, 0, "").gap == pytest.approx(0.25)
    assert Progress("a", 0, math.inf, 150.0, 0, 0, "").gap is None
    silent(Progress("a", 0, 1.0, None, 0, 0, ""))


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """When the new file cannot be written whole, the old one stands and nothing else is left behind."""
    path = tmp_path / "s.json"
    path.write_text("the schedule of yesterday")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(SetupError, match=r"s\.json: cannot be written: File too large"):
            write_schedule(path, a_result())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "the schedule of yesterday"
    assert os.listdir(tmp_path) == ["s.json"]
    write_schedule(path, a_result())
    assert read_schedule(path).problem == "small"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error is one sentence with the path."""
    with pytest.raises(SetupError, match=r"nowhere/s\.json: cannot be written: No such file"):
        write_schedule(tmp_path / "nowhere" / "s.json", a_result())


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    """Writing over a file leaves its mode; a new file is its owner's alone, for it tells who works when."""
    path = tmp_path / "s.json"
    write_schedule(path, a_result())
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    write_schedule(path, a_result())
    assert path.stat().st_mode & 0o777 == 0o640
