"""What a change by hand does beside its shift: offers, the board, seats, leave, drafts, and others who act at once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from tests.services.at_once import at_once, errors
from tests.services.desk.edit_steps import at, keep, refused
from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
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
from tests.services.trading.trade_steps import local, offer
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, RefusedError, WfmError
from wfm.domain.exchange.offers import OfferState
from wfm.domain.people import WorkMode
from wfm.services import desk
from wfm.services.bidding import bid_rounds
from wfm.services.desk import NOBODY, Add, Alter, PieceAct, PieceEdit, Remove
from wfm.services.trading import swaps


def test_offers_follow_what_happens_to_their_shift(db: Database) -> None:
    """Other times or another owner end them, and the verdict names them; another break does not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1), shift("bo", 2)])
    made = offer(db, "ana", ids["ana", 1])
    keep(db, Alter(ids["ana", 1], pieces=(PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30)),)))
    with db.read() as uow:
        assert uow.offers.get(made.id).state is OfferState.OPEN
    later = Alter(ids["ana", 1], begins=at(1, 10))
    seen = desk.judge_edit(db, PLANNER, later, now=NOW)
    assert seen.withdrawn == (f"offer {made.id} on the board (giveaway by Ana, open) is withdrawn",)
    with pytest.raises(RefusedError, match="since it was checked, more speaks against the change: offer 1"):
        desk.apply_edit(db, PLANNER, later, accepted=(), now=NOW)
    keep(db, later)
    with db.read() as uow:
        assert uow.offers.get(made.id).state is OfferState.WITHDRAWN


def test_nobody_s_shift_is_posted_and_given_again(db: Database) -> None:
    """It asks what its owner can do; other times post it anew; given to a rep it leaves the board."""
    fill(db, [rep("ana", skills=("en", "es")), rep("bo", skills=("en", "es")), rep("cy")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    for edit in (Alter(id, rep=NOBODY), Alter(id, begins=at(1, 10)), Alter(id, rep=NOBODY, skills=("en",))):
        if edit.skills:
            with db.write() as uow:
                [standing] = uow.offers.standing(id)
                uow.offers.change(standing.id, standing.version, OfferState.WITHDRAWN)
        keep(db, edit)
        with db.read() as uow:
            [standing] = uow.offers.standing(id)
        assert standing.skills == (edit.skills or ("en", "es"))
    keep(db, Alter(id, begins=at(1, 9)))
    keep(db, Alter(id, rep="cy"))
    assert owner(db, id) == "cy"
    with db.read() as uow:
        assert not uow.offers.standing(id)


def test_skills_and_seats_are_told(sqlite_database: Database) -> None:
    """A taker who cannot do all of it, and a site without a free seat."""
    db, onsite = sqlite_database, {"work_mode": WorkMode.ONSITE, "site": "hq"}
    fill(db, [rep("ana", skills=("en", "es"), **onsite), rep("bo", **onsite), rep("cy", **onsite)], {"hq": 1})
    ids = published(db, [shift("ana", 1, site="hq"), shift("", 1, site="hq"), shift("bo", 2, site="hq")])
    assert desk.judge_edit(db, PLANNER, Alter(ids["ana", 1], rep="cy"), now=NOW).against == (
        "Cy cannot do all that the shift asks: it needs skill es",
    )
    assert desk.judge_edit(db, PLANNER, Alter(ids["", 1], rep="bo"), now=NOW).against == (
        "hq has 1 seat and would need 2 on Tue 2 Jun 09:00-17:30",
    )


def test_leave_and_employment_stand_in_the_way(sqlite_database: Database) -> None:
    """A shift is not put into leave or after the last day; one that lies in leave already may lose its lunch."""
    db = sqlite_database
    fill(db, [rep("ana", last_day=MONDAY + timedelta(days=3))])
    id = published(db, [shift("ana", 1)])["ana", 1]
    give_leave(db, "ana", local(2, 0))
    refused(db, Alter(id, begins=at(2, 9)), "Ana has approved leave at that time")
    refused(db, Alter(id, begins=at(4, 9)), "Ana is not employed on Fri 5 Jun")
    give_leave(db, "ana", local(1, 0))
    desk.judge_edit(db, PLANNER, Alter(id, pieces=(PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30)),)), now=NOW)


def test_new_shifts_come_with_their_breaks(db: Database) -> None:
    """By the windows of the template, on the newest published schedule; an open one is posted."""
    fill(db, [rep("ana")])
    published(db, [shift("ana", 1)])
    newer = add_schedule(db, [])
    with db.write() as uow:
        uow.publications.publish(newer, 1, NOW + timedelta(hours=1), since=NOW + timedelta(days=90))
    id = keep(db, Add("ana", MONDAY + timedelta(days=3), time(9), template="day8"))
    found = planned(db, id)
    assert (found.live, found.schedule, found.shift) == (True, newer, shift("ana", 3))
    by_times = keep(db, Add("ana", MONDAY + timedelta(days=4), time(9), time(17, 30)))
    assert planned(db, by_times).shift == shift("ana", 4)
    open = keep(db, Add(NOBODY, MONDAY + timedelta(days=4), time(9), template="short4", skills=("en",)))
    with db.read() as uow:
        assert [o.skills for o in uow.offers.standing(open)] == [("en",)]


