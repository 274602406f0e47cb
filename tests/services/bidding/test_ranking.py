"""Ranking lines: which are a rep's to rank and why the others are not, and how many make sure of one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.services.bidding.round_steps import award, by_number, eligible, hired, opened, rank, ranked, trio
from tests.services.small_centre import (
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    add_schedule,
    as_rep,
    fill,
    give_leave,
    published,
    rep,
    shift,
    week,
)
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.people import Stage, WorkMode
from wfm.domain.time import to_utc
from wfm.services.bidding import bid_rounds, ranking


def test_a_line_asks_contract_skills_and_place(db):
    """Each rep sees what is theirs to rank and why the rest is not: more skills may take less, not the reverse."""
    onsite = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False, "site": "hq"}
    hybrid = {"work_mode": WorkMode.HYBRID, "site": "hq"}
    fill(
        db,
        [
            rep("mono"),
            rep("duo", skills=("en", "es")),
            rep("part", "other"),
            rep("office", **onsite),
            rep("both", **hybrid),
        ],
        {"hq": 9},
    )
    schedule = add_schedule(
        db,
        [
            *week("mono", 420),
            *week("duo", 480),
            *week("part", 540),
            *week("office", 600, site="hq"),
            *week("both", 660, [0, 1], "hq"),
            *week("both", 660, [2, 3]),
        ],
    )
    round = opened(db, schedule)
    starts = {line.id: line.shifts[0].start_of_day for line in bid_rounds.lines(db, PLANNER, round.id, now=NOW)}

    def may(who):
        return {starts[line.id] for line in eligible(db, who, round.id)}

    assert may("mono") == {420}
    assert may("duo") == {420, 480}
    assert may("part") == {540}
    assert may("office") == {600}
    assert may("both") == {420, 600, 660}
    faults = {starts[c.line.id]: c.faults for c in ranking.line_choices(db, as_rep("mono"), round.id, now=NOW)}
    assert faults[420] == ()
    assert faults[480] == ("it needs skill es",)
    assert faults[540] == ("it is for contract other, and yours is flex",)
    assert faults[600] == ("it is worked at hq, and you work remote",)
    line = next(id for id, start in starts.items() if start == 480)
    with pytest.raises(RefusedError, match=r"you may not work line \d: it needs skill es"):
        ranking.rank_lines(db, as_rep("mono"), round.id, [line], now=NOW)


def test_a_rep_s_own_rules_hold_for_the_line(db):
    """Leave, availability and last week's last shift make a line unfit, with the reason; the others stay fit."""
    fill(db, [rep("ana", available=((0, 6 * 1440 + 1020),)), rep("bo"), rep("cy"), rep("di")])
    published(db, [shift("cy", 6, 1020, 240)], MONDAY - timedelta(days=7))
    schedule = add_schedule(
        db, [*week("ana", 480, [1, 2]), *week("bo", 480, [3]), *week("cy", 420, [0]), *week("di", 1020, [6])]
    )
    give_leave(db, "bo", to_utc(datetime(2026, 6, 3, 12), ZONE), 1)
    round = opened(db, schedule)

    def why(who):
        return {c.line.shifts[0].day: c.faults for c in ranking.line_choices(db, as_rep(who), round.id, now=NOW)}

    assert why("bo")[1] == ("leave, Wed 3 Jun: the shift overlaps approved leave",)
    assert why("bo")[3] == why("bo")[0] == why("bo")[6] == ()
    assert [text[:23] for text in why("ana")[6]] == ["availability, Sun 7 Jun"]
    assert why("ana")[3] == ()
    assert why("di")[0] == ()
    # cy worked until 21:00 last Sunday: the scheduler gave them the 07:00 line all the same, so it is theirs still,
    # and for anyone in the same place it would be a fault
    assert why("cy")[0] == ()


