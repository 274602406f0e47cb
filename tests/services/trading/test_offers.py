"""Offers on the trade board: who may offer, take, post and withdraw what, and what each viewer sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    add_schedule,
    as_rep,
    fill,
    owner,
    planned,
    published,
    rep,
    shift,
)
from tests.services.trading.trade_steps import GIVEAWAY, TRADE, actions, local, offer, take
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.offers import OfferState, Verdict
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.domain.people import Activity, Stage
from wfm.services.trading import offers, returns, swaps


def test_a_giveaway_goes_to_the_rep_who_takes_it(db):
    """The shift has its new owner, its breaks and activities with it, the offer is done, and the log tells both steps."""
    fill(db, [rep("ana"), rep("bo")])
    coached = replace(shift("ana", 0), activities=(Activity("coaching", 600, 630),))
    ids = published(db, [coached])
    made = offer(db, "ana", ids["ana", 0])
    assert made.state is OfferState.OPEN
    done = take(db, "bo", made)
    assert (done.state, done.taken_by) == (OfferState.DONE, "bo")
    assert planned(db, ids["ana", 0]).shift == coached.given_to("bo", None)
    assert actions(db) == ["offer", "take"]


def test_a_trade_exchanges_two_shifts(db):
    """Each has the other's; the shift wanted is the default in return."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1)])
    made = offer(db, "ana", ids["ana", 0], TRADE, wanted=ids["bo", 1])
    done = take(db, "bo", made)
    assert (done.state, done.in_return) == (OfferState.DONE, ids["bo", 1])
    assert (owner(db, ids["ana", 0]), owner(db, ids["bo", 1])) == ("bo", "ana")


def test_only_the_owner_may_offer_and_withdraw(db):
    """Another rep, a manager without a rep, and a rep who has traded the shift away are turned down."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0)])
    with pytest.raises(AccessError, match="only the rep whose shift it is may offer"):
        offer(db, "bo", ids["ana", 0])
    with pytest.raises(AccessError, match="not a rep"):
        offers.offer_shift(db, MANAGER, ids["ana", 0], GIVEAWAY, now=NOW)
    made = offer(db, "ana", ids["ana", 0])
    for who in (as_rep("bo"), MANAGER, PLANNER):
        with pytest.raises(AccessError, match="may withdraw"):
            offers.withdraw(db, who, made.id)
    assert offers.withdraw(db, as_rep("ana"), made.id).state is OfferState.WITHDRAWN
    with pytest.raises(RefusedError, match="was withdrawn"):
        take(db, "bo", made)
    with pytest.raises(RefusedError, match="was withdrawn"):
        offers.withdraw(db, as_rep("ana"), made.id)


def test_a_shift_stands_on_the_board_once(db):
    """A second offer of it is refused while the first stands, also as a shift promised in return; then it may."""
    fill(db, [rep("ana"), rep("bo", "other")])
    ids = published(db, [shift("ana", 0), shift("bo", 1, minutes=240)])
    made = offer(db, "ana", ids["ana", 0], TRADE)
    with pytest.raises(RefusedError, match="part of another offer"):
        offer(db, "ana", ids["ana", 0])
    assert take(db, "bo", made, ids["bo", 1]).state is OfferState.PENDING
    with pytest.raises(RefusedError, match="part of another offer"):
        offer(db, "bo", ids["bo", 1])
    offers.withdraw(db, as_rep("ana"), made.id)
    assert offer(db, "bo", ids["bo", 1]).state is OfferState.OPEN


def test_a_shift_promised_elsewhere_cannot_be_given_in_return(db):
    """The taker's shift stands on the board as an offer of its own."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1)])
    made = offer(db, "ana", ids["ana", 0], TRADE)
    offer(db, "bo", ids["bo", 1])
    with pytest.raises(RefusedError, match="withdraw that first"):
        take(db, "bo", made, ids["bo", 1])


def test_drafts_and_begun_shifts_do_not_change_hands(db):
    """A draft's shift is refused; a published one until the minute it begins is not, from that minute on it is."""
    fill(db, [rep("ana"), rep("bo")])
    draft = add_schedule(db, [shift("ana", 0)])
    with db.read() as uow:
        (stored,) = uow.schedules.get(draft).shifts
    with pytest.raises(RefusedError, match="Mon 1 Jun 09:00-17:30 is not published"):
        offer(db, "ana", stored.id)
    with pytest.raises(RefusedError, match="is draft; open shifts are added to published ones"):
        offers.create_open_shift(db, PLANNER, draft, shift("", 1), ["en"], now=NOW)
    ids = published(db, [shift("ana", 0)])
    with pytest.raises(RefusedError, match="Mon 1 Jun 09:00-17:30 has already begun"):
        offer(db, "ana", ids["ana", 0], now=local(0, 9))
    made = offer(db, "ana", ids["ana", 0], now=local(0, 9) - timedelta(minutes=1))
    with pytest.raises(RefusedError, match="already begun"):
        take(db, "bo", made, now=local(0, 9))
    assert take(db, "bo", made, now=local(0, 9) - timedelta(minutes=1)).state is OfferState.PENDING


