"""What a trade may not break: the work rules of both sides, and seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    fill,
    give_leave,
    owner,
    planned,
    published,
    rep,
    shift,
    week,
)
from tests.services.trading.trade_steps import TRADE, actions, local, offer, take
from wfm.domain.errors import RefusedError
from wfm.domain.exchange.offers import OfferState, Verdict
from wfm.domain.people import WorkMode
from wfm.services.trading import offers, swap_verdicts, swaps


def test_what_the_scheduler_forbids_is_refused_with_its_sentence(db):
    """One shift a day, availability, time off; eleven hours of rest are enough."""
    fill(db, [rep("ana"), rep("bo"), rep("cy", available=((0, 900),)), rep("di")])
    monday_late = shift("bo", 0, 1020, 240)  # ends 21:00
    ids = published(db, [shift("ana", 0, 360), shift("ana", 1, 480), monday_late, *week("di", days=range(6))])
    with pytest.raises(RefusedError, match="one shift a day, Mon 1 Jun: 2 shifts, at most 1"):
        take(db, "bo", offer(db, "ana", ids["ana", 0]))
    tuesday = offer(db, "ana", ids["ana", 1])
    assert (
        swap_verdicts.judge(db, PLANNER, "bo", ids["ana", 1], now=NOW).verdict is Verdict.ALLOWED
    )  # 21:00 to 08:00 is 11 h
    with pytest.raises(RefusedError, match="availability, Tue 2 Jun"):
        take(db, "cy", tuesday)
    give_leave(db, "bo", local(1, 12), 2)
    with pytest.raises(RefusedError, match="leave, Tue 2 Jun: the shift overlaps approved leave"):
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
    assert asked.reason == "something on Ana's side stands in the way"
    (entry,) = offers.board(db, MANAGER, now=NOW)
    assert any(r.startswith("Ana: weekly hours, Mon 1 Jun: 32 paid hours, must be 40") for r in entry.decision.reasons)
    assert swaps.decide(db, MANAGER, made.id, True, now=NOW).state is OfferState.DONE
    assert owner(db, ids["ana", 4]) == "cy"
    assert actions(db)[-2:] == ["ask", "approve"]


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


def test_the_other_rep_s_absence_is_not_told(db):
    """bo learns that something speaks against it on ana's side, the manager learns what; judge as ana would tell her."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 0), shift("bo", 1)])
    give_leave(db, "ana", local(1, 0))
    made = offer(db, "ana", ids["ana", 0], TRADE)
    with pytest.raises(RefusedError, match="something on Ana's side stands in the way") as told:
        take(db, "bo", made, ids["bo", 1])
    assert "leave" not in str(told.value)


def test_who_works_in_leave_already_is_handed_no_other_work_in_it(db):
    """A manager approved bo's leave over bo's own shift: trading that for one like it is refused."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1, 480), shift("bo", 1, 480)])
    give_leave(db, "bo", local(1, 0))
    made = offer(db, "ana", ids["ana", 1], TRADE)
    with pytest.raises(RefusedError, match="the shift on Tue 2 Jun 08:00-16:30 overlaps approved leave"):
        take(db, "bo", made, ids["bo", 1])
    assert owner(db, ids["bo", 1]) == "bo"