def test_drafts_are_judged_with_what_is_published_outside_of_them(db: Database) -> None:
    """The draft's own shifts in its scope, live ones outside; each edit counts a version; bids keep it as it is."""
    fill(db, [rep("ana"), rep("bo")])
    published(db, [shift("ana", 6, 1020, 240)])
    draft = add_schedule(db, [shift("ana", 1), *week("bo")], MONDAY + timedelta(days=7))
    with db.read() as uow:
        id = next(p.id for p in uow.schedules.get(draft).shifts if p.shift.agent == "ana")
    early = Alter(id, begins=at(7, 6))
    [text] = desk.judge_edit(db, PLANNER, early, now=NOW).against
    assert text.startswith("Ana: rest, Mon 8 Jun")
    keep(db, early, "she asked")
    added = keep(db, Add("ana", MONDAY + timedelta(days=9), template="day8", schedule=draft))
    refused_outside = Alter(added, begins=at(15, 9))
    with pytest.raises(RefusedError, match=f"draft {draft} does not cover Ana on Tue 16 Jun"):
        desk.judge_edit(db, PLANNER, refused_outside, now=NOW)
    keep(db, Remove(added))
    with db.read() as uow:
        record = uow.schedules.get(draft)
        assert record.record.version == 4
        assert [p.id for p in record.shifts if p.shift.agent == "ana"] == [id]
        assert not uow.audit.list(entity="shift")
    with pytest.raises(AccessError, match="this needs planner"):
        desk.judge_edit(db, MANAGER, early, now=NOW)
    bid_rounds.open_round(db, PLANNER, draft, "June", NOW, NOW + timedelta(days=1), 1, now=NOW)
    with pytest.raises(RefusedError, match=f"schedule {draft} is in bid round 'June', which is not over"):
        desk.judge_edit(db, PLANNER, Alter(id, begins=at(8, 9)), now=NOW)


def test_what_has_changed_meanwhile_is_told(db: Database) -> None:
    """Seen at one version, kept at another: nothing is done."""
    fill(db, [rep("ana"), rep("bo")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 9)), now=NOW)
    keep(db, Alter(id, locked=True))
    with pytest.raises(ConflictError, match="has changed since it was looked at"):
        desk.apply_edit(db, PLANNER, Alter(id, begins=at(2, 9)), expected=seen.version, reason="x", now=NOW)
    keep(db, Remove(id), "no work")
    with pytest.raises(RefusedError, match="is not on the published timeline any more"):
        desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 9)), now=NOW)
    with db.read() as uow:
        assert not uow.schedules.shifts_of("ana", local(0, 0), local(7, 0))


def test_nobody_changes_their_own_shift(sqlite_database: Database) -> None:
    """A planner who is a rep: neither theirs nor into theirs."""
    db, who = sqlite_database, Principal("pat", Role.PLANNER, "ana")
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1), shift("bo", 2)])
    for edit in (Alter(ids["ana", 1], begins=at(1, 10)), Alter(ids["bo", 2], rep="ana"), Remove(ids["ana", 1])):
        with pytest.raises(AccessError, match="another manager or a planner must change your shift"):
            desk.apply_edit(db, who, edit, reason="x", now=NOW)


def test_a_hand_change_and_a_swap_at_once(db: Database) -> None:
    """Whoever is second is told; the shift is never in two places, and no offer stands on what changed."""
    reps = [f"r{k:02d}" for k in range(6)]
    fill(db, [rep("ana"), *(rep(name) for name in reps)])
    id = published(db, [shift("ana", 2)])["ana", 2]
    made = offer(db, "ana", id)
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(3, 9)), now=NOW)
    calls = [lambda name=name: swaps.take(db, as_rep(name), made.id, now=NOW) for name in reps]
    move = Alter(id, begins=at(3, 9))
    calls.insert(3, lambda: desk.apply_edit(db, PLANNER, move, expected=seen.version, accepted=seen.seen, now=NOW))
    results = at_once(calls)
    assert len(errors(results)) == len(reps)
    found = planned(db, id)
    moved = not isinstance(results[3], WfmError)
    assert (found.shift.agent == "ana", found.shift.day) == ((True, 3) if moved else (False, 2))
    with db.read() as uow:
        assert not uow.offers.standing(id)
        assert uow.offers.get(made.id).state is (OfferState.WITHDRAWN if moved else OfferState.DONE)
