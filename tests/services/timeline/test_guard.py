"""Publishing undoes nothing unseen: trades made since the draft, and offers on the schedule that it replaces."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
from wfm.database.engine import Database
from wfm.database.tables import ScheduleRow
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import OfferKind, OfferState, ScheduleStatus
from wfm.domain.people import Site, WorkMode
from wfm.services.bidding import awards, bid_rounds
from wfm.services.timeline import publish, undo, undone_by
from wfm.services.trading import offers, swaps


def _traded(db: Database) -> tuple[int, int]:
    """A draft beside a published week, and a shift of that week that bo took from ana after it was made."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 2), shift("ana", 3)])
    draft = add_schedule(db, [shift("ana", 2), shift("ana", 4)])
    made = offers.offer_shift(db, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    swaps.take(db, as_rep("bo"), made.id, now=NOW)
    return draft, ids["ana", 2]


def test_a_trade_since_the_draft_is_not_undone_unseen(database: Database) -> None:
    """The planner is told whose shift it is now, and nothing changes."""
    draft, traded = _traded(database)
    with pytest.raises(
        RefusedError, match=r"would undo .*: Ana's shift on Wed 3 Jun 09:00-17:30 is now Bo's; rebase it, make it again"
    ):
        publish(database, PLANNER, draft, now=NOW)
    assert owner(database, traded) == "bo"
    with database.read() as uow:
        assert uow.schedules.record(draft).status is ScheduleStatus.DRAFT


def test_a_trade_may_be_undone_by_one_who_has_read_of_it(database: Database) -> None:
    """What was accepted is undone, and the log says so; what came after the reading is not."""
    draft, _ = _traded(database)
    seen = undone_by(database, PLANNER, draft, now=NOW)
    with database.read() as uow:
        (left,) = uow.schedules.shifts_of("ana", NOW, NOW + timedelta(days=60))
    made = offers.offer_shift(database, as_rep("ana"), left.id, OfferKind.GIVEAWAY, now=NOW)
    swaps.take(database, as_rep("bo"), made.id, now=NOW)
    with pytest.raises(RefusedError, match="Thu 4 Jun"):
        publish(database, PLANNER, draft, accepted=seen, now=NOW)
    seen = undone_by(database, PLANNER, draft, now=NOW)
    assert publish(database, PLANNER, draft, accepted=seen, now=NOW).status is ScheduleStatus.PUBLISHED
    with database.read() as uow:
        entry = uow.audit.list(entity="schedule")[0]
    assert entry.detail["undone"] == list(seen)


def test_a_draft_made_after_the_trade_is_published(database: Database) -> None:
    """What was there when the draft was made is not in its way."""
    _traded(database)
    draft = add_schedule(database, [shift("ana", 1)])
    assert undone_by(database, PLANNER, draft, now=NOW) == ()
    assert publish(database, PLANNER, draft, now=NOW).status is ScheduleStatus.PUBLISHED


def test_a_schedule_published_meanwhile_is_told(database: Database) -> None:
    """Of two drafts over the same days, the second would replace the first."""
    fill(database, [rep("ana")])
    drafts = [add_schedule(database, [shift("ana", day)]) for day in (1, 2)]
    publish(database, PLANNER, drafts[0], now=NOW)
    with pytest.raises(
        RefusedError, match=f"pat published schedule {drafts[0]} at Wed 20 May 08:00: the shifts of Ana on Tue 2 Jun"
    ):
        publish(database, PLANNER, drafts[1], now=NOW)


def test_a_publication_taken_back_meanwhile_is_told(sqlite_database: Database) -> None:
    """What returned by it and what left is one thing that happened, whoever published either before."""
    db = sqlite_database
    fill(db, [rep("ana")])
    published(db, [shift("ana", 1)])
    publish(db, PLANNER, add_schedule(db, [shift("ana", 2)]), now=NOW)
    draft = add_schedule(db, [shift("ana", 3)])
    undo(db, PLANNER, reason="a mistake", now=NOW)
    (told,) = undone_by(db, PLANNER, draft, now=NOW)
    assert told.startswith(
        "pat took publication 2 back at Wed 20 May 08:00: the shifts of Ana from Tue 2 Jun to Wed 3 Jun"
    )


def test_shifts_added_and_removed_are_told(database: Database) -> None:
    """An open shift added since, and one taken off."""
    fill(database, [rep("ana")])
    ids = published(database, [shift("ana", 2), shift("ana", 3)])
    draft = add_schedule(database, [shift("ana", 2)])
    with database.read() as uow:
        schedule = uow.schedules.shift(ids["ana", 2]).schedule
    with database.write() as uow:
        uow.schedules.take_off(ids["ana", 3], 1)
        uow.schedules.add_shift(schedule, shift("", 4))
    assert undone_by(database, PLANNER, draft, now=NOW) == (
        "Ana's shift on Thu 4 Jun 09:00-17:30 was taken off",
        "the shift on Fri 5 Jun 09:00-17:30 is now open",
    )


def test_a_draft_of_an_earlier_version_does_not_know(database: Database) -> None:
    """Where nothing was kept, nothing is guessed: beside a published schedule it must be accepted."""
    from sqlalchemy import update

    fill(database, [rep("ana")])
    drafts = [
        add_schedule(database, [shift("ana", day)], MONDAY + timedelta(days=7 * week)) for day, week in ((1, 0), (2, 1))
    ]
    with database.write() as uow:
        uow.schedules._change(update(ScheduleRow).values(basis=None))
    publish(database, PLANNER, drafts[0], now=NOW)
    again = add_schedule(database, [shift("ana", 3)])
    with database.write() as uow:
        uow.schedules._change(update(ScheduleRow).where(ScheduleRow.id == again).values(basis=None))
    with pytest.raises(RefusedError, match="by an earlier version"):
        publish(database, PLANNER, again, now=NOW)
    publish(database, PLANNER, drafts[1], now=NOW)


def test_offers_leave_the_board_with_their_schedule(database: Database) -> None:
    """Open and pending offers of a schedule that is replaced are withdrawn with the reason; the log names them."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, week("ana"))
    opened = offers.offer_shift(database, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    other = published(database, [shift("ana", 2)], MONDAY + timedelta(days=7))
    kept = offers.offer_shift(database, as_rep("ana"), other["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    draft = add_schedule(database, week("bo"))
    publish(database, PLANNER, draft, now=NOW)
    with database.read() as uow:
        gone, stays = uow.offers.get(opened.id), uow.offers.get(kept.id)
        entry = uow.audit.list(entity="schedule")[0]
    assert gone.state is OfferState.WITHDRAWN
    assert f"schedule {draft} took the place" in gone.reason
    assert stays.state is OfferState.OPEN
    assert entry.detail["withdrawn_offers"] == [opened.id]
    assert [e.offer.id for e in offers.board(database, MANAGER, now=NOW)] == [kept.id]


def test_a_bid_round_undoes_nothing_unseen_either(database: Database) -> None:
    """The draft under a round is as old as its lines: a trade made while reps bid is told before it is undone."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [shift("ana", 2)])
    draft = add_schedule(database, [shift("ana", 2), shift("bo", 3)])
    closes = NOW + timedelta(hours=1)
    made = bid_rounds.open_round(database, PLANNER, draft, "June", NOW, closes, 1, now=NOW)
    offer = offers.offer_shift(database, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    swaps.take(database, as_rep("bo"), offer.id, now=NOW)
    later = closes + timedelta(minutes=1)
    awards.award_round(database, PLANNER, made.id, now=later)
    with pytest.raises(RefusedError, match="is now Bo's"):
        awards.publish_round(database, PLANNER, made.id, now=later)
    seen = undone_by(database, PLANNER, draft, now=NOW)
    done = awards.publish_round(database, PLANNER, made.id, accepted=seen, now=later)
    assert done.status is ScheduleStatus.PUBLISHED


@pytest.mark.parametrize("first", [0, 1])
def test_the_seats_of_two_neighbours_that_were_drafted_apart(database: Database, first: int) -> None:
    """The night of one runs into the morning of the other, on one seat: whichever is published last is refused."""
    place = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False, "site": "hq"}
    fill(database, [rep("ana", **place), rep("bo", **place)], {"hq": 1})
    drafts = [
        add_schedule(database, [shift("ana", 0, 1320, 240, "hq")], MONDAY, 1),
        add_schedule(database, [shift("bo", 0, 60, 240, "hq")], MONDAY + timedelta(days=1), 1),
    ]
    publish(database, PLANNER, drafts[first], now=NOW)
    told = "hq has 1 seat and would need 2 on Tue 2 Jun 01:00; make the schedule again"
    with pytest.raises(RefusedError, match=told):
        publish(database, PLANNER, drafts[1 - first], now=NOW)
    with database.write() as uow:
        uow.sites.put_many([Site("hq", "HQ", 2, ZONE)])
    publish(database, PLANNER, drafts[1 - first], now=NOW)


def test_what_an_earlier_version_kept_goes_beyond_the_days(sqlite_database: Database) -> None:
    """It held all shifts of the schedules that a draft met, by version alone: those that are as they were are no change."""
    from sqlalchemy import update

    db = sqlite_database
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1), shift("ana", 8), shift("ana", 9)], days=14)
    draft = add_schedule(db, [shift("ana", 1, 600)])
    kept = {"1": {"usual": 1, "ids": [[min(ids.values()), max(ids.values())]], "other": []}}
    with db.write() as uow:
        uow.schedules._change(update(ScheduleRow).where(ScheduleRow.id == draft).values(basis=kept))
    assert undone_by(db, PLANNER, draft, now=NOW) == ()
    offer = offers.offer_shift(db, as_rep("ana"), ids["ana", 1], OfferKind.GIVEAWAY, now=NOW)
    swaps.take(db, as_rep("bo"), offer.id, now=NOW)
    assert undone_by(db, PLANNER, draft, now=NOW) == ("the shift on Tue 2 Jun 09:00-17:30 is now Bo's",)
