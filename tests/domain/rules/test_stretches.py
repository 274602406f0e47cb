"""A contract or place of work that changes within a horizon: each holds for its own days, and history crosses over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wfm.domain.people import (
    After,
    Agent,
    AgentTerms,
    Before,
    Contract,
    Leave,
    Shift,
    ShiftTemplate,
    WeekPart,
    WorkMode,
)
from wfm.domain.rules import Recall, stretches, violations
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(date(2026, 6, 1), 14, 60, "UTC", week_start=0)
EIGHT = ShiftTemplate("eight", 0, 1380, 60, (480,))
FOUR = ShiftTemplate("four", 0, 1380, 60, (240,))
FULL = Contract("full", (2400, 2400), (5, 5), 5, 660, (EIGHT,))
HALF = Contract("half", (1200, 1200), (5, 5), 5, 660, (FOUR,))
CONTRACTS = {"full": FULL, "half": HALF}


def agent(first: int, contract: str = "half", **more: object) -> Agent:
    """A rep whose contract changes on a day."""
    return replace(Agent("a", "Ana", "full", {}, changes=(AgentTerms(first, contract, {}),)), **more)  # type: ignore[arg-type]


def work(days: range | list[int], hours: int = 8, start: int = 8) -> list[Shift]:
    """A shift on each of some days."""
    return [Shift("a", day * DAY + 60 * start, day * DAY + 60 * (start + hours)) for day in days]


def found(person: Agent, shifts: list[Shift]) -> list[tuple[str, int | None]]:
    """Rule and minute of every violation."""
    return sorted((v.rule, v.minute) for v in violations(person, CONTRACTS, shifts, HORIZON))


def test_each_contract_holds_for_its_own_weeks() -> None:
    """Full-time in the first week and half-time in the second; a long shift in the second is none of its templates."""
    assert found(agent(7), work(range(5)) + work(range(7, 12), 4)) == []
    assert found(agent(7), work(range(5)) + work(range(7, 12), 8)) == [
        *(("shift template", day * DAY + 480) for day in range(7, 12)),
        ("weekly hours", 7 * DAY),
    ]
    assert found(agent(7), work(range(5), 4) + work(range(7, 12), 4))[-1] == ("weekly hours", 0)


def test_in_the_week_of_a_change_most_amounts_hold_and_least_ones_do_not() -> None:
    """From Thursday on half of 20 h: 16 h of the week are worked by then, so that one short shift fits."""
    assert found(agent(3), work([0, 1]) + work([3], 4) + work(range(7, 12), 4)) == []
    assert found(agent(3), work([0, 1]) + work([3, 4], 4) + work(range(7, 12), 4)) == [("weekly hours", 3 * DAY)]


def test_rest_and_days_in_a_row_cross_a_change() -> None:
    """Ten hours from the last shift under the old contract, and the sixth day in a row."""
    late = [*work(range(4)), *work([4], start=14)]
    rules = {
        start: {v.rule for v in violations(agent(5), CONTRACTS, [*late, *work([5], 4, start)], HORIZON)}
        for start in (8, 9)
    }
    assert rules[8] - rules[9] == {"rest"}
    assert "consecutive days" in rules[9]
    assert "consecutive days" not in {v.rule for v in violations(agent(5), CONTRACTS, late, HORIZON)}


def test_what_is_before_and_behind_the_horizon_stays_with_its_ends() -> None:
    """History is that of the first stretch, what follows that of the last."""
    person = agent(
        7,
        before=Before(-60, 3, WeekPart(480, 1)),
        after=After(14 * DAY + 60, 2),
        leave=(Leave(8 * DAY, 9 * DAY, 240, 1),),
        employed=(-5, 12),
        available=((0, 14 * DAY),),
    )
    first, second = stretches(person, CONTRACTS, HORIZON, work([6], 8) + work([7], 4))
    assert (first.first, first.last, second.first, second.last) == (0, 6, 7, 13)
    assert first.agent.before == person.before
    assert first.agent.after == After()
    assert second.agent.after == After(7 * DAY + 60, 2)
    assert second.agent.before == Before(-DAY + 16 * 60, 1, None)
    assert second.agent.leave == (Leave(DAY, 2 * DAY, 240, 1),)
    assert second.agent.employed == (-12, 5)
    assert second.agent.available == ((-7 * DAY, 7 * DAY),)
    assert [s.day for s in (*first.shifts, *second.shifts)] == [6, 0]


def test_skills_that_change_make_no_stretch() -> None:
    """The same rules hold."""
    person = replace(agent(7), changes=(AgentTerms(7, "full", {"en": 1.0}),))
    assert [(s.first, s.last) for s in stretches(person, CONTRACTS, HORIZON)] == [(0, 13)]


def test_a_place_of_work_changes_with_its_day() -> None:
    """At home until Sunday, at the site from Monday on; the other way round both are wrong."""
    there = AgentTerms(7, "full", {}, WorkMode.ONSITE, "hq")
    person = replace(agent(7), work_mode=WorkMode.REMOTE, changes=(there,))
    for first, second, wrong in ((None, "hq", 0), ("hq", None, 10)):
        shifts = [replace(s, site=first) for s in work(range(5))]
        shifts += [replace(s, site=second) for s in work(range(7, 12))]
        assert [rule for rule, _ in found(person, shifts)] == ["work mode"] * wrong


def test_a_memory_measures_by_its_own_rules_through_changes() -> None:
    """Without rules nothing is broken, whatever the shifts."""
    assert Recall((), ()).violations("key", agent(7), CONTRACTS, work(range(14)), HORIZON) == []
    assert Recall().violations("key", agent(7), CONTRACTS, work(range(14)), HORIZON)
