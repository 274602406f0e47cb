"""Exports: CSV, Excel and iCalendar read back by other readers, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, NotFoundError
from wfm.domain.exchange.schedule import Reason, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Activity
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.texts import FORMULA_STARTS, steers
from wfm.domain.time import Horizon
from wfm.services.export import exporting, workbook
from wfm.services.export.icalendar import escaped, folded
from wfm.services.timeline.publishing import publish

REP = Principal("ann", Role.REP, "r00")


def _schedule(db: Database, requirement: int | None = None) -> int:
    horizon = Horizon(centre.MONDAY, 7, centre.SLOT, centre.ZONE)
    reasons = (Reason("r12", "=1+1 in training"),)
    short = (Reason("en", "en needs 1.5 more heads: why.", 480, 600, 1.5, 2.0, "breaks", "why", "Of 9 reps, 8 may."),)
    record = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, requirement, None, None, {}, short, reasons, datetime.now(UTC), "test"
    )
    shifts = [
        Shift("r00", 480, 990, "main", (Break("lunch", 720, 750),), activities=(Activity("coaching", 600, 630),)),
        Shift("r00", 1440 + 1200, 2880 + 240, None),
        Shift("r01", 480, 990, None, (Break("lunch", 720, 750),)),
        Shift("", 500 - 20, 990, "main"),
    ]
    with db.write() as uow:
        return uow.schedules.add(record, shifts)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre, with a rep whose name is a formula and another whose name has marks of iCalendar."""
    centre.build(sqlite_database, with_history=False)
    people = centre.people()
    with sqlite_database.write() as uow:
        uow.reps.put(replace(people[0], name='=HYPERLINK("http://x")'))
        uow.reps.put(replace(people[1], name="Núñez, Ana; \\ team"))
    return sqlite_database


def test_csv_reads_back_in_local_time_and_utc(db: Database) -> None:
    """Every shift is a row; a night shift ends after midnight, a day later in UTC; unpaid lunch is not paid."""
    rows = list(csv.DictReader(io.StringIO(exporting.schedule_csv(db, OPERATOR, _schedule(db)).decode("utf-8-sig"))))
    assert tuple(rows[0]) == exporting.SHIFT_COLUMNS
    by_start = {(row["rep"], row["date"]): row for row in rows}
    day = by_start["r00", "2026-06-01"]
    assert (day["start"], day["end"], day["start_utc"]) == ("08:00", "16:30", "2026-06-01T12:00Z")
    assert (day["paid_hours"], day["place"], day["breaks"]) == ("8.0", "main", "lunch 12:00-12:30")
    assert day["activities"] == "coaching 10:00-10:30"
    night = by_start["r00", "2026-06-02"]
    assert (night["start"], night["end"], night["end_utc"]) == ("20:00", "04:00+1", "2026-06-03T08:00Z")
    assert by_start["(open)", "2026-06-01"]["name"] == ""


def test_csv_begins_with_the_mark_that_excel_looks_for(db: Database) -> None:
    """Without it Excel reads UTF-8 as the machine's own encoding, and a name comes out broken."""
    content = exporting.schedule_csv(db, OPERATOR, _schedule(db))
    assert content[:3] == b"\xef\xbb\xbf"
    assert "Núñez" in content.decode("utf-8-sig")


