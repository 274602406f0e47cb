"""Leave from a file: days and times on the rep's clock, what is there already, and every row that cannot be used."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from tests.services.small_centre import MANAGER, PLANNER, ZONE, fill, rep
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.people import LeaveKind, Site
from wfm.domain.time import local_midnight
from wfm.services import leave
from wfm.services.imports import leave_import
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers import ImportOptions

HEAD = "Employee ID,From,To,Type,Hours,Days,Status\n"
FILE = (
    HEAD
    + "ana,2026-12-24,2026-12-26,vacation,16,2,\n"
    + "bo,2026-12-24 08:00,2026-12-24 12:00,Sick,,,approved\n"
    + "bo,2027-01-04,,,,,requested\n"
)


@pytest.fixture
def db(database: Database) -> Database:
    """Ana works in Manila, Bo at the site, Cy until the end of the year."""
    with database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
    last = date(2026, 12, 31)
    fill(database, [rep("ana", zone="Asia/Manila"), rep("bo", site="hq"), rep("cy", last_day=last), rep("gone")])
    with database.write() as unit:
        unit.reps.set_active("gone", False)
    return database


def run(db: Database, text: str, **options: bool) -> leave_import.LeaveReport:
    """Import a CSV file."""
    return leave_import.import_leave(db, PLANNER, text.encode(), ImportOptions(**options), name="leave.csv")  # type: ignore[arg-type]


def stored(db: Database) -> tuple[object, ...]:
    """All leave, and the log of it."""
    with db.read() as unit:
        return unit.time_off.list(), unit.audit.list(entity="time off")


def test_leave_is_entered_on_the_clock_of_each_rep(db: Database) -> None:
    """Whole days with the last included, hours, credits, kinds and states; each in the log."""
    report = run(db, FILE)
    assert report.sentences() == ("leave.csv: 3 new, 0 as they were",)
    with db.read() as unit:
        ana, sick, asked = unit.time_off.list()
        logged = {entry.entity_id: entry.detail for entry in unit.audit.list(entity="time off")}
    assert ana.start == local_midnight(date(2026, 12, 24), "Asia/Manila")
    assert ana.end == local_midnight(date(2026, 12, 27), "Asia/Manila")
    assert (ana.credit_minutes, ana.credit_days, ana.state, ana.decided_by) == (960, 2, LeaveState.APPROVED, "pat")
    assert (sick.start, sick.end) == (datetime(2026, 12, 24, 13, tzinfo=UTC), datetime(2026, 12, 24, 17, tzinfo=UTC))
    assert (sick.kind, asked.kind, asked.state) == ("sick", "vacation", LeaveState.REQUESTED)
    assert logged[str(ana.id)]["credit_minutes"] == 960


def test_the_same_file_again_changes_nothing(db: Database) -> None:
    """And says so; a row that repeats an earlier one counts once."""
    run(db, FILE)
    before = stored(db)
    report = run(db, FILE + "ana,2026-12-24,2026-12-26,vacation,16,2,\n")
    assert report.sentences() == (
        "leave.csv: 0 new, 3 as they were",
        "nothing changes: all of it is there already",
        "1 rows say what an earlier row says, and count once",
    )
    assert stored(db) == before
    assert (run(db, FILE + "cy,2026-12-01,,,,,\n").added) == 1


def test_a_preview_writes_nothing(db: Database) -> None:
    """It tells what would change, and what cannot be used."""
    report = leave_import.preview_leave(db, PLANNER, (FILE + "who,2026-12-01,,,,,\n").encode(), name="leave.csv")
    assert (report.added, report.refused) == (3, ("leave.csv line 5, column Employee ID: there is no rep 'who'",))
    assert stored(db) == ((), ())


ROWS = [
    ("who,2026-12-01,,,,,", "column Employee ID: there is no rep 'who'"),
    ("gone,2026-12-01,,,,,", "column Employee ID: rep 'gone' no longer works here"),
    (",2026-12-01,,,,,", "column Employee ID: must not be empty"),
    ("ana,2026-02-30,,,,,", "column From: there is no day or time '2026-02-30'"),
    ("ana,12/24/2026,,,,,", "column From: must be a day such as 2026-12-24 or a local time such as"),
    ("ana,,2026-12-01,,,,", "column From: must be a day such as 2026-12-24 or a local time such as"),
    ("ana,2026-12-01 08:00,,,,,", "column To: must be a day such as 2026-12-24"),
    ("ana,2026-12-03,2026-12-01,,,,", "column From: time off must start before it ends, got 2026-12-03 to 2026-12-01"),
    ("ana,2101-12-03,,,,,", "column From: time off must lie in the years 1970 to 2099"),
    ("ana,2026-12-01,2028-12-01,,,,", "column From: time off must last at most 366 days"),
    ("ana,2026-12-01,,nap,,,", "column Type: there is no leave kind 'nap'; known are vacation, "),
    ("ana,2026-12-01,,retired,,,", "column Type: leave kind 'retired' is not used any more"),
    ("ana,2026-12-01,,,-1,,", "column Hours: must be in 0..10000, got '-1'"),
    ("ana,2026-12-01,,,x,,", "column Hours: must be a number, got 'x'"),
    ("ana,2026-12-01,,,nan,,", "column Hours: must be in 0..10000, got 'nan'"),
    ("ana,2026-12-01,,,,2,", "column Days: credited days must be in 0..1, the days of leave, got 2"),
    ("ana,2026-12-01,,,25,,", "column Hours: credited hours must be in 0..24"),
    ("ana,2026-12-01,,,,,refused", "column Status: must be approved or requested, got 'refused'"),
    (
        "cy,2026-12-30,2027-01-02,,,,",
        "column From: leave of 'cy' on 2026-12-30 to 2027-01-02 ends after their last day",
    ),
    ("bo,2026-06-02,2026-06-03,,,,", "column From: there is leave of 'bo' on 2026-06-01 to 2026-06-05 already (number"),
    ("ana,2026-12-01", "must have 7 fields like the header, got 2"),
]


@pytest.mark.parametrize(("row", "sentence"), ROWS)
def test_a_row_that_cannot_be_used_refuses_the_file(sqlite_database: Database, row: str, sentence: str) -> None:
    """By line and column, with the value seen; nothing of the file is stored unless such rows are left out."""
    db = sqlite_database
    with db.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
    fill(db, [rep("ana"), rep("bo", site="hq"), rep("cy", last_day=date(2026, 12, 31)), rep("gone")])
    with db.write() as unit:
        unit.reps.set_active("gone", False)
    leave.set_kind(db, PLANNER, LeaveKind("retired", "Retired", active=False))
    leave.enter_leave(db, MANAGER, "bo", date(2026, 6, 1), date(2026, 6, 5), kind="sick")
    before = stored(db)
    text = f"{HEAD}ana,2027-03-01,,,,,\n{row}\n"
    with pytest.raises(RowsRefused) as raised:
        run(db, text)
    [told] = raised.value.refused
    assert told.startswith("leave.csv line 3")
    assert sentence in told
    assert stored(db) == before
    assert run(db, text, skip_refused=True).added == 1


def test_rows_of_one_file_must_not_overlap(db: Database) -> None:
    """The second of them is refused by the line of the first."""
    with pytest.raises(
        RowsRefused, match="line 3, column From: leave of 'ana' on 2026-12-24 to 2026-12-26 is on line 2"
    ):
        run(db, f"{HEAD}ana,2026-12-24,2026-12-26,,,,\nana,2026-12-26,2026-12-28,,,,\n")


def test_a_file_must_say_whose_leave_it_is_and_when(db: Database) -> None:
    """The header names what is missing."""
    with pytest.raises(InputError, match="must have the columns rep, from, to; got rep, kind: from and to are missing"):
        run(db, "rep,kind\nana,sick\n")
    with pytest.raises(InputError, match="columns from and start both mean from"):
        run(db, "rep,from,start,to\nana,2026-01-01,2026-01-01,2026-01-01\n")


def test_days_in_excel_are_days(db: Database) -> None:
    """A cell with a date says its midnight; with times it says a time."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["rep", "from", "to", "note"])
    sheet.append(["bo", date(2026, 12, 24), date(2026, 12, 26), "x"])
    sheet.append(["bo", datetime(2026, 12, 28, 8), datetime(2026, 12, 28, 12), "y"])
    content = io.BytesIO()
    book.save(content)
    report = leave_import.import_leave(db, PLANNER, content.getvalue(), name="leave.xlsx")
    assert report.sentences() == ("leave.xlsx: 2 new, 0 as they were", "not used: note")
    with db.read() as unit:
        first, second = unit.time_off.list()
    assert leave.told(first.start, first.end, ZONE) == "2026-12-24 to 2026-12-26"
    assert leave.told(second.start, second.end, ZONE) == "2026-12-28 08:00 to 2026-12-28 12:00"


def test_planners_import_and_never_their_own(db: Database) -> None:
    """A manager may not; a planner who is a rep may not enter their own."""
    with pytest.raises(AccessError):
        leave_import.import_leave(db, MANAGER, FILE.encode())
    with pytest.raises(AccessError):
        leave_import.preview_leave(db, MANAGER, FILE.encode())
    with pytest.raises(AccessError, match="nobody decides on themselves"):
        leave_import.import_leave(db, Principal("ana", Role.PLANNER, "ana"), FILE.encode())
    assert stored(db) == ((), ())