def test_one_may_not_take_ones_own_or_what_one_lacks_the_skill_for(db):
    """At least the same skills: the bilingual rep may cover the monolingual one, not the reverse; trainees never."""
    fill(db, [rep("mono"), rep("duo", skills=("en", "es")), rep("new", skills=("en", "es"), stage=Stage.TRAINING)])
    ids = published(db, [shift("mono", 0), shift("duo", 1)])
    simple, rich = offer(db, "mono", ids["mono", 0]), offer(db, "duo", ids["duo", 1])
    with pytest.raises(RefusedError, match="your own shift"):
        take(db, "mono", simple)
    with pytest.raises(RefusedError, match="it needs skill es"):
        take(db, "mono", rich)
    with pytest.raises(RefusedError, match="in training"):
        take(db, "new", simple)
    assert take(db, "duo", simple).state is OfferState.DONE


def test_trades_ask_for_the_right_shift_in_return(db):
    """None given, another's, a different one than wanted, and something given where nothing is asked."""
    fill(db, [rep("ana"), rep("bo"), rep("cy")])
    ids = published(db, [shift("ana", 0), shift("ana", 1), shift("bo", 2), shift("bo", 3), shift("cy", 4)])
    any_trade = offer(db, "ana", ids["ana", 0], TRADE)
    with pytest.raises(InputError, match="asks for one of your shifts"):
        take(db, "bo", any_trade)
    with pytest.raises(AccessError, match="only a shift of your own"):
        take(db, "bo", any_trade, ids["cy", 4])
    directed = offer(db, "ana", ids["ana", 1], TRADE, wanted=ids["bo", 2])
    with pytest.raises(RefusedError, match="asks for another shift"):
        take(db, "bo", directed, ids["bo", 3])
    gift = offer(db, "cy", ids["cy", 4])
    with pytest.raises(InputError, match="nothing is asked in return"):
        take(db, "bo", gift, ids["bo", 2])
    with pytest.raises(InputError, match="only a trade can want"):
        offer(db, "bo", ids["bo", 3], GIVEAWAY, wanted=ids["ana", 0])
    with pytest.raises(RefusedError, match="shift of another rep"):
        offer(db, "bo", ids["bo", 3], TRADE, wanted=ids["bo", 2])
    with pytest.raises(NotFoundError):
        swaps.take(db, as_rep("bo"), 999, now=NOW)


def test_open_shifts_are_posted_by_planners_and_taken_by_reps_with_the_skills(db):
    """A new one is added, an existing one released, an ownerless one posted; reps may do none of it."""
    fill(db, [rep("ana", skills=("en", "es")), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("", 1)])
    with pytest.raises(AccessError):
        offers.post_open_shift(db, as_rep("bo"), ids["", 1], ["en"], now=NOW)
    with pytest.raises(InputError, match="skills must be of a queue or a rep, got 'fr'"):
        offers.post_open_shift(db, PLANNER, ids["", 1], ["fr"], now=NOW)
    with pytest.raises(RefusedError, match="belongs to a rep"):
        offers.post_open_shift(db, PLANNER, ids["ana", 0], ["en"], now=NOW)
    posted = offers.post_open_shift(db, PLANNER, ids["", 1], ["en"], now=NOW)
    released = offers.release_shift(db, MANAGER, ids["ana", 0], "sick", now=NOW)
    assert owner(db, ids["ana", 0]) == ""
    with pytest.raises(RefusedError, match="it needs skill es"):
        take(db, "bo", released)
    assert take(db, "bo", posted).state is OfferState.DONE
    schedule = planned(db, ids["ana", 0]).schedule
    with pytest.raises(InputError, match="no contract allows this shift"):
        offers.create_open_shift(db, PLANNER, schedule, shift("", 3, minutes=300), ["en"], now=NOW)
    with pytest.raises(InputError, match="must start within its schedule"):
        offers.create_open_shift(db, PLANNER, schedule, shift("", 7), ["en"], now=NOW)
    added = offers.create_open_shift(db, PLANNER, schedule, shift("", 3), ["en"], now=NOW)
    entries = offers.open_shifts(db, as_rep("bo"), now=NOW)
    assert {(e.offer.id, e.decision.verdict) for e in entries} == {
        (released.id, Verdict.REFUSED),
        (added.id, Verdict.ALLOWED),
    }
    with pytest.raises(AccessError):
        offers.withdraw(db, as_rep("bo"), added.id)
    assert offers.withdraw(db, PLANNER, added.id).state is OfferState.WITHDRAWN


