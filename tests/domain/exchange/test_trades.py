"""The verdict on a change of owner, against rules stated a second time in plain arithmetic."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from tests.services.small_centre import FLEX, MONDAY, OTHER, ZONE, rep, shift
from wfm.domain.exchange.offers import Verdict
from wfm.domain.exchange.schedule import PlannedShift
from wfm.domain.exchange.surroundings import Surroundings
from wfm.domain.exchange.trades import Change, Side, TradeTerms, decide, owned_by, peak
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(MONDAY, 7, 15, ZONE)
AROUND = Surroundings({contract.id: contract for contract in (FLEX, OTHER)}, {1: HORIZON})
EARLY = HORIZON.instant(0) - timedelta(days=30)
LOOSE = TradeTerms(paid_tolerance=10_000, overtime=10_000)
LENGTHS = {240: 240, 510: 480, 630: 600}


def stored(id: int, own) -> PlannedShift:
    return PlannedShift(id, 1, own, HORIZON.instant(own.start), HORIZON.instant(own.end))


def legal(shifts) -> bool:
    """The flexible contract in plain words: one shift a day, 11 h between two, at most 48 paid hours and 6 days."""
    ordered = sorted(shifts, key=lambda s: s.start)
    days = [s.start // DAY for s in ordered]
    rested = all(b.start - a.end >= 660 for a, b in pairwise(ordered))
    paid = sum(LENGTHS[s.end - s.start] for s in ordered)
    return len(set(days)) == len(days) and rested and paid <= 2880 and len(days) <= 6


@st.composite
def weeks(draw, name: str, first: int):
    """A legal week of one rep."""
    days = draw(st.sets(st.integers(0, 6), min_size=1, max_size=6))
    made = []
    for day in sorted(days):
        minutes = draw(st.sampled_from(sorted(LENGTHS)))
        start = 60 * draw(st.integers(6, 12))
        made.append(shift(name, day, start, minutes))
    while not legal(made):
        made.pop()
    return [stored(first + k, own) for k, own in enumerate(made)]


@settings(max_examples=150, deadline=None)
@given(weeks("ana", 0), weeks("bo", 100), st.data())
def test_a_change_between_legal_weeks_is_allowed_exactly_when_both_stay_legal(mine, theirs, data):
    """Giveaway or trade: refused when either week breaks a rule of the contract, allowed otherwise."""
    given_away = data.draw(st.sampled_from(mine))
    returned = data.draw(st.one_of(st.none(), st.sampled_from(theirs)))
    ana, bo = rep("ana"), rep("bo")
    giver = Side(ana, tuple(mine), given_away, returned)
    taker = Side(bo, tuple(theirs), returned, given_away)
    change = Change(given_away, taker, giver, ("en",), AROUND, ("en",))
    found = decide(change, EARLY, LOOSE)
    after_bo = [p.shift for p in theirs if p is not returned] + [given_away.shift]
    after_ana = [p.shift for p in mine if p is not given_away] + ([returned.shift] if returned else [])
    expected = Verdict.ALLOWED if legal(after_bo) and legal(after_ana) else Verdict.REFUSED
    assert found.verdict is expected, found
    assert (found.verdict is Verdict.ALLOWED) == (found.reasons == ())


@settings(max_examples=80, deadline=None)
@given(weeks("bo", 100), st.integers(0, 6), st.sampled_from(sorted(LENGTHS)), st.integers(30, 48))
def test_overtime_is_the_week_s_paid_time_above_the_threshold(theirs, day, minutes, threshold):
    """An open shift that the rules allow needs a manager exactly when the week grows above the threshold."""
    opened = stored(1, shift("", day, 720, minutes))
    after = [*(p.shift for p in theirs), opened.shift]
    if not legal(after):
        return
    change = Change(opened, Side(rep("bo"), tuple(theirs), None, opened), None, ("en",), AROUND)
    found = decide(change, EARLY, TradeTerms(overtime=60 * threshold))
    above = sum(LENGTHS[s.end - s.start] for s in after) > 60 * threshold
    assert found.verdict is (Verdict.REVIEW if above else Verdict.ALLOWED)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=8), st.integers(0, 15), st.integers(1, 8))
def test_the_peak_is_the_most_people_in_any_minute(spans, start, length):
    """Against a count minute by minute, half-open at both ends."""
    at = [HORIZON.instant(minute) for minute in range(40)]
    people = [(at[a], at[a + b]) for a, b in spans]
    inside = range(start, start + length)
    assert peak(people, (at[start], at[start + length])) == max(
        sum(a <= minute < a + b for a, b in spans) for minute in inside
    )


def test_the_place_of_the_shift_follows_its_new_owner():
    """A remote rep works it from home."""
    at_hq = stored(1, shift("ana", 0, site="hq"))
    assert owned_by(rep("bo"), at_hq, AROUND).shift.site is None
    assert owned_by(rep("bo"), at_hq, AROUND).shift.agent == "bo"


def test_unequal_time_is_measured_on_both_sides_of_the_tolerance():
    """A difference of exactly the tolerance is free, a minute more needs a manager; so with the contract."""
    mine, theirs = stored(1, shift("ana", 0)), stored(2, shift("bo", 1, minutes=240))
    giver = Side(rep("ana"), (mine,), mine, theirs)
    taker = Side(rep("bo"), (theirs,), theirs, mine)
    change = Change(mine, taker, giver, (), AROUND, ())
    assert decide(change, EARLY, TradeTerms(paid_tolerance=240)).verdict is Verdict.ALLOWED
    assert decide(change, EARLY, TradeTerms(paid_tolerance=239)).verdict is Verdict.REVIEW
    one_sided = Change(
        mine,
        Side(rep("bo", "other"), (), None, mine),
        Side(rep("ana"), (mine,), mine),
        (),
        AROUND,
    )
    assert decide(one_sided, EARLY).verdict is Verdict.REVIEW
