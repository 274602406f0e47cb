"""Trades on a real database: who may do what, both sides of every term, and what is refused in plain words."""

from __future__ import annotations

from datetime import datetime, timedelta

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
    give_leave,
    owner,
    planned,
    published,
    rep,
    shift,
    week,
)
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.offers import OfferKind, OfferState, Verdict
from wfm.domain.people.reps import Stage, WorkMode
from wfm.domain.time import to_utc
from wfm.services.trading import swaps

GIVEAWAY, TRADE = OfferKind.GIVEAWAY, OfferKind.TRADE


@pytest.fixture
def db(sqlite_database):
    return sqlite_database


def local(day: int, hour: float) -> datetime:
    """An instant of the week of the tests by local day and hour."""
    midnight = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time())
    return to_utc(midnight + timedelta(hours=hour), ZONE)


def offer(db, who, shift_id, kind=GIVEAWAY, wanted=None, now=NOW):
    return swaps.offer_shift(db, as_rep(who), shift_id, kind, "", wanted, now=now)


def take(db, who, made, in_return=None, now=NOW):
    return swaps.take(db, as_rep(who), made.id, in_return, now=now)


def actions(db) -> list[str]:
    with db.read() as uow:
        return [entry.action for entry in reversed(uow.audit.list())]


def test_a_giveaway_goes_to_the_rep_who_takes_it(db):
    """The shift has its new owner, the offer is done, and the log tells both steps."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0)])
    made = offer(db, "ana", ids["ana", 0])
    assert made.state is OfferState.OPEN
    done = take(db, "bo", made)
    assert (done.state, done.taken_by) == (OfferState.DONE, "bo")
    assert owner(db, ids["ana", 0]) == "bo"
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
        swaps.offer_shift(db, MANAGER, ids["ana", 0], GIVEAWAY, now=NOW)
    made = offer(db, "ana", ids["ana", 0])
    for who in (as_rep("bo"), MANAGER, PLANNER):
        with pytest.raises(AccessError, match="may withdraw"):
            swaps.withdraw(db, who, made.id)
    assert swaps.withdraw(db, as_rep("ana"), made.id).state is OfferState.WITHDRAWN
    with pytest.raises(RefusedError, match="was withdrawn"):
        take(db, "bo", made)
    with pytest.raises(RefusedError, match="was withdrawn"):
        swaps.withdraw(db, as_rep("ana"), made.id)


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
    swaps.withdraw(db, as_rep("ana"), made.id)
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
    with pytest.raises(RefusedError, match="schedule that is draft"):
        offer(db, "ana", stored.id)
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
    with pytest.raises(RefusedError, match="it asks for the skill es"):
        take(db, "mono", rich)
    with pytest.raises(RefusedError, match="in training"):
        take(db, "new", simple)
    assert take(db, "duo", simple).state is OfferState.DONE


def test_what_the_scheduler_forbids_is_refused_with_its_sentence(db):
    """One shift a day, availability, time off; eleven hours of rest are enough."""
    fill(db, [rep("ana"), rep("bo"), rep("cy", available=((0, 900),)), rep("di")])
    monday_late = shift("bo", 0, 1020, 240)  # ends 21:00
    ids = published(db, [shift("ana", 0, 360), shift("ana", 1, 480), monday_late, *week("di", days=range(6))])
    with pytest.raises(RefusedError, match="one shift a day, Mon 1 Jun: 2 shifts, at most 1"):
        take(db, "bo", offer(db, "ana", ids["ana", 0]))
    tuesday = offer(db, "ana", ids["ana", 1])
    assert swaps.judge(db, "bo", ids["ana", 1], now=NOW).verdict is Verdict.ALLOWED  # 21:00 to 08:00 is 11 h
    with pytest.raises(RefusedError, match="availability, Tue 2 Jun"):
        take(db, "cy", tuesday)
    give_leave(db, "bo", local(1, 12), 2)
    with pytest.raises(RefusedError, match="time off, Tue 2 Jun: the shift overlaps approved time off"):
        take(db, "bo", tuesday)
    with pytest.raises(RefusedError, match="one shift a day"):
        take(db, "di", tuesday)


def test_rest_is_judged_on_both_sides_of_its_edge(db):
    """21:00 to 07:00 is an hour short of the 11 that the contract asks; to 08:00 it is enough."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(
        db, [shift("ana", 1, 420), shift("ana", 3, 480), shift("bo", 0, 1020, 240), shift("bo", 2, 1020, 240)]
    )
    with pytest.raises(RefusedError, match="rest, Tue 2 Jun: 10 h of rest before the shift at 07:00, need 11 h"):
        take(db, "bo", offer(db, "ana", ids["ana", 1]))
    assert take(db, "bo", offer(db, "ana", ids["ana", 3])).state is OfferState.DONE


