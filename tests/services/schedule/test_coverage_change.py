"""What a change of shifts does to coverage, against heads counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.exchange.schedule import PlannedShift, ScheduleStatus, ScheduleVersion
from wfm.domain.people.shifts import Activity, Shift
from wfm.domain.time import DAY, Horizon
from wfm.services.schedule import coverage_change

WEEK = Horizon(centre.MONDAY, 7, centre.SLOT, centre.ZONE)
TUESDAY = DAY


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre without history, with three heads of voice required."""
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement(heads=3, email=0))
    return sqlite_database


def _draft(db: Database, *shifts: Shift) -> int:
    record = ScheduleVersion(
        0, "x", WEEK, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(record, shifts)


def _published(db: Database, *shifts: Shift) -> tuple[PlannedShift, ...]:
    """Shifts on the timeline, by rep and start."""
    id = _draft(db, *shifts)
    with db.write() as uow:
        uow.publications.publish(id, 1, datetime.now(UTC))
        return uow.schedules.get(id).shifts


def _with(planned: PlannedShift, shift: Shift) -> PlannedShift:
    return replace(planned, shift=shift, start=WEEK.instant(shift.start), end=WEEK.instant(shift.end))


def test_a_shift_that_goes_and_one_that_is_cut(db: Database) -> None:
    """Of two reps on Tuesday one is cut by 90 minutes, then one goes; an activity counts as off the queue."""
    ann, ben = _published(db, Shift("r00", TUESDAY + 480, TUESDAY + 1080), Shift("r03", TUESDAY + 480, TUESDAY + 1080))
    huddle = Activity("huddle", TUESDAY + 600, TUESDAY + 630)
    shorter = _with(ann, replace(ann.shift, end=TUESDAY + 1020, activities=(huddle,)))
    with db.read() as uow:
        cut = coverage_change(uow, [ann], [shorter])
        gone = coverage_change(uow, [ben], [])
        opened = coverage_change(uow, [ben], [replace(ben, shift=replace(ben.shift, agent=""))])
    assert cut.told() == "voice-en on Tue 2 Jun: 11.5 head-hours short, 10 before"
    assert gone.told() == "voice-en on Tue 2 Jun: 20 head-hours short, 10 before"
    assert opened.told() == gone.told()
    (day,) = cut.after
    assert (day.required, day.scheduled, day.short) == pytest.approx((30, 18.5, 11.5))


def test_it_is_the_same_once_it_is_stored(db: Database) -> None:
    """Asked before or after the change is written, the answer is one; what is as it was tells so."""
    (ann,) = _published(db, Shift("r00", TUESDAY + 480, TUESDAY + 1080))
    new = _with(ann, replace(ann.shift, agent="r03", start=TUESDAY + 540))
    with db.write() as uow:
        first = coverage_change(uow, [ann], [new])
        uow.schedules.replace_shift(ann.id, ann.version, new.shift)
        assert coverage_change(uow, [ann], [new]) == first
        assert coverage_change(uow, [], []).told() == "what is short stays the same"
    assert first.told() == "voice-en on Tue 2 Jun: 21 head-hours short, 20 before"


def test_a_draft_stands_beside_what_it_does_not_replace(db: Database) -> None:
    """A draft's own change counts beside the others' published shifts; a day no requirement covers is named."""
    _published(db, Shift("r00", TUESDAY + 480, TUESDAY + 1080))
    record = ScheduleVersion(
        0, "team", WEEK, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test",
        reps=frozenset({"r03"}), scope_words="one",
    )  # fmt: skip
    with db.write() as uow:
        draft = uow.schedules.add(record, [Shift("r03", TUESDAY + 480, TUESDAY + 1080)])
        (own,) = uow.schedules.get(draft).shifts
    late = replace(
        own, id=0, shift=own.shift.moved(30), start=own.start + timedelta(days=30), end=own.end + timedelta(days=30)
    )
    with db.read() as uow:
        change = coverage_change(uow, [own], [late], draft=draft)
    assert (
        change.told()
        == "voice-en on Tue 2 Jun: 20 head-hours short, 10 before; Thu 2 Jul: no requirement covers this day"
    )
