"""Golden cases of the rules: problems with schedules, and of each exactly what it breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.outcome.judgement import check
from scheduler.outcome.result import schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.house import ROOT

Json = dict[str, Any]

CASES = sorted((ROOT / "tests/cases/rules").glob("*.json"))


def schedule_of(case: Json, judged: Json) -> Json:
    """A schedule of a case as a file."""
    return {"format": "wfm-schedule/1", "problem": case["problem"]["name"], "shifts": judged["shifts"]}


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_check_says_exactly_what_is_broken(path: Path) -> None:
    """By rule and agent or site, nothing more and nothing less; the oracle says the same."""
    case = json.loads(path.read_text())
    problem = problem_from_dict(case["problem"])
    for judged in case["schedules"]:
        document = schedule_of(case, judged)
        report = check(problem, schedule_from_dict(document).shifts)
        found = {(v.rule, v.agent) for v in report.broken}
        assert found == {tuple(broken) for broken in judged["broken"]}, judged["about"]
        assert found == oracles.broken_rules(case["problem"], document), judged["about"]
        told = report.to_dict()
        soft = sorted([v["rule"], v["who"], v["amount"]] for v in told["soft"])
        assert soft == sorted(judged.get("soft", [])), judged["about"]
        assert judged.get("figures", {}).items() <= told.items(), judged["about"]


def test_every_case_has_a_schedule_that_keeps_every_rule() -> None:
    """A case that only ever breaks would not tell a rule from a wrong problem."""
    assert CASES
    for path in CASES:
        assert any(not judged["broken"] for judged in json.loads(path.read_text())["schedules"]), path.stem
