"""The checker agrees with the independent oracle on random, legal and mutated schedules, one rule at a time."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from scheduler.cost.objective import ObjectiveWeights, terms_of
from scheduler.outcome.judgement import broken_rules, check
from scheduler.outcome.result import schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.random_problems import random_activities, random_problem, random_shifts
from tests.scheduler.small import DAY, schedule, shift, small_dict, small_problem

Json = dict[str, Any]


def found(problem: Json, document: Json) -> set[tuple[str, str]]:
    """(rule, who) of every broken rule by the checker."""
    read = schedule_from_dict(document)
    broken, _ = broken_rules(problem_from_dict(problem), read.shifts, {u.agent for u in read.unscheduled})
    return {(v.rule, v.agent) for v in broken}


@pytest.mark.parametrize("seed", range(120))
def test_checker_and_oracle_agree_on_random_schedules(seed: int) -> None:
    """Shifts drawn from templates at random break rules of every kind; both name the same rules and agents."""
    problem, shifts = random_problem(seed), random_shifts(random_problem(seed), seed)
    if seed % 2:
        random_activities(problem, shifts, seed)
    document = schedule(*shifts)
    assert found(problem, document) == oracles.broken_rules(problem, document)


def mutate(rng: random.Random, problem: Json, document: Json) -> Json:
    """A schedule with one or two things changed, most of them faults."""
    result = copy.deepcopy(document)
    slot = problem["slot_minutes"]
    for _ in range(rng.randint(1, 2)):
        if not result["shifts"]:
            break
        one = rng.choice(result["shifts"])
        step = rng.choice([-DAY, -slot, -5, 5, slot, 4 * slot, DAY])
        match rng.randrange(9):
            case 0:
                for key in ("start", "end"):
                    one[key] += step
                for b in one["breaks"]:
                    b["start"], b["end"] = b["start"] + step, b["end"] + step
            case 1:
                one["end"] = max(one["start"] + 5, one["end"] + step)
            case 2 if one["breaks"]:
                b = rng.choice(one["breaks"])
                b["start"], b["end"] = b["start"] + step, b["end"] + step
            case 3 if one["breaks"]:
                one["breaks"].pop()
            case 4 if one["breaks"]:
                one["breaks"][0]["name"] = "nap"
            case 5:
                one["site"] = rng.choice([None, "moon", *(s["id"] for s in problem["sites"])])
            case 6:
                result["shifts"].append(copy.deepcopy(one))
            case 7:
                result["shifts"].remove(one)
            case 8:
                one["agent"] = rng.choice(["stranger", *(a["id"] for a in problem["agents"])])
    if rng.random() < 0.3:
        result["unscheduled"] = [{"agent": rng.choice(problem["agents"])["id"], "reason": "said so"}]
    return result


@pytest.mark.parametrize("seed", range(120))
def test_checker_and_oracle_agree_on_mutated_schedules(seed: int) -> None:
    """Moved, cut, doubled, misplaced and unknown shifts are told alike."""
    rng = random.Random(seed)
    problem = random_problem(seed)
    for _ in range(3):
        document = mutate(rng, problem, schedule(*random_shifts(problem, seed)))
        assert found(problem, document) == oracles.broken_rules(problem, document)


def week(agent: str, days: list[int], site: str | None = None, **more: Any) -> list[Json]:
    """Shifts of the small problem on some days."""
    return [shift(agent, day, site=site, **more) for day in days]


LEGAL = [
    *week("A1", [0, 1, 4], "hq", start=480),
    *week("A2", [0, 1], "hq", start=600),
    *week("A2", [2, 3]),
    *week("A3", [0, 1, 2, 3, 4]),
]
"""A schedule of the small problem that keeps every rule."""


def without(shifts: list[Json], agent: str, *more: Json) -> Json:
    """The legal schedule with one agent's shifts replaced."""
    return schedule(*(s for s in shifts if s["agent"] != agent), *more)


def _long_lunch() -> Json:
    bad = shift("A3", 0)
    bad["breaks"][0]["end"] += 60
    return bad