def test_the_board_shows_each_viewer_what_concerns_them(db):
    """A directed trade is for the rep it wants; a pending one for its two and for managers; begun shifts are gone."""
    fill(db, [rep("ana"), rep("bo"), rep("cy", "other")])
    ids = published(db, [shift("ana", 0), shift("ana", 2), shift("bo", 1)])
    directed = offer(db, "ana", ids["ana", 0], TRADE, wanted=ids["bo", 1])
    gift = offer(db, "ana", ids["ana", 2])

    def seen(who, now=NOW):
        return {e.offer.id: e for e in offers.board(db, who, now=now)}

    assert set(seen(as_rep("bo"))) == {directed.id, gift.id}
    assert set(seen(as_rep("cy"))) == {gift.id}
    assert set(seen(as_rep("ana"))) == set(seen(PLANNER)) == {directed.id, gift.id}
    assert seen(as_rep("bo"))[directed.id].decision.verdict is Verdict.ALLOWED
    assert seen(as_rep("cy"))[gift.id].decision.verdict is Verdict.REVIEW
    assert seen(as_rep("ana"))[gift.id].mine
    assert seen(as_rep("ana"))[gift.id].decision is None
    take(db, "cy", gift)
    assert set(seen(as_rep("bo"))) == {directed.id}
    assert seen(as_rep("cy"))[gift.id].taker == "Cy"
    assert set(seen(PLANNER, now=local(0, 9))) == {gift.id}
    assert [o.id for o in offers.my_offers(db, as_rep("cy"))] == [gift.id]


def test_return_choices_are_ones_own_coming_shifts_with_their_verdicts(db):
    """A shift on the same day would be free to trade, one that leaves two on a day would not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 0, 480), shift("bo", 3), shift("bo", 6)])
    made = offer(db, "ana", ids["ana", 0], TRADE)
    choices = {p.id: d.verdict for p, d in returns.return_choices(db, as_rep("bo"), [made.id], now=NOW)[made.id]}
    assert choices == {
        ids["bo", 0]: Verdict.ALLOWED,
        ids["bo", 3]: Verdict.REFUSED,
        ids["bo", 6]: Verdict.REFUSED,
    }


def test_what_is_given_in_return_may_be_of_another_schedule(db):
    """There is one timeline: a shift of the same week that another publication brought, and not the week after it."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 0)])
    with db.write() as uow:
        team = replace(uow.schedules.record(1), id=0, status=ScheduleStatus.DRAFT, reps=frozenset({"bo"}))
        id = uow.schedules.add(team, [shift("bo", 1), shift("bo", 6)])
        uow.publications.publish(id, 1, NOW)
        brought = {p.shift.day: p.id for p in uow.schedules.get(id).shifts}
    published(db, [shift("bo", 0)], MONDAY + timedelta(days=7))
    made = offer(db, "ana", ids["ana", 0], TRADE)
    choices = {p.id: d for p, d in returns.return_choices(db, as_rep("bo"), [made.id], now=NOW)[made.id]}
    assert {id: d.verdict for id, d in choices.items()} == dict.fromkeys(brought.values(), Verdict.ALLOWED)
    with pytest.raises(RefusedError, match="the shift is not published"):
        take(db, "bo", made, ids["bo", 0])
    assert take(db, "bo", made, brought[1]).state is OfferState.DONE
    assert (owner(db, ids["ana", 0]), owner(db, brought[1])) == ("bo", "ana")


def test_a_shift_that_the_planner_moved_is_not_handed_over(db):
    """The offer is of a shift that has meanwhile another owner."""
    fill(db, [rep("ana"), rep("bo"), rep("cy")])
    ids = published(db, [shift("ana", 0)])
    made = offer(db, "ana", ids["ana", 0])
    with db.write() as uow:
        uow.schedules.move_shift(ids["ana", 0], 1, "cy", None)
    with pytest.raises(ConflictError, match="changed hands"):
        take(db, "bo", made)
    assert owner(db, ids["ana", 0]) == "cy"


def test_a_locked_shift_and_a_rep_who_left(db):
    """A locked shift needs a manager; who no longer works here can take nothing."""
    fill(db, [rep("ana"), rep("bo"), rep("gone")])
    locked = shift("ana", 0)
    ids = published(db, [type(locked)("ana", locked.start, locked.end, None, locked.breaks, True)])
    made = offer(db, "ana", ids["ana", 0])
    with db.write() as uow:
        uow.reps.set_active("gone", False)
    with pytest.raises(RefusedError, match="no longer works here"):
        take(db, "gone", made)
    assert take(db, "bo", made).reason == "a planner has locked the shift on Mon 1 Jun 09:00-17:30"


def test_a_rep_who_was_erased_at_that_moment(db):
    """The board that they had open is drawn, and takes nothing."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0)])
    made = offer(db, "ana", ids["ana", 0])
    with pytest.raises(RefusedError, match="rep ghost no longer works here"):
        take(db, "ghost", made)
    (entry,) = offers.board(db, as_rep("ghost"), now=NOW)
    assert entry.decision.reasons == ("rep ghost no longer works here",)