def test_rest_and_days_in_a_row_reach_into_the_neighbouring_schedules(db):
    """A shift taken on Sunday night is too near next week's Monday morning; six days before it are counted too."""
    fill(db, [rep("ana"), rep("bo"), rep("di")])
    ids = published(db, [shift("ana", 6, 1020, 240), *week("di", days=range(1, 7))])
    following = published(db, [shift("bo", 0, 420), shift("ana", 0, 480), shift("ana", 3)], MONDAY + timedelta(days=7))
    with pytest.raises(RefusedError, match="rest, Mon 8 Jun: 10 h"):
        take(db, "bo", offer(db, "ana", ids["ana", 6]))
    with pytest.raises(RefusedError, match="consecutive days, Mon 8 Jun: day 7 in a row, at most 6"):
        take(db, "di", offer(db, "ana", following["ana", 0]))
    assert take(db, "di", offer(db, "ana", following["ana", 3])).state is OfferState.DONE


def test_a_rule_that_was_broken_before_and_no_worse_does_not_count(db):
    """ana's full week has four days only; trading one of them for one alike leaves it as it was."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    ids = published(db, [*week("ana", days=range(4)), *week("bo", days=[0, 1, 2, 4])])
    done = take(db, "bo", offer(db, "ana", ids["ana", 3], TRADE), ids["bo", 4])
    assert done.state is OfferState.DONE


def test_a_contract_s_weekly_maximum_is_a_rule_and_its_minimum_may_be_forgone_with_a_manager(db):
    """bo is full: refused. cy is not: the giver falls below the minimum, so a manager decides."""
    fill(db, [rep("ana", "full"), rep("bo", "full"), rep("cy", "full")])
    ids = published(db, [*week("ana"), *week("bo", days=[0, 1, 2, 3, 5]), *week("cy", days=range(4))])
    made = offer(db, "ana", ids["ana", 4])
    with pytest.raises(RefusedError, match="weekly hours, Mon 1 Jun: 48 paid hours, must be 40"):
        take(db, "bo", made)
    asked = take(db, "cy", made)
    assert asked.state is OfferState.PENDING
    assert asked.reason == "something on Ana's side speaks against it"
    (entry,) = swaps.board(db, MANAGER, now=NOW)
    assert any(r.startswith("Ana: weekly hours, Mon 1 Jun: 32 paid hours, must be 40") for r in entry.decision.reasons)
    assert swaps.decide(db, MANAGER, made.id, True, now=NOW).state is OfferState.DONE
    assert owner(db, ids["ana", 4]) == "cy"
    assert actions(db)[-2:] == ["ask", "approve"]


@pytest.mark.parametrize(("hours", "state"), [(24, OfferState.DONE), (23.9, OfferState.PENDING)])
def test_inside_the_notice_period_a_manager_decides(db, hours, state):
    """A day before the start all is well, six minutes later it is not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 2)])
    made = offer(db, "ana", ids["ana", 2])
    done = take(db, "bo", made, now=local(2, 9) - timedelta(hours=hours))
    assert done.state is state
    if state is OfferState.PENDING:
        assert done.reason == "the shift of Wed 3 Jun 09:00-17:30 begins in less than 24 h"