ONE_RULE: dict[str, tuple[list[Json], list[Json], str, str]] = {
    # name: shifts at the edge, shifts past it, agent, the one rule broken
    "fewest days": (week("A3", [0, 1]), week("A3", [0]), "A3", "days per week"),
    "fewest hours": (week("A3", [0, 1]), week("A3", [0]), "A3", "weekly hours"),
    "most hours": (week("A3", [0, 1, 2, 3, 4]), week("A3", [0, 1, 2, 3, 5, 6]), "A3", "weekly hours"),
    "most days": (week("A3", [0, 1, 2, 3, 4]), week("A3", [0, 1, 2, 3, 5, 6]), "A3", "days per week"),
    "days in a row": (week("A3", [0, 1, 2, 3, 4]), week("A3", [0, 1, 2, 3, 4, 5]), "A3", "consecutive days"),
    "start spread": (
        [shift("A3", 0), shift("A3", 2, 720)],
        [shift("A3", 0), shift("A3", 2, 780)],
        "A3",
        "start spread",
    ),
    "rest": ([shift("A3", 0, 720), shift("A3", 1, 480)], [shift("A3", 0, 780), shift("A3", 1, 480)], "A3", "rest"),
    "one shift a day": (
        [shift("A3", 0), shift("A3", 1, 1020)],
        [shift("A3", 0), shift("A3", 0, 1020)],
        "A3",
        "one shift a day",
    ),
    "break too long": (week("A3", [0, 1]), [_long_lunch(), shift("A3", 1)], "A3", "shift template"),
    "break window": (
        [shift("A3", 0, lunch=300), shift("A3", 1, lunch=180)],
        [shift("A3", 0, lunch=360), shift("A3", 1)],
        "A3",
        "shift template",
    ),
    "start too early": (week("A3", [0, 1]), [shift("A3", 0, 420), shift("A3", 1)], "A3", "shift template"),
    "off the grid": (week("A3", [0, 1]), [shift("A3", 0, 510), shift("A3", 1)], "A3", "slot grid"),
    "time off": (week("A1", [0, 1], "hq"), week("A1", [0, 2], "hq"), "A1", "time off"),
    "rest from before": (
        week("A1", [0, 1], "hq"),
        [shift("A1", 0, 300, "hq"), shift("A1", 1, site="hq")],
        "A1",
        "rest",
    ),
    "on site at home": (week("A1", [0, 1], "hq"), [*week("A1", [0], "hq"), *week("A1", [1])], "A1", "work mode"),
    "remote on site": (week("A3", [0, 1]), [*week("A3", [0]), *week("A3", [2], "hq")], "A3", "work mode"),
    "fewest office days": ([*week("A2", [0], "hq"), *week("A2", [1])], week("A2", [0, 1]), "A2", "office days"),
    "most office days": (
        [*week("A2", [0, 1, 2], "hq"), shift("A2", 3)],
        week("A2", [0, 1, 2, 3], "hq"),
        "A2",
        "office days",
    ),
    "after the horizon": (week("A3", [0, 6]), week("A3", [0, 1, 7]), "A3", "horizon"),
    "before the horizon": (week("A3", [0, 1]), week("A3", [0, 1, -2]), "A3", "horizon"),
}


@pytest.mark.parametrize("name", ONE_RULE)
def test_each_rule_from_both_sides_of_its_edge(name: str) -> None:
    """At the edge nothing is broken; one step past it the rule is, by checker and oracle alike."""
    edge, past, agent, rule = ONE_RULE[name]
    problem = small_dict()
    contract = problem["contracts"][0]
    start = contract["shifts"][0]["start"]
    match name:  # make room for the one rule under test
        case "start spread":
            start["latest"] = 780
        case "rest":
            start["latest"], contract["start_spread_minutes"] = 780, 600
        case "one shift a day":
            start["latest"], contract["start_spread_minutes"], contract["min_rest_minutes"] = 1020, 600, 0
        case "rest from before":
            start["earliest"], problem["agents"][0]["before"]["last_shift_end"] = 300, -180
        case "off the grid":
            start["step"] = 30
        case "fewest days":
            contract["paid_minutes_per_week"] = [480, 2400]
        case "most days":
            contract["paid_minutes_per_week"] = [480, 2880]
        case "fewest hours" | "most hours":
            contract["days_per_week"] = [1, 6]
        case "days in a row":
            contract["days_per_week"], contract["paid_minutes_per_week"] = [2, 6], [480, 2880]
    good, bad = without(LEGAL, agent, *edge), without(LEGAL, agent, *past)
    assert found(problem, good) == oracles.broken_rules(problem, good) == set()
    assert found(problem, bad) == oracles.broken_rules(problem, bad) == {(rule, agent)}


def test_weekends_are_counted_by_the_first_weekday() -> None:
    """Two weekends of a fortnight break a limit of one; a Friday is no weekend."""
    problem = small_dict(days=14, demand=[{"skill": "voice-en", "required": [0] * 336}])
    problem["agents"] = problem["agents"][2:]
    one = schedule(*week("A3", [4, 5, 6, 9, 10]))
    two = schedule(*week("A3", [0, 6, 11, 12]))
    assert found(problem, one) == oracles.broken_rules(problem, one) == set()
    assert found(problem, two) == oracles.broken_rules(problem, two) == {("weekends", "A3")}
    shifted = problem | {"first_weekday": 2}  # now days 3, 4 and 10, 11 are weekends
    assert found(shifted, two) == oracles.broken_rules(shifted, two) == set()
    assert ("weekends", "A3") in found(shifted, schedule(*week("A3", [3, 6, 9, 10])))


