"""Exports of one timeline: what is published now, whichever schedule brought it, on the axis of the one that is asked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests.services.small_centre import MANAGER, MONDAY, NOW, PLANNER, ZONE, as_rep, fill, published, rep, shift
from wfm.database.engine import Database
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Activity, Shift
from wfm.domain.time import Horizon
from wfm.services.export import exporting, workbook

WEST = "America/Los_Angeles"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A week of two reps, of whom one got their Tuesday anew from a planner in the west, with a huddle in it."""
    fill(sqlite_database, [rep("ana"), rep("bo")])
    published(sqlite_database, [shift("ana", 0), shift("bo", 0), shift("bo", 1)])
    horizon = Horizon(MONDAY, 7, 15, WEST)
    record = ScheduleVersion(0, "bo", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), LATER, "pat")
    anew = Shift("bo", 1440 + 420, 1440 + 930, None, activities=(Activity("huddle", 1440 + 420, 1440 + 450),))
    with sqlite_database.write() as uow:
        tuesday = replace(record, reps=frozenset({"bo"}), first_minute=1440 + 60)
        uow.publications.publish(uow.schedules.add(tuesday, [anew]), 1, LATER)
    return sqlite_database


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_schedule_holds_what_is_published_in_its_scope(db: Database) -> None:
    """Both ways, each on its own clock, with the same instants and pay."""
    keys = ("rep", "date", "start", "end", "start_utc", "paid_hours", "activities", "zone")
    east, west = (_rows(exporting.schedule_csv(db, MANAGER, id)) for id in (1, 2))
    told = [tuple(row[key] for key in keys) for row in east]
    pay = "8.5"  # no template has it: all of it is paid
    assert told == [
        ("ana", "2026-06-01", "09:00", "17:30", "2026-06-01T13:00Z", "8.0", "", ZONE),
        ("bo", "2026-06-01", "09:00", "17:30", "2026-06-01T13:00Z", "8.0", "", ZONE),
        ("bo", "2026-06-02", "10:00", "18:30", "2026-06-02T14:00Z", pay, "huddle 10:00-10:30", ZONE),
    ]
    (row,) = west
    assert tuple(row[key] for key in keys) == (
        *("bo", "2026-06-02", "07:00", "15:30", "2026-06-02T14:00Z", pay, "huddle 07:00-07:30", WEST),
    )


def test_a_calendar_tells_each_shift_by_the_schedule_that_brought_it(db: Database) -> None:
    """Its lasting id, its version and when it was made official; what left the timeline is in no feed."""
    mine = exporting.schedule_ics(db, as_rep("bo"), 1, "bo")
    feed = exporting.rep_ics(db, as_rep("bo"), "bo", NOW, NOW + timedelta(days=30))
    assert mine == feed
    lines = feed.decode().split("\r\n")
    with db.read() as uow:
        monday, tuesday = uow.schedules.shifts_of("bo", NOW, NOW + timedelta(days=30))
    assert [line for line in lines if line.startswith("UID:")] == [f"UID:shift-{p.id}@wfm" for p in (monday, tuesday)]
    assert [line for line in lines if line.startswith("DTSTAMP:")] == [
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}" for at in (NOW, LATER)
    ]
    assert any("huddle: 07:00 to 07:30" in line for line in lines)
    with db.write() as uow:
        uow.schedules.take_off(tuesday.id, tuesday.version)
    feed = exporting.rep_ics(db, as_rep("bo"), "bo", NOW, NOW + timedelta(days=30))
    assert feed.count(b"BEGIN:VEVENT") == 1


def test_days_of_the_timeline_go_over_schedules(db: Database) -> None:
    """As CSV and as a workbook, on the clock of the newest; reps may not, and days without any are refused."""
    published(db, [shift("ana", 0)], MONDAY + timedelta(days=7))
    rows = _rows(exporting.days_csv(db, MANAGER, MONDAY + timedelta(days=1), 14))
    assert [(row["rep"], row["start_utc"], row["zone"]) for row in rows] == [
        ("ana", "2026-06-08T13:00Z", ZONE),
        ("bo", "2026-06-02T14:00Z", ZONE),
    ]
    book = load_workbook(io.BytesIO(workbook.days_xlsx(db, PLANNER, MONDAY, 14)))
    assert (book.sheetnames, book["Shifts"].max_row) == (["Shifts"], 5)
    with pytest.raises(AccessError):
        exporting.days_csv(db, as_rep("bo"), MONDAY, 7)
    with pytest.raises(RefusedError, match="nothing is published for the 7 days from 2027-01-04"):
        exporting.days_csv(db, PLANNER, date(2027, 1, 4), 7)
