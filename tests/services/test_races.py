"""Many at the same moment, on SQLite and on PostgreSQL: exactly one gets it, everyone else is told so."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from tests.services.at_once import at_once, errors
from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    add_schedule,
    as_rep,
    fill,
    owner,
    published,
    rep,
    shift,
    week,
)
from wfm.domain.errors import ConflictError, RefusedError, WfmError
from wfm.domain.exchange.bids import RoundState
from wfm.domain.exchange.offers import OfferKind, OfferState
from wfm.domain.people import WorkMode
from wfm.services import leave
from wfm.services.bidding import awards, bid_rounds, ranking
from wfm.services.trading import offers, swaps


def test_fifty_reps_take_one_open_shift(database):
    """One owner, 49 refusals that say someone else was first, one line in the log."""
    reps = [f"r{k:02d}" for k in range(50)]
    fill(database, [rep(name) for name in reps])
    ids = published(database, [shift("", 2)])
    made = offers.post_open_shift(database, PLANNER, ids["", 2], ["en"], now=NOW)
    results = at_once([lambda name=name: swaps.take(database, as_rep(name), made.id, now=NOW) for name in reps])
    (won,) = [r for r in results if not isinstance(r, WfmError)]
    lost = errors(results)
    assert len(lost) == 49
    assert {str(e) for e in lost} == {"someone else was first: the shift has already been taken"}
    assert all(isinstance(e, ConflictError) for e in lost)
    assert won.state is OfferState.DONE
    assert owner(database, ids["", 2]) == won.taken_by
    with database.read() as uow:
        assert Counter(e.action for e in uow.audit.list())["take"] == 1


def test_one_rep_takes_two_shifts_of_a_day_at_once(database):
    """Each alone is allowed, both together are not: whatever the order, the rep ends with one of them."""
    fill(database, [rep("ana"), rep("bo"), rep("cy")])
    ids = published(database, [shift("ana", 2), shift("bo", 2, 600)])
    for name in ("ana", "bo"):
        offers.offer_shift(database, as_rep(name), ids[name, 2], OfferKind.GIVEAWAY, now=NOW)
    board = offers.board(database, as_rep("cy"), now=NOW)
    results = at_once([lambda o=entry.offer: swaps.take(database, as_rep("cy"), o.id, now=NOW) for entry in board])
    (refused,) = errors(results)
    assert isinstance(refused, RefusedError)
    assert "one shift a day" in str(refused)
    assert sorted(owner(database, id) == "cy" for id in ids.values()) == [False, True]


def test_two_reps_come_to_the_last_seat_at_once(database):
    """Two open shifts at a site of one seat: one of the reps is told that it is taken."""
    onsite = {"work_mode": WorkMode.ONSITE, "site": "hq"}
    fill(database, [rep("ana", **onsite), rep("bo", **onsite)], {"hq": 1})
    id = add_schedule(database, [shift("", 2, site="hq"), shift("", 2, 600, site="hq")])
    with database.write() as uow:
        uow.publications.publish(id, 1, NOW)
        open_ids = [p.id for p in uow.schedules.get(id).shifts]
    made = [offers.post_open_shift(database, PLANNER, shift_id, ["en"], now=NOW) for shift_id in open_ids]
    calls = [
        lambda name=name, o=o: swaps.take(database, as_rep(name), o.id, now=NOW)
        for name, o in zip(("ana", "bo"), made, strict=True)
    ]
    (refused,) = errors(at_once(calls))
    assert "hq has 1 seats and would need 2" in str(refused)


def test_a_shift_is_offered_many_times_at_once(database):
    """One offer stands; the others are refused in words."""
    fill(database, [rep("ana")])
    ids = published(database, [shift("ana", 2)])
    kinds = [OfferKind.GIVEAWAY, OfferKind.TRADE] * 5
    results = at_once(
        [lambda kind=kind: offers.offer_shift(database, as_rep("ana"), ids["ana", 2], kind, now=NOW) for kind in kinds]
    )
    assert len(errors(results)) == 9
    assert all("part of another offer" in str(e) for e in errors(results))


def test_a_trade_is_crossed_by_its_mirror_image(database):
    """ana and bo each want the other's shift and each take the other's offer at once: the shifts change hands once."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [shift("ana", 1), shift("bo", 3)])
    one = offers.offer_shift(database, as_rep("ana"), ids["ana", 1], OfferKind.TRADE, wanted=ids["bo", 3], now=NOW)
    calls = [
        lambda: swaps.take(database, as_rep("bo"), one.id, now=NOW),
        lambda: offers.withdraw(database, as_rep("ana"), one.id),
        lambda: swaps.take(database, as_rep("bo"), one.id, now=NOW),
    ]
    results = at_once(calls)
    assert len(errors(results)) == 2
    owners = (owner(database, ids["ana", 1]), owner(database, ids["bo", 3]))
    taken = isinstance(results[1], WfmError)
    assert owners == (("bo", "ana") if taken else ("ana", "bo"))


