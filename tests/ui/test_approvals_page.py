"""The approvals page: what waits is decided by others; one's own is told without buttons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.services.small_centre import ZONE, fill, published, rep, shift, week
from wfm.database.engine import Database
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.time import local_midnight
from wfm.services.clock import clock_now


def page(url: str) -> None:
    """The page for a manager who is the rep mo."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import Principal, Role
    from wfm.ui.pages import approvals

    approvals.draw(open_database(url), Principal("mo", Role.MANAGER, "mo"))


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Two reps who ask for time off, and two trades that wait: one of them is of the manager."""
    monday = clock_now(None).date() + timedelta(days=14)
    fill(sqlite_database, [rep("mo"), rep("ana"), rep("cy")])
    ids = published(sqlite_database, [*week("mo"), *week("ana"), shift("cy", 5)], monday)
    start = clock_now(None) + timedelta(days=60)
    with sqlite_database.write() as uow:
        for name in ("mo", "ana"):
            uow.time_off.request(name, start, start + timedelta(days=1), "private")
            waiting = ShiftOffer(
                0, OfferKind.GIVEAWAY, ids[name, 2], name, None, None, OfferState.OPEN, "", "", clock_now(None)
            )
            uow.offers.change(uow.offers.add(waiting), 1, OfferState.PENDING, taken_by="cy")
    return sqlite_database


def test_one_s_own_is_for_others(db: Database) -> None:
    """Both are shown; only what is another's can be approved or refused."""
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120).run()
    assert not shown.exception
    assert [button.key for button in shown.button if str(button.key).startswith(("approve_", "refuse_"))] == [
        "approve_trade_2",
        "refuse_trade_2",
        "approve_leave_2",
        "refuse_leave_2",
    ]
    told = [caption.value for caption in shown.caption if "your own" in caption.value]
    assert not shown.warning
    assert told == ["This is your own: another manager or a planner must decide on it."] * 2


def test_what_it_would_take_is_told_before_and_after(db: Database) -> None:
    """The shifts that lie in it and what coverage loses; approving takes them, and says so."""
    monday = clock_now(None).date() + timedelta(days=14)
    with db.write() as uow:
        start = local_midnight(monday, ZONE)
        id = uow.time_off.request("cy", start, start + timedelta(days=7), "private")
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120).run()
    assert not shown.exception
    [told] = [warning.value.replace("\\", "") for warning in shown.warning]
    assert told.startswith("Published shifts would be taken: 1 shift opened (")
    assert any("no requirement covers this day" in caption.value for caption in shown.caption)
    shown.button(key=f"approve_leave_{id}").click().run()
    assert not shown.exception
    with db.read() as uow:
        assert [offer.leave for offer in uow.offers.list(OfferState.OPEN)] == [id]
    assert shown.session_state["flash"] == "The time off is approved. Published shifts: 1 shift opened"
