"""Published shifts: locked ones stand, and with `keep` as few as possible change."""

from __future__ import annotations

import pytest

from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import ObjectiveWeights, terms_of
from scheduler.outcome.judgement import check
from scheduler.outcome.result import Result, result_to_dict
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests import oracles
from tests.scheduler.random_problems import random_problem
from tests.scheduler.small import DAY, Json, schedule, shift, small_dict

WEIGHTS = ObjectiveWeights()


def solved(document: Json, work: float, seed: int = 0, keep: bool = False) -> Result:
    """A result after a little work on one process."""
    return solve(problem_from_dict(document), stop=WorkLimit(work), seed=seed, cores=1, keep=keep)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_published_shifts_stay_where_they_may(seed: int) -> None:
    """With `keep`, republishing a legal schedule changes nothing dear; locked shifts stand exactly."""
    document = random_problem(seed)
    first = solved(document, 0.0, seed)
    shifts = result_to_dict(first)["shifts"]
    slot, meant = document["slot_minutes"], [agent["id"] for agent in document["agents"]]
    for index, one in enumerate(shifts):
        if index % 3 == 0:
            one["locked"] = True
        on_queue = [
            minute
            for minute in range(one["start"], one["end"], slot)
            if not any(b["start"] <= minute < b["end"] for b in one["breaks"])
        ]
        if index % 4 == 0 and on_queue:
            one["activities"] = [{"id": "huddle", "start": on_queue[-1], "end": on_queue[-1] + slot}]
    huddle = {"id": "huddle", "minutes": slot, "for": meant, "times": {"per": "week", "between": [None, None]}}
    document["activities"] = [huddle]
    published = {"format": "wfm-schedule/1", "problem": document["name"], "shifts": shifts}
    again = document | {"published": published}
    result = solved(again, 0.0, seed, keep=True)
    assert oracles.broken_rules(again, result_to_dict(result)) == set()
    stay = sum(terms_of(result.problem, result.problem.published, WEIGHTS, keep=True).values())
    assert result.objective <= stay + 1e-6
    anew = solved(again, 1.0, seed)
    held = [s for s in result.problem.published if s.activities]
    assert {*held} <= {*result.shifts} & {*anew.shifts}
    for made, keep in ((result, True), (anew, False)):
        report = check(made.problem, made.shifts, unscheduled=made.unscheduled, keep=keep)
        assert report.objective == pytest.approx(made.objective)
        assert made.lower_bound is None or made.lower_bound <= made.objective
        assert made.notes == ()


def with_huddle(published: Json, **more: object) -> Json:
    """The small problem whose agent A3 has that shift with an hour's huddle, of which two a week are asked."""
    huddle = {"id": "huddle", "minutes": 60, "for": ["A3"], "times": {"per": "week", "between": [2, 2]}} | more
    published |= {"activities": [{"id": "huddle", "start": published["start"], "end": published["start"] + 60}]}
    return small_dict(published=schedule(published), activities=[huddle])


def test_a_shift_of_no_known_type_keeps_its_activities() -> None:
    """Its agent is given nothing else, as with a locked one; the others are planned."""
    odd = shift("A3", 0)
    odd["end"] += 60
    result = solved(with_huddle(odd), 0.0)
    assert [s for s in result.shifts if s.agent == "A3"] == list(result.problem.published)
    assert len({s.agent for s in result.shifts}) == 3


def test_activities_that_nobody_asks_for_are_kept_and_told() -> None:
    """The check calls them broken, whoever put them there; the agent loses no shift by it."""
    document = with_huddle(shift("A3", 0))
    del document["activities"]
    result = solved(document, 0.0)
    assert result.problem.published[0] in result.shifts
    assert len([s for s in result.shifts if s.agent == "A3"]) > 1
    assert "hold activities that the problem does not ask for" in result.notes[0]


def test_a_shift_that_may_not_be_worked_any_longer_is_planned_anew() -> None:
    """Leave over a shift ends its activities with it."""
    document = with_huddle(shift("A3", 0))
    document["agents"][2]["leave"] = [{"from": 0, "to": DAY}]
    result = solved(document, 0.0)
    assert not [s for s in result.shifts if s.agent == "A3" and s.day == 0]
    assert len([s for s in result.shifts if s.agent == "A3"]) > 1


@pytest.mark.parametrize("price", [None, 7])
def test_activities_that_are_missing_are_told_and_never_planned_for(price: int | None) -> None:
    """The agent keeps the other shifts; the cost is the check's, which lists what is missing where it has no price."""
    document = with_huddle(shift("A3", 0), price=price)
    result = solved(document, 1.0)
    assert len([s for s in result.shifts if s.agent == "A3"]) > 1
    assert result.notes == (
        "the search does not place activities yet: what is asked of them is missed in 1 case, which `wfm check` lists",
    )
    report = check(result.problem, result.shifts, unscheduled=result.unscheduled)
    assert report.objective == pytest.approx(result.objective)
    assert report.terms["rules"] == (price or 0)
    assert [(v.rule, v.agent, v.text) for v in report.broken] == (
        [] if price else [("activities", "A3", "huddle done once in this week, must be 2")]
    )
