"""Awards of a round: who gets which line and is told why, overrides, and what publication judges once more."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.services.bidding.round_steps import AFTER, award, by_number, hired, opened, rank, shifts_by_rep, trio
from tests.services.small_centre import (
    MANAGER,
    NOW,
    PLANNER,
    ZONE,
    add_schedule,
    as_rep,
    fill,
    give_leave,
    rep,
    shift,
    week,
)
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.bids import RoundState
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.domain.time import to_utc
from wfm.services.bidding import awards, bid_rounds


def test_shifts_change_owners_as_awarded(db):
    """The junior rep's draft shifts go to the senior one who wanted them, each shift once."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "ana", round.id, 1)
    rank(db, "bo", round.id, 2)
    award(db, round.id)
    awards.publish_round(db, PLANNER, round.id, now=AFTER)
    assert shifts_by_rep(db, schedule) == {"ana": {420}, "bo": {540}, "cy": {720}}


def test_who_did_not_bid_gets_a_line_near_the_preferred_start_and_is_told(db):
    """Two reps without bids: the lines left are shared so that the starts suit best in total."""
    fill(
        db,
        [
            rep("ana", hired=hired(2010), preferred_start=720),
            rep("bo", hired=hired(2015), preferred_start=420),
            rep("cy", hired=hired(2020)),
        ],
    )
    round = opened(db, add_schedule(db, [*week("cy", 420), *week("ana", 540), *week("bo", 720)]))
    rank(db, "cy", round.id, 2)
    got = award(db, round.id)
    assert {name: line for name, (line, _) in got.items()} == {"ana": 3, "bo": 1, "cy": 2}
    assert got["bo"][1] == "You ranked no lines, so you were given line 1, one of those left that you may work."


def test_the_award_tells_how_far_it_is(db):
    """Shares that grow to 1, one for each rep who has chosen."""
    round = opened(db, trio(db))
    told = []
    awards.award_round(db, PLANNER, round.id, now=AFTER, on_progress=lambda share, words: told.append((share, words)))
    assert [share for share, _ in told] == [1 / 3, 2 / 3, 1.0]
    assert {words for _, words in told} == {"awarding lines"}


def test_leave_granted_after_the_bid_is_told_at_the_award(db):
    """The choice breaks a rule by then; the reason names it; nothing is said to the others."""
    round = opened(db, trio(db))
    rank(db, "bo", round.id, 1, 3)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)
    got = award(db, round.id)
    assert got["bo"][0] == 3
    assert (
        "Line 1 (your 1st choice) breaks a rule for you: "
        "leave, Tue 2 Jun: the shift overlaps approved leave." in got["bo"][1]
    )
    assert "leave" not in got["cy"][1]


def test_the_promise_to_everyone_and_its_absence(db):
    """The senior bilingual rep wants the only line of the monolingual one: refused with the promise, granted without."""
    for everyone, expected in ((True, ("rich", "plain")), (False, ("plain", None))):
        fill(db, [rep("duo", hired=hired(2000), skills=("en", "es")), rep("mono", hired=hired(2020))])
        schedule = add_schedule(db, [*week("duo", 480), *week("mono", 420)])
        round = opened(db, schedule, everyone=everyone)
        names = {
            line.number: "rich" if "es" in line.skills else "plain"
            for line in bid_rounds.lines(db, PLANNER, round.id, now=NOW)
        }
        numbers = {name: number for number, name in names.items()}
        rank(db, "duo", round.id, numbers["plain"])
        got = award(db, round.id)
        assert (names[got["duo"][0]], names.get(got["mono"][0])) == expected
        if everyone:
            assert "was kept for a rep who would have had no line without it" in got["duo"][1]
        else:
            assert got["mono"][1] == "You got no line: none that you may work was left."


def test_reps_see_their_own_outcome_only(db):
    """Planners and managers see all; no reason names another rep or a date."""
    round = opened(db, trio(db))
    for who in ("ana", "bo", "cy"):
        rank(db, who, round.id, 2, 1, 3)
    assert awards.outcome(db, as_rep("bo"), round.id) == ()
    award(db, round.id)
    (own,) = awards.outcome(db, as_rep("bo"), round.id)
    assert own.rep == "bo"
    assert len(awards.outcome(db, MANAGER, round.id)) == len(awards.outcome(db, PLANNER, round.id)) == 3
    for award_ in awards.outcome(db, PLANNER, round.id):
        others = {"ana", "bo", "cy"} - {award_.rep}
        assert not any(name in award_.reason.lower() for name in others)
        assert "20" not in award_.reason
    with pytest.raises(AccessError):
        awards.outcome(db, Principal("x", Role.REP), round.id)


