"""The steps of a trade, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.services.small_centre import (
    MONDAY,
    NOW,
    ZONE,
    as_rep,
)
from wfm.domain.exchange.offers import OfferKind
from wfm.domain.time import to_utc
from wfm.services.trading import offers, swaps

GIVEAWAY, TRADE = OfferKind.GIVEAWAY, OfferKind.TRADE


def local(day: int, hour: float) -> datetime:
    """An instant of the week of the tests by local day and hour."""
    midnight = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time())
    return to_utc(midnight + timedelta(hours=hour), ZONE)


def offer(db, who, shift_id, kind=GIVEAWAY, wanted=None, now=NOW):
    return offers.offer_shift(db, as_rep(who), shift_id, kind, "", wanted, now=now)


def take(db, who, made, in_return=None, now=NOW):
    return swaps.take(db, as_rep(who), made.id, in_return, now=now)


def actions(db) -> list[str]:
    """What the log holds besides the moves of shifts that follow from it."""
    with db.read() as uow:
        return [entry.action for entry in reversed(uow.audit.list()) if entry.action != "move"]
