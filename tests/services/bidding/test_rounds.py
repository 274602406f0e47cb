"""Bid rounds on a real database: their steps and states, who may take them, and when bids are taken."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.services.bidding.round_steps import (
    AFTER,
    CLOSES,
    award,
    by_number,
    opened,
    rank,
    ranked,
    shifts_by_rep,
    trio,
)
from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    add_schedule,
    as_rep,
    shift,
    week,
)
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.bids import RoundState
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.domain.time import to_utc
from wfm.services.bidding import awards, bid_rounds, ranking


def test_a_round_from_opening_to_publication(db):
    """Lines are anonymous; seniority decides; everyone is told why; the winners own the published shifts."""
    schedule = trio(db)
    round = opened(db, schedule)
    assert round.state is RoundState.OPEN
    lines = bid_rounds.lines(db, as_rep("bo"), round.id, now=NOW)
    assert [(line.number, line.shifts[0].start_of_day) for line in lines] == [(1, 420), (2, 540), (3, 720)]
    assert {s.agent for line in lines for s in line.shifts} == {""}
    rank(db, "cy", round.id, 2, 1)
    rank(db, "bo", round.id, 2, 3)
    rank(db, "ana", round.id, 2)
    assert award(db, round.id) == {
        "ana": (2, "You got line 2, your 1st choice."),
        "bo": (
            3,
            "You got line 3, your 2nd choice. "
            "Line 2 (your 1st choice) went to someone with more seniority (hired before you).",
        ),
        "cy": (
            1,
            "You got line 1, your 2nd choice. "
            "Line 2 (your 1st choice) went to someone with more seniority (hired before you).",
        ),
    }
    record = awards.publish_round(db, PLANNER, round.id, now=AFTER)
    assert record.status is ScheduleStatus.PUBLISHED
    assert shifts_by_rep(db, schedule) == {"ana": {540}, "bo": {720}, "cy": {420}}
    with db.read() as uow:
        assert uow.rounds.get(round.id).state is RoundState.PUBLISHED
        told = [(e.who, e.action) for e in reversed(uow.audit.list(entity="bid round"))]
    assert told[0] == ("pat", "open")
    assert told[-2:] == [("pat", "award"), ("pat", "publish")]
    assert ("ana@example", "rank") in told


def test_bids_are_taken_from_the_opening_to_the_closing_minute_by_the_server_s_clock(db):
    """Before it opens and from the closing instant on, the sentence names the time in the centre's zone."""
    schedule = trio(db)
    opens = NOW + timedelta(hours=2)
    round = bid_rounds.open_round(db, PLANNER, schedule, "June", opens, CLOSES, 7, now=NOW)
    assert round.state is RoundState.DRAFT
    with pytest.raises(
        RefusedError, match=r"round 'June' opens for bids on Wed 20 May 2026 10:00 \(America/New_York\)"
    ):
        rank(db, "bo", round.id, 1, now=opens - timedelta(seconds=1))
    with pytest.raises(RefusedError, match="opens for bids on"):
        bid_rounds.lines(db, as_rep("bo"), round.id, now=NOW)
    assert bid_rounds.rounds(db, as_rep("bo"), now=NOW) == ()
    assert len(bid_rounds.lines(db, PLANNER, round.id, now=NOW)) == 3
    rank(db, "bo", round.id, 1, now=opens)
    rank(db, "bo", round.id, 2, 1, now=CLOSES - timedelta(seconds=1))
    with pytest.raises(
        RefusedError, match=r"round 'June' closed for bids on Fri 22 May 2026 08:00 \(America/New_York\)"
    ):
        rank(db, "bo", round.id, 3, now=CLOSES)
    ids = by_number(db, round.id)
    assert ranked(db, "bo", round.id) == (ids[2], ids[1])
    (summary,) = bid_rounds.rounds(db, as_rep("bo"), now=CLOSES)
    assert (summary.round.state, summary.lines, summary.bidders) == (RoundState.CLOSED, 3, 1)


def test_a_planner_may_close_early_and_nobody_bids_after(db):
    """Closing sets the closing time to now."""
    round = opened(db, trio(db))
    early = NOW + timedelta(hours=5)
    assert bid_rounds.close_round(db, PLANNER, round.id, now=early).closes_at == early
    with pytest.raises(RefusedError, match=r"closed for bids on Wed 20 May 2026 13:00"):
        rank(db, "bo", round.id, 1, now=early + timedelta(minutes=1))
    with pytest.raises(RefusedError, match="cannot close it: round 'June' closed for bids on"):
        bid_rounds.close_round(db, PLANNER, round.id, now=early)
    assert len(awards.award_round(db, PLANNER, round.id, now=early)) == 3