@pytest.mark.parametrize(("first", "hours"), [("2026-10-31", 9.0), ("2026-03-07", 7.0), ("2026-06-06", 8.0)])
def test_a_night_pays_what_its_utc_columns_give(db: Database, first: str, hours: float) -> None:
    """Nine hours when the clock goes back, seven when it goes forward, for an owned shift and for an open one."""
    horizon = Horizon(datetime.fromisoformat(first).date(), 1, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        id = uow.schedules.add(record, [Shift("r00", 1320, 1800, "main"), Shift("", 1320, 1800)])
    rows = list(csv.DictReader(io.StringIO(exporting.schedule_csv(db, OPERATOR, id).decode("utf-8-sig"))))
    for row in rows:
        start, end = (datetime.strptime(row[name], "%Y-%m-%dT%H:%MZ") for name in ("start_utc", "end_utc"))
        assert float(row["paid_hours"]) == (end - start).total_seconds() / 3600 == hours


def test_times_are_told_on_the_rep_s_own_clock_too(db: Database) -> None:
    """Of one who lives in Manila: half a day ahead in the file, and in the calendar with the zone by name."""
    with db.write() as uow:
        uow.reps.put(replace(uow.reps.get("r00"), zone="Asia/Manila"))
    id = _schedule(db)
    rows = list(csv.DictReader(io.StringIO(exporting.schedule_csv(db, OPERATOR, id).decode("utf-8-sig"))))
    own = ("own_date", "own_start", "own_end", "own_zone")
    found = {(row["rep"], row["date"]): [row[name] for name in own] for row in rows}
    assert found["r00", "2026-06-01"] == ["2026-06-01", "20:00", "04:30+1", "Asia/Manila"]
    assert found["r01", "2026-06-01"] == ["2026-06-01", "08:00", "16:30", centre.ZONE]
    text = " ".join(_unfolded(exporting.schedule_ics(db, OPERATOR, id, "r00")))
    assert "coaching: 22:00 to 22:30\\nlunch: 00:00+1 to 00:30+1\\n(times in Asia/Manila)" in text


def test_no_cell_is_a_formula(db: Database) -> None:
    """A name that begins with = is text in CSV and in Excel, and so is every reason."""
    id = _schedule(db, centre.store(db, centre.requirement(email=0)))
    rows = list(csv.reader(io.StringIO(exporting.schedule_csv(db, OPERATOR, id).decode("utf-8-sig"))))
    assert all(not cell.startswith(FORMULA_STARTS) for row in rows for cell in row)
    book = load_workbook(io.BytesIO(workbook.schedule_xlsx(db, OPERATOR, id)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert '\'=HYPERLINK("http://x")' in {cell.value for cell in cells}


def test_no_export_stumbles_over_or_is_steered_by_a_name(db: Database) -> None:
    """Controls, which Excel files may not hold, are left out, in calendars too; formulas also behind spaces are text."""
    with db.write() as uow:
        uow.sites.put(replace(uow.sites.get("main"), name="Main\x1b[2J\x00\u202eStreet\tEast"))
        rep = next(r for r in uow.reps.all() if r.id == "r01")
        uow.reps.put(replace(rep, name="  =cmd\x07|' /C calc'!A0"))
    id = _schedule(db)
    for content in (exporting.schedule_csv(db, OPERATOR, id), exporting.schedule_ics(db, OPERATOR, id, "r00")):
        assert not any(map(steers, content.decode("utf-8-sig").replace("\r\n", "")))
    names = {row[1] for row in csv.reader(io.StringIO(exporting.schedule_csv(db, OPERATOR, id).decode("utf-8-sig")))}
    assert "'  =cmd|' /C calc'!A0" in names
    book = load_workbook(io.BytesIO(workbook.schedule_xlsx(db, OPERATOR, id)))
    assert "'  =cmd|' /C calc'!A0" in {cell.value for cell in book["Shifts"]["B"]}
    assert "SUMMARY:Shift at Main[2JStreet East" in _unfolded(exporting.schedule_ics(db, OPERATOR, id, "r00"))


def test_a_text_longer_than_a_cell_says_so() -> None:
    """Excel takes 32,767 characters; what is cut is told."""
    cut = workbook.fitting("x" * 40_000)
    assert isinstance(cut, str)
    assert len(cut) == 32_767
    assert cut.endswith("x ... (cut: the CSV and the page have the rest)")
    assert workbook.fitting("x" * 32_767) == "x" * 32_767


def test_excel_holds_shifts_coverage_and_reasons(db: Database) -> None:
    """Four sheets: each shift, the hours by day, the heads by interval, and what could not be done."""
    id = _schedule(db, centre.store(db, centre.requirement(email=0)))
    book = load_workbook(io.BytesIO(workbook.schedule_xlsx(db, OPERATOR, id)))
    assert book.sheetnames == ["Shifts", "Days", "Intervals", "Unmet"]
    assert book["Shifts"].max_row == 1 + 4
    monday = next(row for row in book["Days"].iter_rows(values_only=True) if str(row[1]).startswith("2026-06-01"))
    assert monday[2] == 40
    assert book["Unmet"].cell(2, 1).value == "r12"
    assert [cell.value for cell in book["Unmet"][1]] == list(workbook.UNMET_COLUMNS)
    assert [cell.value for cell in book["Unmet"][3]] == [
        "en",
        "2026-06-01 08:00",
        "2026-06-01 10:00",
        1.5,
        "en needs 1.5 more heads: why.",
        2,
        3,
        "Of 9 reps, 8 may.",
    ]


def _unfolded(content: bytes) -> list[str]:
    """RFC 5545, 3.1: a line break followed by a space joins lines."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_calendar_is_rfc_5545(db: Database) -> None:
    """UTC times, one event per shift with a lasting id, breaks in the description, lines of at most 75 octets."""
    id = _schedule(db)
    content = exporting.schedule_ics(db, OPERATOR, id, "r00")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = _unfolded(content)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert "DTSTART:20260601T120000Z" in lines
    assert "DTEND:20260603T080000Z" in lines
    assert any(line.startswith("DESCRIPTION:") and "lunch: 12:00 to 12:30" in line for line in lines)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == 2
    named = _unfolded(exporting.schedule_ics(db, OPERATOR, id, "r01"))
    assert "X-WR-CALNAME:Shifts of Núñez\\, Ana\\; \\\\ team" in named


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=400))
def test_folding_splits_no_character_and_loses_nothing(text: str) -> None:
    """Any line unfolds to itself; every piece is whole UTF-8 of at most 75 octets."""
    pieces = folded(text).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    decoded = [piece.decode() for piece in pieces]
    assert all(piece.startswith(" ") for piece in decoded[1:])
    assert decoded[0] + "".join(piece[1:] for piece in decoded[1:]) == text


@given(st.text(alphabet="ab\\;,\n", max_size=30))
def test_escaping_reads_back(text: str) -> None:
    """A reader that undoes the escapes of RFC 5545 gets the text back."""
    result, rest = [], iter(escaped(text))
    for character in rest:
        if character == "\\":
            following = next(rest)
            result.append("\n" if following == "n" else following)
        else:
            assert character not in ";,\n"
            result.append(character)
    assert "".join(result) == text


def test_who_may_export(db: Database) -> None:
    """Reps have their own published shifts; drafts and other people's are refused."""
    id = _schedule(db)
    start, end = datetime(2026, 5, 30, tzinfo=UTC), datetime(2026, 6, 9, tzinfo=UTC)
    with pytest.raises(AccessError):
        exporting.schedule_ics(db, REP, id, "r00")
    assert b"VEVENT" not in exporting.rep_ics(db, REP, "r00", start, end)
    publish(db, OPERATOR, id, now=centre.NOW)
    assert exporting.schedule_ics(db, REP, id, "r00").count(b"BEGIN:VEVENT") == 2
    assert exporting.rep_ics(db, REP, "r00", start, end).count(b"BEGIN:VEVENT") == 2
    for refused in (
        lambda: exporting.schedule_ics(db, REP, id, "r01"),
        lambda: exporting.rep_ics(db, REP, "r01", start, end),
        lambda: exporting.schedule_csv(db, REP, id),
        lambda: workbook.schedule_xlsx(db, REP, id),
    ):
        with pytest.raises(AccessError):
            refused()


def test_calendar_address_can_be_renewed_and_revoked(db: Database) -> None:
    """The feed answers its address only; a new address ends the old one, revoking ends both; no secret is stored."""
    publish(db, OPERATOR, _schedule(db), now=centre.NOW)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    first = exporting.new_calendar_token(db, REP)
    assert exporting.calendar(db, first, now).count(b"BEGIN:VEVENT") == 2
    second = exporting.new_calendar_token(db, REP)
    with pytest.raises(NotFoundError):
        exporting.calendar(db, first, now)
    assert b"BEGIN:VEVENT" in exporting.calendar(db, second, now)
    assert exporting.revoke_calendar_token(db, REP)
    assert not exporting.revoke_calendar_token(db, REP)
    with pytest.raises(NotFoundError):
        exporting.calendar(db, second, now)
    with pytest.raises(AccessError):
        exporting.new_calendar_token(db, Principal("mia", Role.MANAGER))
