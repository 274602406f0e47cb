"""Who may work what: skills one way, places of work, contracts, and rules that count only when newly broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tests.services.small_centre import FLEX, FULL, MONDAY, ZONE, rep, shift, week
from wfm.domain.exchange.bids import BidRound, RoundState, ShiftLine, ordinal
from wfm.domain.exchange.eligibility import describe, line_fault, line_faults, place_for, places, skill_fault, worsened
from wfm.domain.people import Stage, WorkMode
from wfm.domain.people.horizon_view import agent_of
from wfm.domain.rules.rule_limits import Violation
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(MONDAY, 7, 15, ZONE)
ONSITE = rep("on", work_mode=WorkMode.ONSITE, site="hq", home_workspace_approved=False)
REMOTE = rep("re")
HYBRID = rep("hy", work_mode=WorkMode.HYBRID, site="hq")


def line(shifts, contract="flex", skills=("en",)) -> ShiftLine:
    """A line over some shifts."""
    return ShiftLine(1, 1, 1, contract, tuple(skills), "remote", None, tuple(shifts))


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_at_least_the_asked_skills_are_needed(has, asked):
    """More is enough, fewer never; the missing ones are named."""
    fault = skill_fault(rep("x", skills=has).on(MONDAY), asked)
    assert (fault is None) == asked.issubset(has)
    if fault is not None:
        missing = sorted(asked - has)
        assert fault == f"it needs skill{'s' if len(missing) > 1 else ''} {' and '.join(missing)}"


def test_a_rep_in_training_takes_nothing_and_one_in_nesting_does():
    """Stages on both sides of the edge, even where no skill is asked."""
    assert skill_fault(rep("x", stage=Stage.TRAINING).on(MONDAY), ()) == "a rep in training takes no contacts"
    assert skill_fault(rep("x", stage=Stage.NESTING).on(MONDAY), ("en",)) is None


@pytest.mark.parametrize(
    ("who", "place", "goes"),
    [
        (ONSITE, "hq", "hq"),
        (ONSITE, None, "hq"),
        (ONSITE, "annex", "hq"),
        (REMOTE, "hq", None),
        (REMOTE, None, None),
        (HYBRID, "hq", "hq"),
        (HYBRID, None, None),
        (HYBRID, "annex", None),
    ],
)
def test_the_place_follows_the_rep_where_it_must(who, place, goes):
    """Kept where the rep may work there, else their own; a hybrid rep stays home rather than at a strange site."""
    assert place_for(who.on(MONDAY), place) == goes
    assert goes in places(who.on(MONDAY))


def test_a_line_is_for_one_contract_and_its_own_places():
    """Same contract or no; every shift must be where the rep may work."""
    assert line_fault(REMOTE, line(week("", days=[0])), MONDAY) is None
    assert line_fault(REMOTE, line(week("", days=[0]), "full"), MONDAY) == "it is for contract full, and yours is flex"
    mixed = line([shift("", 0, site="hq"), shift("", 1)])
    assert line_fault(HYBRID, mixed, MONDAY) is None
    assert line_fault(ONSITE, mixed, MONDAY) == "it is worked at home, and you work onsite at hq"
    assert line_fault(REMOTE, mixed, MONDAY) == "it is worked at hq, and you work remote"


def test_a_line_s_rules_count_when_the_rep_does_not_break_them_already():
    """Four days of a five-day contract: a fault for a rep with five, none for one whose own draft has four."""
    person = rep("x", "full")
    agent = agent_of(person, HORIZON, {}, {})
    short = line(week("", days=range(4)), "full")
    five = line_faults(person, agent, {"full": FULL}, short, HORIZON, week("x"))
    assert [text.split(",")[0] for text in five] == ["weekly hours", "days per week"]
    assert line_faults(person, agent, {"full": FULL}, short, HORIZON, week("x", days=[1, 2, 3, 4])) == ()
    assert line_faults(
        person, agent, {"full": FULL}, line(week("", days=range(3)), "full"), HORIZON, week("x", days=range(4))
    )


def violation(rule: str, minute: int | None, amount: float) -> Violation:
    return Violation(rule, "x", minute, amount, f"{rule} by {amount}")


def test_only_new_or_larger_violations_count():
    """Same rule and place: equal or smaller is known, larger or one more is new."""
    old = [violation("rest", 540, 60), violation("hours", 0, 100)]
    assert worsened(old, [violation("rest", 540, 60)]) == []
    assert worsened(old, [violation("rest", 540, 59), violation("hours", 0, 100)]) == []
    assert worsened(old, [violation("rest", 540, 61)]) == [violation("rest", 540, 61)]
    assert worsened(old, [violation("rest", 600, 60)]) == [violation("rest", 600, 60)]
    twice = [violation("rest", 540, 30), violation("rest", 540, 40)]
    assert worsened(old, twice) == [violation("rest", 540, 30)]
    assert worsened([], old) == old


def test_too_much_is_not_excused_by_too_little():
    """Eight hours below a contract's week before a change say nothing of two hours above it after."""
    short = Violation("weekly hours", "x", 0, 480, "32 paid hours, must be 40", below=True)
    over = Violation("weekly hours", "x", 0, 120, "42 paid hours, must be 40")
    assert worsened([short], [over]) == [over]
    assert worsened([over], [short]) == [short]
    assert worsened([short], [Violation("weekly hours", "x", 0, 240, "36", below=True)]) == []


amounts = st.lists(
    st.builds(violation, st.sampled_from(["a", "b"]), st.sampled_from([0, None]), st.integers(1, 5)), max_size=5
)


@given(amounts, amounts)
def test_worsened_is_a_best_matching_of_old_and_new(old, new):
    """As many new violations as possible are put down to old ones at least as large (counted per rule and place)."""
    found = worsened(old, new)
    for key in {(v.rule, v.minute) for v in new}:
        mine = sorted(v.amount for v in new if (v.rule, v.minute) == key)
        known = sorted(v.amount for v in old if (v.rule, v.minute) == key)
        excused = 0
        for amount in known:  # the textbook greedy: each old one excuses the smallest new one left
            if excused < len(mine) and mine[excused] <= amount:
                excused += 1
        assert sum((v.rule, v.minute) == key for v in found) == len(mine) - excused
    assert all(v in new for v in found)
    assert worsened(new, new) == []


def test_a_violation_is_told_with_its_local_date():
    """The day of its minute; a violation of the whole horizon has none."""
    assert describe(violation("rest", 2 * DAY + 5, 1), HORIZON) == "rest, Wed 3 Jun: rest by 1"
    assert describe(violation("weekends", None, 1), HORIZON) == "weekends: weekends by 1"


def test_a_round_opens_and_closes_by_the_clock_and_only_forward():
    """Half-open: open from opens_at, closed from closes_at; what was awarded stays so."""
    opens, closes = HORIZON.instant(0), HORIZON.instant(60)
    drawn = BidRound(1, 1, "r", RoundState.DRAFT, opens, closes, 1)
    states = [drawn.at(HORIZON.instant(minute)).state for minute in (-1, 0, 59, 60)]
    assert states == [RoundState.DRAFT, RoundState.OPEN, RoundState.OPEN, RoundState.CLOSED]
    assert replace(drawn, state=RoundState.PROCESSED).at(closes).state is RoundState.PROCESSED
    assert replace(drawn, state=RoundState.CLOSED).at(opens).state is RoundState.CLOSED


def test_ordinals():
    """The teens are all th."""
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th")
    ]


def test_the_flexible_contract_of_these_tests_can_be_met():
    """The centre of these tests is a possible one."""
    assert FLEX.clash() is None
    assert FULL.clash() is None