def test_two_managers_decide_at_once(database):
    """One approval counts, the other is told that it is decided."""
    fill(database, [rep("ana"), rep("bo", "other")])
    ids = published(database, [shift("ana", 2)])
    made = offers.offer_shift(database, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    swaps.take(database, as_rep("bo"), made.id, now=NOW)
    calls = [
        lambda: swaps.decide(database, MANAGER, made.id, True, now=NOW),
        lambda: swaps.decide(database, PLANNER, made.id, False, "no", now=NOW),
    ]
    results = at_once(calls)
    (lost,) = errors(results)
    (won,) = [r for r in results if not isinstance(r, WfmError)]
    assert isinstance(lost, RefusedError | ConflictError)
    assert (owner(database, ids["ana", 2]) == "bo") == (won.state is OfferState.DONE)


def test_two_planners_award_and_publish_at_once(database):
    """One award and one publication; the other planner is told that it is done."""
    fill(database, [rep("ana"), rep("bo")])
    id = add_schedule(database, [*week("ana"), *week("bo", 600)])
    closes = NOW + timedelta(days=1)
    round = bid_rounds.open_round(database, PLANNER, id, "June", NOW, closes, 1, now=NOW)
    after = closes + timedelta(hours=1)
    results = at_once([lambda: awards.award_round(database, PLANNER, round.id, now=after)] * 2)
    assert len(errors(results)) == 1
    assert isinstance(errors(results)[0], ConflictError | RefusedError)
    results = at_once([lambda: awards.publish_round(database, PLANNER, round.id, now=after)] * 4)
    assert len(errors(results)) == 3
    with database.read() as uow:
        assert uow.rounds.get(round.id).state is RoundState.PUBLISHED
        assert Counter(e.action for e in uow.audit.list())["award"] == 1
        assert Counter(e.action for e in uow.audit.list(entity="bid round"))["publish"] == 1


def test_two_rounds_cannot_be_opened_over_one_draft_at_once(database):
    """The second is told of the first."""
    fill(database, [rep("ana")])
    id = add_schedule(database, week("ana"))
    closes = NOW + timedelta(days=1)
    calls = [
        lambda k=k: bid_rounds.open_round(database, PLANNER, id, f"round {k}", NOW, closes, 1, now=NOW)
        for k in range(4)
    ]
    results = at_once(calls)
    assert len(errors(results)) == 3
    assert all("already in round" in str(e) for e in errors(results))


def test_a_bid_is_either_counted_or_refused_when_bidding_closes_at_that_moment(database):
    """Thirty reps bid while the planner closes: every bid that was accepted is there, every other was refused."""
    reps = [f"r{k:02d}" for k in range(30)]
    fill(database, [rep(name) for name in reps])
    id = add_schedule(database, [s for name in reps for s in week(name, days=range(2))])
    made = bid_rounds.open_round(database, PLANNER, id, "June", NOW, NOW + timedelta(days=1), 1, now=NOW)
    line = bid_rounds.lines(database, PLANNER, made.id, now=NOW)[0]
    moment = NOW + timedelta(minutes=1)
    calls = [
        lambda name=name: ranking.rank_lines(database, as_rep(name), made.id, [line.id], now=moment) for name in reps
    ]
    calls.insert(10, lambda: bid_rounds.close_round(database, PLANNER, made.id, now=moment))
    results = at_once(calls)
    assert not isinstance(results.pop(10), WfmError)
    accepted = {name for name, r in zip(reps, results, strict=True) if not isinstance(r, WfmError)}
    with database.read() as uow:
        assert set(uow.rounds.bids(made.id)) == accepted
    assert all("closed for bids on" in str(e) or "not open" in str(e) for e in errors(results))


def test_leave_is_approved_while_its_shifts_change_hands(database):
    """Six give a shift away as their leave is granted, to reps who fall ill at that moment: nobody works in leave."""
    pairs = [(f"a{k}", f"b{k}") for k in range(6)]
    fill(database, [rep(name, zone=ZONE) for pair in pairs for name in pair])
    ids = published(database, [shift(giver, 2) for giver, _ in pairs])
    day = MONDAY + timedelta(days=2)
    calls = []
    for giver, taker in pairs:
        made = offers.offer_shift(database, as_rep(giver), ids[giver, 2], OfferKind.GIVEAWAY, now=NOW)
        calls += [
            lambda id=made.id, name=taker: swaps.take(database, as_rep(name), id, now=NOW),
            lambda name=giver: leave.enter_leave(database, MANAGER, name, day, day, kind="sick", now=NOW),
            lambda name=taker: leave.enter_leave(database, MANAGER, name, day, day, kind="sick", now=NOW),
        ]
    results = at_once(calls)
    for k, (giver, _) in enumerate(pairs):
        took, *away = results[3 * k : 3 * k + 3]
        assert not errors(away)
        assert isinstance(took, RefusedError | ConflictError) or took.state is OfferState.DONE
        taken = [one.planned.id for settled in away for one in settled.shifts]
        assert taken == [ids[giver, 2]], "one leave takes the shift, from whoever has it then"
        with database.read() as uow:
            [standing] = uow.offers.standing(ids[giver, 2])
            assert (standing.kind, uow.schedules.shift(standing.shift).shift.agent) == (OfferKind.OPEN, "")
            assert standing.leave in {settled.id for settled in away}


def test_a_shift_goes_back_or_is_taken_when_leave_is_cancelled(database):
    """Ana is well again as Bo takes what her leave has opened: one of them has it, and no offer stands."""
    fill(database, [rep(name, zone=ZONE) for name in ("ana", "bo")])
    ids = published(database, [shift("ana", 0)])
    for _ in range(4):
        made = leave.enter_leave(database, MANAGER, "ana", MONDAY, MONDAY, kind="sick", now=NOW)
        [entry] = [e for e in offers.board(database, as_rep("bo"), now=NOW) if e.offer.leave == made.id]
        took, back = at_once(
            [
                lambda id=entry.offer.id: swaps.take(database, as_rep("bo"), id, now=NOW),
                lambda id=made.id: leave.cancel_leave(database, MANAGER, id, now=NOW),
            ]
        )
        assert not errors([back])
        returned = [one.planned.id for one in back.shifts] == [ids["ana", 0]]
        assert returned == isinstance(took, RefusedError | ConflictError)
        assert owner(database, ids["ana", 0]) == ("ana" if returned else "bo")
        with database.read() as uow:
            assert not uow.offers.standing(ids["ana", 0])
        if not returned:
            break
