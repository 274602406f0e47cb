"""`wfm solve` and `wfm check` from file to file: exit codes, what is told, and Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scheduler.outcome.result import Status, read_schedule
from tests.house import ROOT
from wfm.cli.commands import app
from wfm.domain.errors import WfmError

WFM120 = Path(__file__).parents[2] / "benchmarks" / "instances" / "wfm120.json"

Json = dict[str, Any]


def tiny() -> Json:
    """Two remote reps, two days, one hour's grid."""
    template = {
        "id": "day",
        "start": {"earliest": 480, "latest": 600, "step": 60},
        "span_minutes": [240],
        "breaks": [],
    }
    contract = {
        "id": "c",
        "paid_minutes_per_week": [240, 480],
        "days_per_week": [1, 2],
        "max_consecutive_days": 2,
        "min_rest_minutes": 660,
        "shifts": [template],
    }
    agent = {"contract": "c", "skills": {"voice-en": 1}, "work_mode": "remote"}
    return {
        "format": "wfm-problem/1",
        "name": "tiny",
        "start": "2026-11-23",
        "timezone": "UTC",
        "days": 2,
        "slot_minutes": 60,
        "skills": ["voice-en"],
        "demand": [{"skill": "voice-en", "required": [1 if 8 <= t % 24 < 14 else 0 for t in range(48)]}],
        "contracts": [contract],
        "agents": [agent | {"id": i, "name": i} for i in ("A1", "A2")],
    }


