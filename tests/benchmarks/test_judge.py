"""The judge of the benchmarks: it agrees with the package's own check, finds what is broken, and stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.judge.formats import check_input
from benchmarks.judge.report import score
from scheduler.outcome.judgement import check
from scheduler.outcome.result import schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests.house import FOLDERS, ROOT, imports, sources
from tests.scheduler.random_problems import random_activities, random_problem, random_shifts
from tests.scheduler.small import schedule, shift, small_dict

Json = dict[str, Any]

EXAMPLES = ROOT / "docs" / "examples"
INSTANCES = sorted((ROOT / "benchmarks" / "instances").glob("*.json"))

LEGAL = schedule(
    *(shift("A1", day, site="hq") for day in (0, 1, 4)),
    *(shift("A2", day, 600, "hq") for day in (0, 1)),
    *(shift("A2", day) for day in (2, 3)),
    *(shift("A3", day) for day in range(5)),
)
"""A schedule of the small problem that keeps every rule."""


def judge(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The program, run from the checkout as its line in the documents says."""
    command = [sys.executable, "-m", "benchmarks.judge", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def files(folder: Path, problem: Json, document: Json) -> tuple[Path, Path]:
    """A problem and a schedule as files."""
    paths = folder / "problem.json", folder / "schedule.json"
    for path, content in zip(paths, (problem, document), strict=True):
        path.write_text(json.dumps(content))
    return paths


def assert_agrees(problem: Json, document: Json) -> None:
    """Both name the same broken rules and count the same hours and heads."""
    read = schedule_from_dict(document)
    own = check(problem_from_dict(problem), read.shifts, unscheduled=read.unscheduled)
    report, broken = score(problem, document)
    assert {(rule, who) for rule, who, *_ in broken} == {(v.rule, v.agent) for v in own.broken}
    assert report.get("soft_cost", 0) == pytest.approx(own.terms["rules"], abs=0.001)
    assert report["paid_hours"] == pytest.approx(own.paid_hours, abs=0.006)
    assert report["required_head_slots"] == pytest.approx(own.asked, abs=0.001)
    if not broken:
        short = report["short_head_slots"] + report["deferred_unmet_head_slots"]
        assert short == pytest.approx(own.short, abs=0.002)
        assert report["over_head_slots"] == pytest.approx(own.over, abs=0.002)


def test_the_examples_are_judged_alike() -> None:
    """The schedule of the documents keeps every rule by both, with the same hours, heads short and heads over."""
    problem, document = (json.loads((EXAMPLES / name).read_text()) for name in ("problem.json", "schedule.json"))
    assert_agrees(problem, document)
    assert score(problem, document)[1] == []


def test_a_legal_schedule_is_judged_alike() -> None:
    """Waiting work, sites, time off and what came before included."""
    assert_agrees(small_dict(), LEGAL)
    assert score(small_dict(), LEGAL)[1] == []


@pytest.mark.parametrize("seed", range(40))
def test_random_schedules_are_judged_alike(seed: int) -> None:
    """Shifts drawn from templates at random break rules of every kind."""
    problem, shifts = random_problem(seed), random_shifts(random_problem(seed), seed)
    if seed % 2:
        random_activities(problem, shifts, seed)
    assert_agrees(problem, schedule(*shifts))


@pytest.mark.parametrize(("need", "code"), [(780, 0), (781, 1)])
def test_too_short_a_rest_is_found(tmp_path: Path, need: int, code: int) -> None:
    """13 hours after an earlier week, and before an earlier start: kept as asked, broken when a minute more is."""
    problem = small_dict()
    problem["contracts"][0]["min_rest_minutes"] = need
    done = judge(*files(tmp_path, problem, LEGAL), "--json")
    assert done.returncode == code, done.stderr
    assert json.loads(done.stdout)["broken"] == [
        ["rest", who, start, "780 min of rest, need 781"] for who, start in (("A1", 480), ("A2", 3360))[: 2 * code]
    ]
    assert_agrees(problem, LEGAL)


def test_a_broken_rule_is_told_in_words(tmp_path: Path) -> None:
    """Without `--json` the report is a line for each figure, then the broken rules."""
    problem = small_dict()
    problem["contracts"][0]["max_consecutive_days"] = 4
    done = judge(*files(tmp_path, problem, LEGAL))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "  broken: consecutive days | A3 | 6240 | day 5 in a row, limit 4"


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (small_dict(colour="red"), "problem: colour: unknown key"),
        (small_dict(days=0), "problem: days: must be 1 to 366"),
    ],
)
def test_unreadable_input_is_an_error_of_its_own(tmp_path: Path, problem: Json, told: str) -> None:
    """Exit status 2, and the path of what is wrong."""
    done = judge(*files(tmp_path, problem, LEGAL))
    assert done.returncode == 2
    assert done.stderr == f"cannot score: ValueError: {told}\n"


@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
def test_instances_can_be_read(path: Path) -> None:
    """Each is a problem that both can read, of its file's name."""
    problem = json.loads(path.read_text())
    assert problem_from_dict(problem).name.startswith(path.stem)
    check_input(problem, schedule())


def test_the_judge_imports_nothing_of_the_product() -> None:
    """No module of it shares code with what it judges."""
    others = tuple(folder for folder in FOLDERS if folder != "benchmarks")
    found = [i for path in sources("benchmarks/judge") for i in imports(path)]
    assert not [i.place for i in found if i.source.partition(".")[0] in others]
    assert not [i.place for i in found if i.source.startswith("benchmarks") and "benchmarks.judge" not in i.source]
    script = "import sys, benchmarks.judge.__main__; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(others) & set(done.stdout.split())