def test_each_step_needs_the_state_before_it(db):
    """Award before the close, twice, publish before the award, twice, override before and after: all refused."""
    round = opened(db, trio(db))
    with pytest.raises(RefusedError, match="cannot award its lines: round 'June' is open"):
        awards.award_round(db, PLANNER, round.id, now=NOW)
    with pytest.raises(RefusedError, match="cannot publish it"):
        awards.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="cannot override"):
        awards.override_award(db, PLANNER, round.id, "bo", None, "why", now=AFTER)
    award(db, round.id)
    with pytest.raises(RefusedError, match="and its lines are awarded"):
        awards.award_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="take a bid"):
        rank(db, "bo", round.id, 1, now=AFTER)
    awards.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="round 'June' is published"):
        awards.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="cannot override"):
        awards.override_award(db, PLANNER, round.id, "bo", None, "why", now=AFTER)


def test_planners_run_rounds_reps_bid(db):
    """Reps and managers may not open, close, award, override or publish; planners have no bids of their own."""
    schedule = trio(db)
    for who in (as_rep("bo"), MANAGER):
        with pytest.raises(AccessError):
            bid_rounds.open_round(db, who, schedule, "June", NOW, CLOSES, 7, now=NOW)
    round = opened(db, schedule)
    for who in (as_rep("bo"), MANAGER):
        for call in (
            lambda who=who: bid_rounds.close_round(db, who, round.id, now=NOW),
            lambda who=who: awards.award_round(db, who, round.id, now=AFTER),
            lambda who=who: awards.override_award(db, who, round.id, "bo", None, "x", now=AFTER),
            lambda who=who: awards.publish_round(db, who, round.id, now=AFTER),
        ):
            with pytest.raises(AccessError):
                call()
    for call in (ranking.line_choices, ranking.ranking_advice):
        with pytest.raises(AccessError, match="not a rep"):
            call(db, PLANNER, round.id)
    with pytest.raises(AccessError, match="no longer works here"):
        ranking.rank_lines(db, as_rep("ghost"), round.id, [], now=NOW)
    with pytest.raises(NotFoundError):
        bid_rounds.lines(db, PLANNER, 99)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"opens_at": datetime(2026, 5, 21)}, "must carry a time zone"),
        ({"name": " "}, "must have a name"),
        ({"closes_at": NOW}, "must close after it opens and in the future"),
        ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW - timedelta(days=1)}, "in the future"),
        ({"closes_at": to_utc(datetime(2026, 6, 1, 0, 1), ZONE)}, "must close before its schedule begins on Mon 1 Jun"),
        ({"seed": -1}, "seed must be in 0..2147483647, got -1"),
    ],
)
def test_malformed_rounds_are_refused(db, options, message):
    """No name, times in the wrong order or past, closing after the first midnight, a seed out of range."""
    schedule = trio(db)
    values = {"name": "June", "opens_at": NOW, "closes_at": CLOSES, "seed": 1, **options}
    with pytest.raises(InputError, match=message):
        bid_rounds.open_round(db, PLANNER, schedule, now=NOW, **values)
    assert bid_rounds.rounds(db, PLANNER, now=NOW) == ()


def test_a_round_may_close_on_the_very_midnight_its_schedule_begins(db):
    """The edge that is allowed."""
    schedule = trio(db)
    midnight = to_utc(datetime(2026, 6, 1), ZONE)
    assert bid_rounds.open_round(db, PLANNER, schedule, "June", NOW, midnight, 1, now=NOW).closes_at == midnight


def test_rounds_are_over_one_draft_with_shifts(db):
    """A published schedule, an empty one, and a second round over the same draft are refused."""
    first = trio(db)
    opened(db, first)
    with pytest.raises(RefusedError, match="already in round 'June'"):
        opened(db, first)
    with pytest.raises(RefusedError, match="no rep's shifts"):
        opened(db, add_schedule(db, [shift("", 0)]))
    done = add_schedule(db, week("ana"), MONDAY + timedelta(days=14))
    with db.write() as uow:
        uow.publications.publish(done, 1, NOW)
    with pytest.raises(RefusedError, match="is published; lines are drawn from a draft"):
        opened(db, done)
    with pytest.raises(NotFoundError):
        opened(db, 99)
