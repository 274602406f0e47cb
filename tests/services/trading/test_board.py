"""The board judges in bulk: the same verdicts as one by one, and as many statements however many offers stand."""

from __future__ import annotations

import pytest

from tests.services.reading.statements import statements
from tests.services.small_centre import MANAGER, NOW, as_rep, fill, published, rep, shift, week
from tests.services.trading import one_by_one
from tests.services.trading.random_board import random_board
from tests.services.trading.trade_steps import TRADE, local, offer, take
from wfm.domain.exchange.offers import OfferState, Verdict
from wfm.services.trading import offers, returns, swap_verdicts, swaps


@pytest.mark.parametrize("seed", range(6))
def test_the_board_judges_as_one_by_one(sqlite_database, seed):
    """Every verdict that anyone sees is that of plain reading, and so is that of `judge`."""
    made = random_board(sqlite_database, seed)
    found = set()
    for viewer in [MANAGER, *map(as_rep, made.reps)]:
        for entry in offers.board(sqlite_database, viewer, now=NOW):
            if entry.decision is None:
                continue
            taker = viewer.rep if viewer.rep and not entry.mine else entry.offer.taken_by
            with sqlite_database.read() as uow:
                told = one_by_one.verdict(uow, taker, entry.shift, entry.offer.skills, entry.returned, NOW, viewer.rep)
            assert entry.decision == told
            back = None if entry.returned is None else entry.returned.id
            if viewer.rep == taker:
                assert swap_verdicts.judge(sqlite_database, viewer, taker, entry.shift.id, back, now=NOW) == told
            found.add(told.verdict)
    assert found == set(Verdict)


@pytest.mark.parametrize("seed", range(3))
def test_what_may_be_given_in_return_is_judged_as_one_by_one(sqlite_database, seed):
    """The choices for all trades at once are those for each, and plain reading agrees."""
    made = random_board(sqlite_database, seed)
    for viewer in map(as_rep, made.reps):
        trades = [e for e in offers.board(sqlite_database, viewer, now=NOW) if e.offer.kind is TRADE and not e.mine]
        choices = returns.return_choices(sqlite_database, viewer, [e.offer.id for e in trades], now=NOW)
        for entry in trades:
            assert {entry.offer.id: choices[entry.offer.id]} == returns.return_choices(
                sqlite_database, viewer, [entry.offer.id], now=NOW
            )
            for planned, decision in choices[entry.offer.id]:
                with sqlite_database.read() as uow:
                    told = one_by_one.verdict(
                        uow, viewer.rep, entry.shift, entry.offer.skills, planned, NOW, viewer.rep
                    )
                assert decision == told


def test_many_offers_take_as_many_statements_as_few(db):
    """A board of 30 reps is read like one of 6, by each viewer."""
    counts = {}
    few = random_board(db, 1, reps=6)
    for name, viewer in (("manager", MANAGER), ("rep", as_rep(few.reps[0]))):
        with statements(db) as seen:
            entries = offers.board(db, viewer, now=NOW)
        assert len(entries) > 4
        counts[name] = len(seen)
    assert max(counts.values()) <= 16, counts


def test_one_who_asked_and_left_does_not_take_the_board_down(db):
    """The manager reads on the trade why it cannot be, and everything else as ever."""
    fill(db, [rep("ana", "full"), rep("bo", "full"), rep("cy", "full")])
    ids = published(db, [*week("ana"), *week("bo", days=range(4)), shift("cy", 6)])
    made = offer(db, "ana", ids["ana", 4])
    assert take(db, "bo", made).state is OfferState.PENDING
    with db.write() as uow:
        uow.reps.set_active("bo", False)
    (entry,) = offers.board(db, MANAGER, now=NOW)
    assert entry.decision.verdict is Verdict.REFUSED
    assert entry.decision.reasons == ("rep bo no longer works here",)
    assert swaps.decide(db, MANAGER, made.id, False, "bo has left", now=NOW).state is OfferState.REFUSED


def test_a_published_schedule_is_not_lost_behind_two_hundred_newer_ones(db):
    """Rules reach into the week before, however many schedules were published after it."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 6, 1020, 240), shift("bo", 0)])
    following = published(db, [shift("bo", 0, 420)], start=local(7, 12).date())
    assert following
    for n in range(201):
        published(db, [], start=local(14 + 7 * n, 12).date())
    made = offer(db, "ana", ids["ana", 6])
    (entry,) = offers.board(db, as_rep("bo"), now=NOW)
    assert entry.offer.id == made.id
    assert any("rest, Mon 8 Jun: 10 h" in reason for reason in entry.decision.reasons)