def test_seats_are_held_from_start_to_end_and_told_with_their_stretch() -> None:
    """Breaks hold the seat; three on two seats are told once, with when and how many."""
    problem = small_dict(sites=[{"id": "hq", "seats": 1}])
    handover = [shift("A1", 0, 480, "hq"), shift("A2", 0, 1020, "hq")]
    both = schedule(*(s for s in LEGAL if s["start"] >= DAY), *handover)
    assert ("seats", "hq") in oracles.broken_rules(problem, both)  # day 1 has two on site
    report = check(problem_from_dict(problem), schedule_from_dict(both).shifts)
    seats = [v for v in report.broken if v.rule == "seats"]
    assert [(v.agent, v.minute, v.amount) for v in seats] == [("hq", DAY + 600, 1)]
    assert "2 on site until 17:00, but only 1 seat" in seats[0].text


def test_unknown_agents_and_sites_are_told() -> None:
    """A schedule from elsewhere may name what the problem does not know."""
    document = schedule(*LEGAL, shift("A9", 0), shift("A2", 4, site="moon"))
    assert found(small_dict(), document) >= {("unknown agent", "A9"), ("site", "A2"), ("work mode", "A2")}


def test_an_agent_named_as_unscheduled_may_have_too_little_but_never_too_much() -> None:
    """Naming an agent excuses least amounts only, and they are still told apart."""
    problem = small_problem()
    lacking = schedule_from_dict(
        without(LEGAL, "A3", *week("A3", [0])) | {"unscheduled": [{"agent": "A3", "reason": "x"}]}
    )
    report = check(problem, lacking.shifts, unscheduled=lacking.unscheduled)
    assert report.legal
    assert {v.rule for v in report.told} == {"weekly hours", "days per week"}
    assert not check(problem, lacking.shifts).legal
    crammed = schedule_from_dict(
        without(LEGAL, "A3", *week("A3", range(6))) | {"unscheduled": [{"agent": "A3", "reason": "x"}]}
    )
    broken = check(problem, crammed.shifts, unscheduled=crammed.unscheduled).broken
    assert {v.rule for v in broken} >= {"days per week", "consecutive days", "weekly hours"}


def test_a_locked_published_shift_must_stand_as_it_was() -> None:
    """Moving its break, or leaving it out, breaks the lock; an unlocked one may change."""
    locked = [shift("A3", 0) | {"locked": True}, shift("A3", 1)]
    problem = small_dict(published=schedule(*locked))
    for shifts, broken in (
        (LEGAL, False),
        (without(LEGAL, "A3", *week("A3", [0, 2]))["shifts"], False),
        (without(LEGAL, "A3", *week("A3", [1, 2]))["shifts"], True),
        (without(LEGAL, "A3", shift("A3", 0, lunch=180), shift("A3", 1))["shifts"], True),
    ):
        document = schedule(*shifts)
        assert found(problem, document) == oracles.broken_rules(problem, document)
        assert (("locked shift", "A3") in found(problem, document)) is broken


def test_the_objective_is_that_of_the_optimizer_for_the_same_weights() -> None:
    """The terms are the objective's own and add up to it; dearer shortage costs more."""
    problem, shifts = small_problem(), schedule_from_dict(schedule(*LEGAL)).shifts
    weights = ObjectiveWeights(short=10.0)
    report = check(problem, shifts, weights)
    assert dict(report.terms) == terms_of(problem, shifts, weights)
    assert report.objective == pytest.approx(sum(report.terms.values()))
    dearer = check(problem, shifts, ObjectiveWeights(short=20.0))
    assert dearer.terms["short"] == pytest.approx(2 * report.terms["short"])
    assert dearer.terms["pay"] == report.terms["pay"]


def test_coverage_pay_and_wishes_are_counted() -> None:
    """Hours paid exclude lunch; waiting work undone stands apart from heads short; wishes kept are shares."""
    problem = small_problem()
    report = check(problem, schedule_from_dict(schedule(*LEGAL)).shifts)
    assert report.paid_hours == pytest.approx(8 * len(LEGAL))
    assert [c.asked for c in report.coverage] == [84, 5.5]
    assert report.coverage[1].undone == pytest.approx(0)
    assert report.short == pytest.approx(sum(c.short for c in report.coverage))
    assert report.coverage[0].slots_short <= 84
    assert report.days_off_kept == 1.0
    assert report.start_deviation == 0
    told = report.to_dict()
    assert told["rules_broken"] == 0
    assert told["short_head_slots"] == pytest.approx(report.short)
    late = check(problem, schedule_from_dict(schedule(shift("A1", 5, 600, "hq"))).shifts)
    assert late.days_off_kept == 0.5
    assert late.start_deviation == 120
