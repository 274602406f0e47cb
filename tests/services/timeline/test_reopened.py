"""A publication taken back brings nothing back that a person had taken off, and loses nothing that was on the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.desk.edit_steps import at, keep
from tests.services.small_centre import MONDAY, NOW, PLANNER, add_schedule, as_rep, fill, planned, rep, shift
from wfm.database.engine import Database
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import OfferKind
from wfm.services import centre, trading
from wfm.services.desk import Add, Alter, Remove
from wfm.services.timeline import compare, publications, publish, rebase, undo


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Ana and Bo."""
    fill(sqlite_database, [rep("ana"), rep("bo")])
    return sqlite_database


def _published(db: Database) -> int:
    """A week of two shifts; its schedule."""
    id = add_schedule(db, [shift("ana", 0), shift("bo", 1)])
    publish(db, PLANNER, id, now=NOW)
    return id


def _days(db: Database, schedule: int) -> list[tuple[str, int]]:
    with db.read() as uow:
        return [(p.shift.agent, p.shift.day) for p in uow.schedules.get(schedule).shifts]


def test_what_was_taken_off_by_hand_stays_off(db: Database) -> None:
    """The schedule is a draft again of what it brought; publishing it brings no shift back that somebody removed."""
    id = _published(db)
    added = keep(db, Add("ana", MONDAY + timedelta(days=3), template="day8"))
    keep(db, Remove(added))
    undo(db, PLANNER, reason="too early", now=NOW)
    assert _days(db, id) == [("ana", 0), ("bo", 1)]
    with pytest.raises(RefusedError, match=f"shift {added} was taken off the timeline and is no part of draft {id}"):
        keep(db, Alter(added, locked=True))
    publish(db, PLANNER, id, now=NOW)
    assert _days(db, id) == [("ana", 0), ("bo", 1)]
    assert not planned(db, added).live


def test_what_went_elsewhere_by_hand_stays_there(db: Database) -> None:
    """A shift that was added by hand and moved out of the scope is no part of what is taken back."""
    publish(db, PLANNER, add_schedule(db, [shift("bo", 9)], days=14), now=NOW)
    _published(db)
    added = keep(db, Add("ana", MONDAY + timedelta(days=3), template="day8"))
    keep(db, Alter(added, begins=at(10, 9)))
    assert undo(db, PLANNER, reason="too early", now=NOW).left == 2
    assert planned(db, added).live


def test_what_was_on_the_timeline_stays_on_record(db: Database) -> None:
    """Neither deleting the draft, nor a change of it, nor bringing it up to date removes what reps saw and traded."""
    id = _published(db)
    with db.read() as uow:
        mine, other = (p.id for p in uow.schedules.own_shifts(id))
    offer = trading.offer_shift(db, as_rep("ana"), mine, OfferKind.GIVEAWAY, now=NOW)
    undo(db, PLANNER, reason="too early", now=NOW)
    with pytest.raises(RefusedError, match=f"schedule {id} was on the timeline and stays on record"):
        centre.delete_schedule(db, PLANNER, id)
    keep(db, Remove(mine))
    publish(db, PLANNER, add_schedule(db, [shift("bo", 1, 600)]), now=NOW)
    assert rebase(db, PLANNER, id).taken
    assert _days(db, id) == [("bo", 1)]
    with db.read() as uow:
        assert uow.offers.get(offer.id).shift == mine
        assert {p.id for p in uow.schedules.shifts([mine, other])} == {mine, other}


def test_a_day_that_cannot_come_any_more_stays_as_it_is_published(db: Database) -> None:
    """A draft's shift that has begun is not brought, so the one that is published for that rep and day does not go."""
    publish(db, PLANNER, add_schedule(db, [shift("ana", 0, 840), shift("bo", 0, 840)]), now=NOW)
    draft = add_schedule(db, [shift("ana", 0, 420), shift("bo", 2)])
    with db.read() as uow:
        nine = uow.schedules.record(draft).horizon.instant(9 * 60)
    assert {(d.rep, d.kinds) for d in compare(db, PLANNER, draft, now=nine).differences} == {
        ("bo", ("removed",)),
        ("bo", ("added",)),
    }
    publish(db, PLANNER, draft, reason="less work", now=nine)
    assert _days(db, draft) == [("ana", 0), ("bo", 2)]
    assert publications(db, PLANNER)[0].told.startswith(
        "1 shift came, 1 gave way, 0 stayed as they were; 1 shift of the draft has"
    )


def test_nobody_who_has_left_is_given_work(db: Database) -> None:
    """A rep who left after the draft was made has no shift of it published; what was published for them is named elsewhere."""
    draft = add_schedule(db, [shift("ana", 0), shift("bo", 1)])
    centre.set_rep_active(db, PLANNER, "ana", False)
    with pytest.raises(RefusedError, match="Ana no longer works here and has the shift on Mon 1 Jun 09:00-17:30; make"):
        publish(db, PLANNER, draft, now=NOW)


def test_an_open_shift_of_a_draft_of_some_reps_goes_with_it(db: Database) -> None:
    """What nobody got in a bid round comes open; a publication taken back takes it off again, unless someone has it."""
    id = add_schedule(db, [shift("ana", 0), shift("", 1)])
    with db.write() as uow:
        record = replace(uow.schedules.record(id), reps=frozenset({"ana"}), scope_words="Ana")
        id = uow.schedules.add(record, [shift("ana", 0), shift("", 1)])
    publish(db, PLANNER, id, now=NOW)
    assert undo(db, PLANNER, reason="too early", now=NOW).left == 2
    publish(db, PLANNER, id, now=NOW)
    with db.read() as uow:
        posted = next(p.id for p in uow.schedules.own_shifts(id) if not p.shift.agent)
    keep(db, Alter(posted, rep="bo"))
    with pytest.raises(RefusedError, match=r"its scope has changed: the open shift on Tue 2 Jun .* is now Bo's"):
        undo(db, PLANNER, reason="too early", now=NOW)


def test_a_day_that_has_begun_is_not_lost_by_an_undo(db: Database) -> None:
    """The earlier shift of the day cannot come back any more, so the one that took its place stays."""
    first = add_schedule(db, [shift("ana", 0), shift("ana", 1)])
    publish(db, PLANNER, first, now=NOW)
    second = add_schedule(db, [shift("ana", 0, 660), shift("ana", 1, 660)])
    publish(db, PLANNER, second, now=NOW)
    with db.read() as uow:
        ten = uow.schedules.record(first).horizon.instant(10 * 60)
    done = undo(db, PLANNER, reason="not needed", now=ten)
    assert (done.returned, done.left, done.begun) == (1, 1, 1)
    with db.read() as uow:
        shifts = uow.schedules.get(first).shifts
    assert [p.shift.start for p in shifts] == [660, 1440 + 540]
