"""Trades that wait for a manager: which do, and what a decision does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.small_centre import (
    MANAGER,
    NOW,
    PLANNER,
    as_rep,
    fill,
    give_leave,
    owner,
    published,
    rep,
    shift,
    week,
)
from tests.services.trading.trade_steps import TRADE, local, offer, take
from wfm.domain.errors import AccessError, ConflictError, InputError, RefusedError
from wfm.domain.exchange.offers import OfferState, Verdict
from wfm.domain.exchange.trades import TradeTerms
from wfm.services.trading import offers, swap_verdicts, swaps


@pytest.mark.parametrize(("hours", "state"), [(24, OfferState.DONE), (23.9, OfferState.PENDING)])
def test_inside_the_notice_period_a_manager_decides(db, hours, state):
    """A day before the start all is well, six minutes later it is not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 2)])
    made = offer(db, "ana", ids["ana", 2])
    done = take(db, "bo", made, now=local(2, 9) - timedelta(hours=hours))
    assert done.state is state
    if state is OfferState.PENDING:
        assert done.reason == "the shift on Wed 3 Jun 09:00-17:30 begins in less than 24 h"


def test_a_trade_of_unequal_paid_time_needs_a_manager(db):
    """8 h against 4 h exceeds the tolerance of 30 minutes; a tolerance of 4 h lets it pass."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1, minutes=240), shift("ana", 3), shift("bo", 4, minutes=240)])
    asked = take(db, "bo", offer(db, "ana", ids["ana", 0], TRADE), ids["bo", 1])
    assert asked.state is OfferState.PENDING
    assert asked.reason == "the shifts pay 8 h and 4 h; a difference of more than 30 min needs a manager"
    made = offer(db, "ana", ids["ana", 3], TRADE)
    terms = TradeTerms(paid_tolerance=240)
    assert swaps.take(db, as_rep("bo"), made.id, ids["bo", 4], now=NOW, terms=terms).state is OfferState.DONE
    tight = TradeTerms(paid_tolerance=239)
    assert (
        swap_verdicts.judge(db, as_rep("bo"), "bo", ids["ana", 0], ids["bo", 1], now=NOW, terms=tight).verdict
        is Verdict.REVIEW
    )


def test_a_giveaway_between_contracts_needs_a_manager_and_a_trade_does_not(db):
    """One-sided and of different contracts; the same change with a shift in return is free."""
    fill(db, [rep("ana"), rep("bo", "other")])
    ids = published(db, [shift("ana", 0), shift("ana", 2), shift("bo", 3)])
    asked = take(db, "bo", offer(db, "ana", ids["ana", 0]))
    assert asked.state is OfferState.PENDING
    assert "a rep of contract other would take a shift of contract flex and give none back" in asked.reason
    assert take(db, "bo", offer(db, "ana", ids["ana", 2], TRADE), ids["bo", 3]).state is OfferState.DONE


def test_paid_time_above_forty_hours_needs_a_manager(db):
    """Up to 40 h in the week is free, above it is overtime, above the contract's 48 h it is refused."""
    fill(db, [rep("ana"), rep("bo"), rep("cy"), rep("di", "flex")])
    ids = published(
        db,
        [
            shift("ana", 5),
            *week("bo", days=range(4)),
            *week("cy", days=range(5)),
            *[shift("di", day, 540, 630) for day in range(4)],
            shift("di", 4, 540, 240),
        ],
    )
    verdicts = {name: swap_verdicts.judge(db, MANAGER, name, ids["ana", 5], now=NOW) for name in ("bo", "cy", "di")}
    assert verdicts["bo"].verdict is Verdict.ALLOWED
    assert verdicts["cy"].verdict is Verdict.REVIEW
    assert verdicts["cy"].reasons == ("48 paid hours in the week of 1 Jun, more than the regular 40",)
    assert verdicts["di"].verdict is Verdict.REFUSED
    assert "52 paid hours, at most 48" in verdicts["di"].sentence


def test_managers_decide_once_with_reasons_and_the_rules_are_judged_again(db):
    """Leave granted meanwhile stops an approval; a refusal needs a reason and ends the offer; reps may not decide."""
    fill(db, [rep("ana"), rep("bo", "other")])
    ids = published(db, [shift("ana", 2)])
    made = offer(db, "ana", ids["ana", 2])
    with pytest.raises(RefusedError, match="nobody has asked"):
        swaps.decide(db, MANAGER, made.id, True, now=NOW)
    take(db, "bo", made)
    with pytest.raises(AccessError):
        swaps.decide(db, as_rep("ana"), made.id, True, now=NOW)
    give_leave(db, "bo", local(2, 0))
    with pytest.raises(RefusedError, match="a rule now forbids it: Bo: leave, Wed 3 Jun"):
        swaps.decide(db, MANAGER, made.id, True, now=NOW)
    with pytest.raises(RefusedError, match="already begun"):
        swaps.decide(db, MANAGER, made.id, True, now=local(2, 9))
    with pytest.raises(InputError, match="must carry a reason"):
        swaps.decide(db, MANAGER, made.id, False, now=NOW)
    ended = swaps.decide(db, PLANNER, made.id, False, "bo is away", now=NOW)
    assert (ended.state, ended.reason) == (OfferState.REFUSED, "bo is away")
    assert owner(db, ids["ana", 2]) == "ana"
    with pytest.raises(RefusedError, match="was refused by a manager"):
        swaps.decide(db, MANAGER, made.id, True, now=NOW)


def test_a_pending_offer_cannot_be_taken_by_another_but_can_be_withdrawn(db):
    """The first to ask holds it until a manager decides."""
    fill(db, [rep("ana"), rep("bo", "other"), rep("cy")])
    ids = published(db, [shift("ana", 0)])
    made = offer(db, "ana", ids["ana", 0])
    take(db, "bo", made)
    with pytest.raises(ConflictError, match="they have asked for the shift, and a manager will decide"):
        take(db, "cy", made)
    assert offers.withdraw(db, as_rep("ana"), made.id).state is OfferState.WITHDRAWN