def run(*arguments: object) -> tuple[int, str]:
    """Exit code, and everything printed or the sentence of the error."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        assert isinstance(result.exception, WfmError), result.exception
        return 1, str(result.exception)
    return result.exit_code, result.output


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    """The tiny problem as a file."""
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(tiny()))
    return path


def test_a_search_without_time_is_told(problem: Path) -> None:
    """No time to search leaves the first schedule, and a sentence that says so; a search that had time adds none."""
    code, told = run("solve", problem, "-o", problem.parent / "s.json", "--time-limit", 0)
    assert code == 0
    assert "There was no time to search: this is the first schedule found." in told
    assert "no time to search" not in solve_tiny(problem)[1]


def solve_tiny(problem: Path, *more: object) -> tuple[int, str]:
    """Solve with a little work into s.json beside the problem."""
    return run("solve", problem, "-o", problem.parent / "s.json", "--work-limit", 1, "--cores", 1, *more)


def test_solve_writes_a_schedule_that_check_accepts(problem: Path) -> None:
    """Exit 0 twice; the table names the skill, the file holds the claims."""
    code, told = solve_tiny(problem)
    assert code == 0, told
    assert "voice-en" in told
    assert "rules broken: 0" in told
    schedule = read_schedule(problem.parent / "s.json")
    assert schedule.objective is not None
    code, told = run("check", problem, problem.parent / "s.json")
    assert code == 0, told
    assert f"cost {schedule.objective:,.2f}" in told


def test_check_ends_with_1_and_names_the_broken_rule(problem: Path) -> None:
    """A shift moved to the night breaks its template."""
    solve_tiny(problem, "--quiet")
    path = problem.parent / "s.json"
    schedule = json.loads(path.read_text())
    schedule["shifts"][0]["start"] -= 480
    schedule["shifts"][0]["end"] -= 480
    path.write_text(json.dumps(schedule))
    code, told = run("check", problem, path)
    assert code == 1
    assert "shift template: " in told
    code, told = run("check", problem, path, "--json")
    assert code == 1
    report = json.loads(told)
    assert report["rules_broken"] == len(report["broken"]) > 0
    assert report["claimed_objective"] == schedule["objective"]


def test_check_prints_floors_when_asked(problem: Path) -> None:
    """Demand beyond all hours is told with its amount."""
    document = tiny()
    document["demand"][0]["required"] = [9] * 48
    problem.write_text(json.dumps(document))
    solve_tiny(problem, "--quiet")
    code, told = run("check", problem, problem.parent / "s.json", "--floors")
    assert code == 0
    assert "cannot be met: skill 'voice-en': at least 416.0 head-hours" in told
    code, told = run("check", problem, problem.parent / "s.json", "--floors", "--json")
    assert "at least 416.0" in json.loads(told)["cannot_be_met"][0]


def test_shortages_are_told_with_their_cause_first_the_largest_first(problem: Path) -> None:
    """Hours that no contract reaches and a skill that nobody has; the detail under them, the rest summed up; the file
    lists every stretch, its reason beginning with the same sentence."""
    document = tiny() | {"skills": ["voice-en", "chat-fr"]}
    night = [3 if t in (2, 4, 26) else 0 for t in range(48)]
    document["demand"] = [{"skill": "voice-en", "required": night}]
    document["demand"] += [
        {"skill": "chat-fr", "required": [1 if t % 3 == 0 and t >= 24 + 9 else 0 for t in range(48)]}
    ]
    problem.write_text(json.dumps(document))
    code, told = solve_tiny(problem)
    assert code == 0, told
    lines = told.splitlines()
    because = "voice-en needs 3 more heads: nobody's contract allows work at this hour."
    first = lines.index(f"short: Mon 23 Nov 02:00-05:00, 6 head-hours: {because}")
    assert lines[first + 1].startswith(
        "  At the worst time, 02:00-03:00: none of the 2 voice-en reps may work then: 2 have"
    )
    assert lines[first + 2] == f"short: Tue 24 Nov 02:00-03:00, 3 head-hours: {because}"
    assert "short: Tue 24 Nov 09:00-10:00, 1 head-hour: chat-fr needs 1 more head: no rep has this skill." in lines
    assert "and 2 smaller, together 2 head-hours; the file has them all" in lines
    assert any(line.startswith("14.0 head-hours short (100.000 %)") for line in lines)
    found = read_schedule(problem.parent / "s.json").shortfalls
    assert [(s.skill, s.start, s.end, s.heads) for s in found if s.skill == "voice-en"] == [
        ("voice-en", 60 * hour, 60 * hour + 60, 3.0) for hour in (2, 4, 26)
    ]
    assert all(s.reason.startswith(f"{because} None of the 2") for s in found if s.skill == "voice-en")


def test_activities_left_undone_are_told_and_listed_by_check(problem: Path) -> None:
    """`wfm solve` writes its schedule and says in one sentence what it places not; `wfm check` names who misses what."""
    huddle = {"id": "huddle", "minutes": 60, "for": ["A1"], "times": {"per": "week", "between": [1, None]}}
    for price, ends in (None, 1), (2.5, 0):
        problem.write_text(json.dumps(tiny() | {"activities": [huddle | {"price": price}]}))
        code, told = solve_tiny(problem)
        assert code == 0, told
        told = " ".join(told.split())
        assert "note: the search does not place activities yet: what is asked of them is missed in 1 case" in told
        code, told = run("check", problem, problem.parent / "s.json")
        assert code == ends
        assert "activities: A1, day 1 00:00: huddle done 0 times in this week, must be at least 1" in " ".join(
            told.split()
        )
        assert ("rules with a price not kept: 1, at 2.50" in told) is bool(price)


def test_quiet_prints_nothing(problem: Path) -> None:
    """Only the file is written."""
    assert solve_tiny(problem, "--quiet") == (0, "")


def test_the_problem_is_never_overwritten(problem: Path) -> None:
    """The output may not be the problem itself, under whatever name, nor what is no file."""
    before = problem.read_bytes()
    alias = problem.parent / "alias.json"
    alias.symlink_to(problem)
    for output in (problem, alias):
        assert "another file than the problem" in run("solve", problem, "-o", output, "--work-limit", 1)[1]
    assert problem.read_bytes() == before
    assert "it is a device" in run("solve", problem, "-o", "/dev/null", "--work-limit", 1)[1]
    assert "cannot be written" in run("solve", problem, "-o", problem.parent / ("s" * 300), "--work-limit", 1)[1]


@pytest.mark.parametrize("figure", [10**400, 1e300, 10**30])
@pytest.mark.parametrize("key", ["max_consecutive_days", "min_rest_minutes"])
def test_numbers_beyond_every_file_are_one_sentence(problem: Path, figure: float, key: str) -> None:
    """They are named by their path, and not by the array they overflow."""
    document = tiny()
    document["contracts"][0][key] = figure
    problem.write_text(json.dumps(document))
    code, told = run("solve", problem, "-o", problem.parent / "s.json")
    assert code == 1
    assert f"contracts[0].{key}" in told


def test_an_impossible_rep_is_named_and_no_rule_is_broken(problem: Path) -> None:
    """A rep away on both days is left out by name, exit 0."""
    document = tiny()
    document["agents"][0]["time_off"] = [[0, 2880]]
    problem.write_text(json.dumps(document))
    code, told = solve_tiny(problem)
    assert code == 0, told
    assert "not fully scheduled: A1 gets 0 of at least 4 paid hours: 2 days of time off leave no room for" in told
    code, told = run("check", problem, problem.parent / "s.json")
    assert code == 0, told
    assert "named as unscheduled: A1" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--time-limit", "-1"], "time limit must be >= 0, got -1"),
        (["--cores", "100000"], "on this machine, got 100000"),
        (["--gap", "-0.1"], "gap must be >= 0, got -0.1"),
        (
            ["--preset", "fastest"],
            "objective preset must be one of cover first, cost first, people first, got 'fastest'",
        ),
    ],
)
def test_bad_options_are_one_sentence(problem: Path, arguments: list[str], told: str) -> None:
    """Nothing is written."""
    code, text = run("solve", problem, "-o", problem.parent / "s.json", *arguments)
    assert code == 1
    assert told in text
    assert not (problem.parent / "s.json").exists()


def test_a_fault_in_the_problem_is_told_and_nothing_written(problem: Path) -> None:
    """The path of the value stands in the sentence."""
    document = tiny()
    document["agents"][1]["contract"] = "ft9"
    problem.write_text(json.dumps(document))
    code, told = solve_tiny(problem)
    assert code == 1
    assert told.endswith('tiny.json: agents[1].contract: no contract "ft9"')
    assert not (problem.parent / "s.json").exists()


def test_a_place_that_cannot_be_written_is_refused_before_the_search(problem: Path) -> None:
    """A missing folder, and a folder in place of a file."""
    code, told = run("solve", problem, "-o", problem.parent / "nowhere" / "s.json")
    assert code == 1
    assert "s.json: cannot be written: No such file or directory" in told
    code, told = run("solve", problem, "-o", problem.parent)
    assert code == 1
    assert "must be a file to write, but it is a folder" in told


def test_a_schedule_for_another_problem_is_judged_with_a_note(problem: Path) -> None:
    """Any schedule may be checked; the difference in name is said."""
    solve_tiny(problem, "--quiet")
    renamed = problem.parent / "other.json"
    renamed.write_text(json.dumps(tiny() | {"name": "other"}))
    code, told = run("check", renamed, problem.parent / "s.json")
    assert code == 0
    assert "note: the schedule says it answers 'tiny', not 'other'" in told


def test_ctrl_c_writes_the_best_so_far_and_says_so(tmp_path: Path) -> None:
    """A real process, a real interrupt, a schedule that keeps every rule."""
    output = tmp_path / "s.json"
    command = [sys.executable, "-m", "wfm.cli", "solve", str(WFM120), "-o", str(output), "--time-limit", "600"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()  # the first report: a schedule is there
    assert "wfm120: time" in line, line
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=240)
    assert process.returncode == 0, told
    assert "Stopped as you asked; this is the best schedule found so far." in told
    assert read_schedule(output).status is Status.STOPPED
    code, told = run("check", WFM120, output)
    assert code == 0, told


@pytest.mark.parametrize(
    "name", ["leave_credit", "week_before_office", "elapsed_nights", "given_runs_in", "activity_soft"]
)
def test_golden_cases_are_told_through_the_command(name: str, tmp_path: Path) -> None:
    """`wfm check --json` names exactly the rules and agents of the case, and ends with code 1 where there are any."""
    case = json.loads((ROOT / f"tests/cases/rules/{name}.json").read_text())
    problem, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    problem.write_text(json.dumps(case["problem"]))
    for judged in case["schedules"]:
        document = {"format": "wfm-schedule/1", "problem": case["problem"]["name"], "shifts": judged["shifts"]}
        schedule.write_text(json.dumps(document))
        code, told = run("check", problem, schedule, "--json")
        found = sorted([v["rule"], v["who"]] for v in json.loads(told)["broken"])
        assert found == sorted(judged["broken"]), judged["about"]
        assert code == bool(judged["broken"])


@pytest.mark.parametrize(
    ("start", "elapsed", "noted"),
    [("2026-03-07", False, True), ("2026-03-07", True, False), ("2026-03-05", False, False)],
)
def test_a_clock_change_that_is_not_counted_is_told(start: str, elapsed: bool, noted: bool, tmp_path: Path) -> None:
    """A check by the clock says so where the clock changes within the schedule or on the day after it."""
    problem, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    problem.write_text(json.dumps(tiny() | {"timezone": "America/New_York", "start": start, "elapsed": elapsed}))
    schedule.write_text(json.dumps({"format": "wfm-schedule/1", "problem": "tiny", "shifts": []}))
    _, told = run("check", problem, schedule)
    told = " ".join(told.split())
    assert ("judged by the clock, which changes in America/New_York on 2026-03-08" in told) is noted
    _, told = run("check", problem, schedule, "--json")
    assert json.loads(told)["real_time"] is elapsed
