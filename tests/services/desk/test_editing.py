"""Shifts changed by hand: what each change would do is told, and kept with a reason where something speaks against it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.services.desk.edit_steps import at, huddle, keep, refused
from tests.services.small_centre import (
    MONDAY,
    NOW,
    PLANNER,
    fill,
    planned,
    published,
    rep,
    shift,
)
from tests.services.trading.trade_steps import local
from wfm.database.engine import Database
from wfm.domain.errors import InputError, NotFoundError, RefusedError, WfmError
from wfm.domain.people import Activity, Break, Stage
from wfm.domain.time import DAY
from wfm.services import desk
from wfm.services.desk import Add, Alter, PieceAct, PieceEdit, Remove


def test_a_shift_moves_with_its_pieces(db: Database) -> None:
    """To another day, an hour later: lunch and huddle go along, and the log tells both states."""
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    keep(db, Alter(id, pieces=(huddle(start=time(10), end=time(10, 30)),)))
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 10)), now=NOW)
    assert seen.becomes == "Ana, Wed 3 Jun 10:00-18:30, at home, huddle 11:00-11:30, lunch 14:00-14:30"
    assert (seen.against, seen.withdrawn, seen.zone) == ((), (), "America/New_York")
    assert planned(db, id).shift.day == 1, "looking changes nothing"
    keep(db, Alter(id, begins=at(2, 10)))
    found = planned(db, id)
    assert found.start == local(2, 10)
    assert found.shift.activities == (Activity("huddle", 2 * DAY + 660, 2 * DAY + 690),)
    with db.read() as uow:
        [second, first] = [e.detail for e in uow.audit.list() if e.action == "change"]
    assert first["is"] == second["was"]
    assert second["is"]["start"] == local(2, 10).isoformat()
    assert second["from"] == second["to"] == "ana"


def test_what_a_shorter_shift_cuts_off_is_named(db: Database) -> None:
    """Unless it is moved or taken away in the same change; other pieces stay where they are."""
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    cut = Alter(id, end=time(13, 15))
    refused(db, cut, r"break lunch 13:00-13:30 would lie outside the shift 09:00-13:15; move or remove it")
    without = Alter(id, end=time(13), pieces=(PieceEdit(PieceAct.REMOVE, "lunch"),))
    keep(db, without, "short of work")
    assert (planned(db, id).shift.end, planned(db, id).shift.breaks) == (DAY + 780, ())
    moved = PieceEdit(PieceAct.ADD, "lunch", at=time(12), until=time(12, 30))
    keep(db, Alter(id, start=at(1, 8), pieces=(moved,)), "short of work")
    assert planned(db, id).shift.breaks == (Break("lunch", DAY + 720, DAY + 750),)


@pytest.mark.parametrize(
    ("edit", "error", "match"),
    [
        (Alter(1, begins=at(1, 9, 7)), InputError, "times must be multiples of 15 minutes, got 09:07"),
        (Alter(1, end=at(1, 9)), InputError, "must end after it starts"),
        (Alter(1, begins=at(1, 9)), InputError, "there is nothing to change"),
        (Alter(1, pieces=(PieceEdit(PieceAct.MOVE, "tea", at=time(11)),)), InputError, "has no break 'tea'; it has lunch"),
        (Alter(1, pieces=(huddle(start=time(8), end=time(8, 30)),)), RefusedError, "activity huddle must lie inside the shift 09:00-17:30, got 08:00-08:30"),
        (Alter(1, pieces=(huddle(start=time(13), end=time(14)),)), RefusedError, "activity huddle must not overlap lunch 13:00-13:30, got 13:00-14:00"),
        (Alter(1, pieces=(PieceEdit(PieceAct.ADD, "x" * 201, True, time(10), time(11)),)), InputError, "at most 200"),
        (Alter(1, rep="nobody-here"), NotFoundError, "nobody-here"),
        (Alter(1, rep="tina"), RefusedError, "Tina is in training on Tue 2 Jun"),
        (Alter(1, site="mars"), NotFoundError, "mars"),
        (Alter(99), NotFoundError, "no shift 99"),
        (Alter(1, begins=at(9, 9)), RefusedError, "no published schedule covers Wed 10 Jun for Ana"),
        (Add("ana", MONDAY + timedelta(days=1), time(16), time(22)), RefusedError, "Ana has another shift at that time"),
        (Add("ana", MONDAY + timedelta(days=9), time(9), time(17)), RefusedError, "no published schedule covers"),
        (Add("ana", MONDAY, template="night"), InputError, "there are day8, short4, day10"),
        (Add("ana", MONDAY), InputError, "a start and an end, or a template"),
    ],
)  # fmt: skip
def test_what_cannot_be_whatever_the_reason(
    sqlite_database: Database, edit: desk.Edit, error: type[WfmError], match: str
) -> None:
    """One sentence each, and nothing is changed."""
    fill(sqlite_database, [rep("ana"), rep("tina", stage=Stage.TRAINING)])
    assert published(sqlite_database, [shift("ana", 1)])["ana", 1] == 1
    refused(sqlite_database, edit, match, error=error)


def test_a_broken_rule_needs_a_reason(db: Database) -> None:
    """Two shifts of a day: told, refused without a reason, kept and logged with one."""
    fill(db, [rep("ana")])
    published(db, [shift("ana", 1, 420, 240)])
    second = Add("ana", MONDAY + timedelta(days=1), time(14), time(18))
    against = desk.judge_edit(db, PLANNER, second, now=NOW).against
    assert [text.partition(",")[0] for text in against] == ["Ana: one shift a day", "Ana: rest"]
    with pytest.raises(
        RefusedError, match=r"the change needs a reason: Ana: one shift a day, Tue 2 Jun: .+ and 1 more"
    ):
        keep(db, second)
    id = keep(db, second, "a fair")
    assert planned(db, id).live
    with db.read() as uow:
        [entry] = uow.audit.list(entity="shift")
    assert (entry.detail["reason"], entry.detail["broken"]) == ("a fair", [*against])


def test_the_past_is_frozen(db: Database) -> None:
    """A shift that is over stays; of a running one the end and what is to come may change."""
    fill(db, [rep("ana"), rep("bo")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    during, after = local(1, 11), local(1, 18)
    for edit in (Remove(id), Alter(id, end=time(16)), Alter(id, locked=True)):
        refused(db, edit, "the shift is over", now=after)
    for edit in (Remove(id), Alter(id, rep="bo"), Alter(id, begins=at(1, 12)), Alter(id, locked=True)):
        refused(db, edit, "only its end, and breaks and activities still to come, may change", now=during)
    early = PieceEdit(PieceAct.ADD, "coaching", True, time(10), time(10, 30))
    refused(db, Alter(id, pieces=(early,)), "coaching 10:00-10:30 has begun or would", now=during)
    refused(db, Alter(id, end=time(10), pieces=(PieceEdit(PieceAct.REMOVE, "lunch"),)), "in the past", now=during)
    refused(db, Add("bo", MONDAY + timedelta(days=1), time(10), time(14)), "would begin at Tue 2 Jun 10:00", now=during)
    lunch = PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30))
    keep(db, Alter(id, end=time(16, 30), pieces=(lunch,)), "ill", now=during)
    assert (planned(db, id).shift.end, planned(db, id).shift.breaks[0].start) == (DAY + 990, DAY + 750)


def test_notice_and_locks_need_a_reason(sqlite_database: Database) -> None:
    """A shift that begins within a day, and one that a planner has locked; locking itself needs none."""
    db = sqlite_database
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    later = Alter(id, begins=at(1, 10))
    [text] = desk.judge_edit(db, PLANNER, later, now=local(1, 1)).against
    assert text == "the shift on Tue 2 Jun 09:00-17:30 begins in less than 24 h"
    keep(db, Alter(id, locked=True))
    assert planned(db, id).shift.locked
    [text] = desk.judge_edit(db, PLANNER, later, now=NOW).against
    assert text == "a planner has locked the shift on Tue 2 Jun 09:00-17:30"
    keep(db, Alter(id, locked=False))


def test_a_time_that_the_clock_does_not_tell_is_no_time_of_a_shift(sqlite_database: Database) -> None:
    """An hour that the clock skips, the second pass of one that it repeats, and years far away; other changes go on."""
    fill(sqlite_database, [rep("ana")])
    ids = published(sqlite_database, [shift("ana", 0, 120), shift("ana", 1)], start=date(2027, 3, 13))
    skipped = datetime(2027, 3, 14, 2, 30)
    for edit in (
        Alter(ids["ana", 1], start=skipped),
        Alter(ids["ana", 0], begins=skipped),
        Add("ana", skipped.date(), start=skipped.time(), end=time(9)),
    ):
        refused(sqlite_database, edit, "Sun 14 Mar 02:30 is in an hour that the clock of .* skips", error=InputError)
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    refused(sqlite_database, Alter(ids["ana", 0], end=second), "the end lies in the second pass", error=InputError)
    for far in (datetime.min, datetime.max.replace(tzinfo=UTC, second=0, microsecond=0)):
        told = "must lie in the years 1970 to 2099"
        refused(sqlite_database, Alter(ids["ana", 0], begins=far), told, error=InputError)
        refused(sqlite_database, Add("ana", far.date(), template="day8"), told, error=InputError)
    keep(sqlite_database, Alter(ids["ana", 0], locked=True))