def test_a_trade_of_unequal_paid_time_needs_a_manager(db):
    """8 h against 4 h exceeds the tolerance of 30 minutes; a tolerance of 4 h lets it pass."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1, minutes=240), shift("ana", 3), shift("bo", 4, minutes=240)])
    asked = take(db, "bo", offer(db, "ana", ids["ana", 0], TRADE), ids["bo", 1])
    assert asked.state is OfferState.PENDING
    assert asked.reason == "the shifts pay 8 h and 4 h, they may differ by 30 min without a manager"
    made = offer(db, "ana", ids["ana", 3], TRADE)
    terms = swaps.TradeTerms(paid_tolerance=240)
    assert swaps.take(db, as_rep("bo"), made.id, ids["bo", 4], now=NOW, terms=terms).state is OfferState.DONE
    tight = swaps.TradeTerms(paid_tolerance=239)
    assert swaps.judge(db, "bo", ids["ana", 0], ids["bo", 1], now=NOW, terms=tight).verdict is Verdict.REVIEW


def test_a_giveaway_between_contracts_needs_a_manager_and_a_trade_does_not(db):
    """One-sided and of different contracts; the same change with a shift in return is free."""
    fill(db, [rep("ana"), rep("bo", "other")])
    ids = published(db, [shift("ana", 0), shift("ana", 2), shift("bo", 3)])
    asked = take(db, "bo", offer(db, "ana", ids["ana", 0]))
    assert asked.state is OfferState.PENDING
    assert "one-sidedly to a rep of contract other" in asked.reason
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
    verdicts = {name: swaps.judge(db, name, ids["ana", 5], now=NOW) for name in ("bo", "cy", "di")}
    assert verdicts["bo"].verdict is Verdict.ALLOWED
    assert verdicts["cy"].verdict is Verdict.REVIEW
    assert verdicts["cy"].reasons == ("48 paid hours in the week of 1 Jun, above 40 h of regular time",)
    assert verdicts["di"].verdict is Verdict.REFUSED
    assert "52 paid hours, at most 48" in verdicts["di"].sentence


def test_a_site_never_has_more_people_than_seats(db):
    """Someone from another site cannot come where the seats are taken; one who replaces an on-site rep can."""
    onsite = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False}
    fill(
        db,
        [rep("ana"), rep("bo", site="hq", **onsite), rep("cy", site="hq", **onsite), rep("di", site="hq", **onsite)],
        {"hq": 1},
    )
    ids = published(db, [shift("ana", 0), shift("cy", 0, 900, 240, "hq"), shift("cy", 1, site="hq"), shift("ana", 2)])
    with pytest.raises(RefusedError, match="hq has 1 seats and would need 2 on Mon 1 Jun 09:00-17:30"):
        take(db, "bo", offer(db, "ana", ids["ana", 0]))
    assert take(db, "bo", offer(db, "cy", ids["cy", 1])).state is OfferState.DONE
    assert take(db, "di", offer(db, "ana", ids["ana", 2])).state is OfferState.DONE
    assert planned(db, ids["ana", 2]).shift.site == "hq"
    assert planned(db, ids["cy", 1]).shift.site == "hq"


def test_a_remote_rep_takes_an_onsite_shift_home_and_frees_the_seat(db):
    """The place of work follows the rep."""
    fill(db, [rep("ana"), rep("bo", site="hq", work_mode=WorkMode.ONSITE)], {"hq": 0})
    ids = published(db, [shift("bo", 0, site="hq")])
    assert take(db, "ana", offer(db, "bo", ids["bo", 0])).state is OfferState.DONE
    assert planned(db, ids["bo", 0]).shift.site is None


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
    with pytest.raises(RefusedError, match="by now: Bo: time off, Wed 3 Jun"):
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
    with pytest.raises(ConflictError, match="they have asked for the shift and wait for a manager"):
        take(db, "cy", made)
    assert swaps.withdraw(db, as_rep("ana"), made.id).state is OfferState.WITHDRAWN


def test_the_other_rep_s_absence_is_not_told(db):
    """bo learns that something speaks against it on ana's side, the manager learns what; judge as ana would tell her."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1)])
    give_leave(db, "ana", local(1, 0))
    made = offer(db, "ana", ids["ana", 0], TRADE)
    with pytest.raises(RefusedError, match="something on Ana's side speaks against it") as told:
        take(db, "bo", made, ids["bo", 1])
    assert "time off" not in str(told.value)


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
        swaps.post_open_shift(db, as_rep("bo"), ids["", 1], ["en"], now=NOW)
    with pytest.raises(InputError, match="skills must be of a queue or a rep, got 'fr'"):
        swaps.post_open_shift(db, PLANNER, ids["", 1], ["fr"], now=NOW)
    with pytest.raises(RefusedError, match="belongs to a rep"):
        swaps.post_open_shift(db, PLANNER, ids["ana", 0], ["en"], now=NOW)
    posted = swaps.post_open_shift(db, PLANNER, ids["", 1], ["en"], now=NOW)
    released = swaps.release_shift(db, MANAGER, ids["ana", 0], "sick", now=NOW)
    assert owner(db, ids["ana", 0]) == ""
    with pytest.raises(RefusedError, match="it asks for the skill es"):
        take(db, "bo", released)
    assert take(db, "bo", posted).state is OfferState.DONE
    schedule = planned(db, ids["ana", 0]).schedule
    with pytest.raises(InputError, match="none that any contract allows"):
        swaps.create_open_shift(db, PLANNER, schedule, shift("", 3, minutes=300), ["en"], now=NOW)
    with pytest.raises(InputError, match="must start within its schedule"):
        swaps.create_open_shift(db, PLANNER, schedule, shift("", 7), ["en"], now=NOW)
    added = swaps.create_open_shift(db, PLANNER, schedule, shift("", 3), ["en"], now=NOW)
    entries = swaps.open_shifts(db, as_rep("bo"), now=NOW)
    assert {(e.offer.id, e.decision.verdict) for e in entries} == {
        (released.id, Verdict.REFUSED),
        (added.id, Verdict.ALLOWED),
    }
    with pytest.raises(AccessError):
        swaps.withdraw(db, as_rep("bo"), added.id)
    assert swaps.withdraw(db, PLANNER, added.id).state is OfferState.WITHDRAWN