def test_last_week_counts_for_a_line_that_was_not_the_rep_s_own(db):
    """21:00 on Sunday to 07:00 on Monday is an hour short of rest; to 08:00 it is enough."""
    fill(db, [rep("bo"), rep("cy"), rep("di")])
    published(db, [shift("cy", 6, 1020, 240)], MONDAY - timedelta(days=7))
    schedule = add_schedule(db, [*week("bo", 420, [0]), *week("di", 480, [0]), *week("cy", 480, [3])])
    round = opened(db, schedule)
    choices = {
        (c.line.shifts[0].day, c.line.shifts[0].start_of_day): c.faults
        for c in ranking.line_choices(db, as_rep("cy"), round.id, now=NOW)
    }
    assert choices[0, 420] == ("rest, Mon 1 Jun: 10 h of rest before the shift at 07:00, need 11 h",)
    assert choices[0, 480] == ()


def test_trainees_take_no_part(db):
    """A rep in training is given nothing and told so when they look."""
    fill(db, [rep("ana"), rep("new", stage=Stage.TRAINING)])
    round = opened(db, add_schedule(db, week("ana")))
    assert eligible(db, "new", round.id) == ()
    assert ranking.ranking_advice(db, as_rep("new"), round.id, now=NOW).sentence.startswith(
        "you may work no line of this round"
    )
    assert set(award(db, round.id)) == {"ana"}


def test_advice_counts_those_who_choose_before(db):
    """One more than the reps of at least equal seniority, under plain seniority; with the promise it is said too."""
    round = opened(db, trio(db), everyone=False)
    sure = {who: ranking.ranking_advice(db, as_rep(who), round.id, now=NOW) for who in ("ana", "bo", "cy")}
    assert {who: (a.ahead, a.eligible, a.sure) for who, a in sure.items()} == {
        "ana": (0, 3, 1),
        "bo": (1, 3, 2),
        "cy": (2, 3, 3),
    }
    assert sure["bo"].sentence == (
        "1 rep of at least your seniority may choose before you: rank 2 of your 3 lines to be sure of one of them"
    )


def test_advice_under_the_promise(db):
    """Everyone gets a line; ranking all is sure; the sentence says what seniority takes and what is kept."""
    round = opened(db, trio(db))
    advice = ranking.ranking_advice(db, as_rep("bo"), round.id, now=NOW)
    assert advice.sure == 3
    assert advice.sentence.startswith("everyone gets a line in this round; 1 rep of at least your seniority")
    assert "rank 2 of your 3 lines so that they cannot take all of them" in advice.sentence


def test_advice_where_as_many_choose_before_as_there_are_lines(db):
    """Two lines, two who choose before: all must be ranked, and even that is not sure with fewer lines than reps."""
    fill(db, [rep("ana", hired=hired(2010)), rep("bo", hired=hired(2015)), rep("cy", hired=hired(2020))])
    round = opened(db, add_schedule(db, [*week("ana", 540), *week("bo", 720)]))
    advice = ranking.ranking_advice(db, as_rep("cy"), round.id, now=NOW)
    assert (advice.ahead, advice.eligible, advice.sure) == (2, 2, None)
    assert "rank all 2 of your lines" in advice.sentence
    assert "no number of ranked lines guarantees one of them" in advice.sentence
    assert award(db, round.id)["cy"] == (None, "You got no line: none that you may work was left.")


def test_bad_rankings_are_refused_and_an_empty_one_takes_the_bid_back(db):
    """A line twice, a line of nowhere; nothing ranked is no bid."""
    round = opened(db, trio(db))
    ids = by_number(db, round.id)
    with pytest.raises(InputError, match="ranked once"):
        ranking.rank_lines(db, as_rep("bo"), round.id, [ids[1], ids[1]], now=NOW)
    with pytest.raises(InputError, match="must be of round 'June', got line id 999"):
        ranking.rank_lines(db, as_rep("bo"), round.id, [999], now=NOW)
    rank(db, "bo", round.id, 1)
    rank(db, "bo", round.id)
    assert ranked(db, "bo", round.id) == ()