def test_an_override_carries_a_reason_and_the_other_rep_gets_the_line_in_exchange(db):
    """ana's line goes to cy; ana gets cy's; both are told; the log keeps the lines, not the reason."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "ana", round.id, 2)
    award(db, round.id)
    ids = by_number(db, round.id)
    with pytest.raises(InputError, match="must carry a reason"):
        awards.override_award(db, PLANNER, round.id, "cy", ids[2], " ", now=AFTER)
    before = {a.rep: a.line for a in awards.outcome(db, PLANNER, round.id)}
    after = {a.rep: a for a in awards.override_award(db, PLANNER, round.id, "cy", ids[2], "child care", now=AFTER)}
    assert after["cy"].line == ids[2]
    assert after["cy"].reason == "The planner gave you line 2: child care"
    assert after["ana"].line == before["cy"]
    assert "child care" not in after["ana"].reason
    assert "which you had been awarded" in after["ana"].reason
    with db.read() as uow:
        (entry,) = [e for e in uow.audit.list(entity="bid round") if e.action == "override"]
    assert entry.detail["awards"] == {"cy": ids[2], "ana": before["cy"]}
    assert "child care" not in repr(entry)
    awards.publish_round(db, PLANNER, round.id, now=AFTER)
    assert shifts_by_rep(db, schedule)["cy"] == {540}


def test_an_override_keeps_the_hard_rules_and_may_take_a_line_back(db):
    """A line that overlaps leave is refused; a line taken back becomes open shifts at publication."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "bo", round.id, 3)
    award(db, round.id)
    ids = by_number(db, round.id)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)  # 08:00-09:00: only the line at 07:00 overlaps
    with pytest.raises(RefusedError, match="line 1 cannot be given to bo: leave"):
        awards.override_award(db, PLANNER, round.id, "bo", ids[1], "x", now=AFTER)
    with pytest.raises(InputError, match="must be of round"):
        awards.override_award(db, PLANNER, round.id, "bo", 999, "x", now=AFTER)
    with pytest.raises(NotFoundError):
        awards.override_award(db, PLANNER, round.id, "ghost", ids[1], "x", now=AFTER)
    taken = {a.rep: a for a in awards.override_award(db, PLANNER, round.id, "bo", None, "long leave", now=AFTER)}
    assert taken["bo"].line is None
    assert taken["bo"].reason == "The planner took your line back: long leave"
    awards.publish_round(db, PLANNER, round.id, now=AFTER)
    owners = shifts_by_rep(db, schedule)
    assert "bo" not in owners
    assert len(owners[""]) == 1


def test_publication_judges_the_awards_once_more_and_is_whole_or_not_at_all(db):
    """Leave granted after the award stops it, with the rep and the rule; the draft stays a draft, the round processed."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "bo", round.id, 1)
    award(db, round.id)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)
    with pytest.raises(RefusedError, match="line 1 now breaks a rule for bo: leave"):
        awards.publish_round(db, PLANNER, round.id, now=AFTER)
    with db.read() as uow:
        assert uow.schedules.record(schedule).status is ScheduleStatus.DRAFT
        assert uow.rounds.get(round.id).state is RoundState.PROCESSED
    assert shifts_by_rep(db, schedule) == {"cy": {420}, "ana": {540}, "bo": {720}}


@pytest.mark.parametrize("change", ["moved", "added", "removed"])
def test_a_draft_that_was_changed_since_is_not_published(db, change):
    """A shift moved by a quarter of an hour, added or removed: the lines that were bid on are no longer true."""
    schedule = trio(db)
    round = opened(db, schedule)
    award(db, round.id)
    with db.write() as uow:
        first = uow.schedules.get(schedule).shifts[0]
        if change == "moved":
            uow.schedules.replace_shift(first.id, first.version, shift(first.shift.agent, first.shift.day, 555))
        elif change == "added":
            uow.schedules.add_shift(schedule, shift(first.shift.agent, 5))
        else:
            uow.schedules.remove_shift(first.id, first.version)
    with pytest.raises(ConflictError, match="open a new round over it"):
        awards.publish_round(db, PLANNER, round.id, now=AFTER)


def test_a_draft_published_by_another_way_ends_the_round_s_chance(db):
    """Whoever publishes the draft itself has decided; the round says so."""
    schedule = trio(db)
    round = opened(db, schedule)
    award(db, round.id)
    with db.write() as uow:
        uow.publications.publish(schedule, uow.schedules.record(schedule).version, NOW)
    with pytest.raises(RefusedError, match="is published, so the round cannot be published"):
        awards.publish_round(db, PLANNER, round.id, now=AFTER)