def test_the_board_shows_each_viewer_what_concerns_them(db):
    """A directed trade is for the rep it wants; a pending one for its two and for managers; begun shifts are gone."""
    fill(db, [rep("ana"), rep("bo"), rep("cy", "other")])
    ids = published(db, [shift("ana", 0), shift("ana", 2), shift("bo", 1)])
    directed = offer(db, "ana", ids["ana", 0], TRADE, wanted=ids["bo", 1])
    gift = offer(db, "ana", ids["ana", 2])

    def seen(who, now=NOW):
        return {e.offer.id: e for e in swaps.board(db, who, now=now)}

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
    assert [o.id for o in swaps.my_offers(db, as_rep("cy"))] == [gift.id]


def test_return_choices_are_ones_own_coming_shifts_with_their_verdicts(db):
    """A shift on the same day would be free to trade, one that leaves two on a day would not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 0, 480), shift("bo", 3), shift("bo", 6)])
    made = offer(db, "ana", ids["ana", 0], TRADE)
    choices = {p.id: d.verdict for p, d in swaps.return_choices(db, as_rep("bo"), made.id, now=NOW)}
    assert choices == {
        ids["bo", 0]: Verdict.ALLOWED,
        ids["bo", 3]: Verdict.REFUSED,
        ids["bo", 6]: Verdict.REFUSED,
    }


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
    assert take(db, "bo", made).reason == "a planner has locked the shift of Mon 1 Jun 09:00-17:30"
