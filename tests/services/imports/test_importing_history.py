"""Importing history: every known file, stated back, every refused row named, all of it or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.planning.contacts import Channel, ContactHistory, OperatingHours, Queue, ServiceTarget
from wfm.services.imports.importing import import_history, preview_history, uploads
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers.formats import FORMATS
from wfm.services.readers.options import ImportOptions

PLANNER = Principal("pat", Role.PLANNER)
NEW_YORK = ImportOptions(zone="America/New_York")


def table(*lines: str) -> bytes:
    """A CSV file."""
    return "\n".join(lines).encode()


def stored(db: Database, queue: str) -> ContactHistory:
    """A queue's history as it is in the database."""
    with db.read() as unit:
        history = unit.history.get(queue)
    assert history is not None
    return history


def state(db: Database) -> tuple[object, ...]:
    """Everything an import can change."""
    with db.read() as unit:
        queues = unit.queues.all()
        spans = tuple(unit.history.span(queue.id) for queue in queues)
        return queues, spans, unit.uploads.list(), unit.audit.list()


def refused(db: Database, source: bytes | Path, options: ImportOptions = NEW_YORK, name: str = "history.csv") -> str:
    """The sentence an import ends with, after a look that nothing has changed."""
    before = state(db)
    with pytest.raises(InputError) as caught:
        import_history(db, PLANNER, source, options, name=name)
    assert state(db) == before
    text = str(caught.value)
    assert "\n" not in text
    return text


GENERIC = table(
    "timestamp,queue,channel,language,offered,handled,abandoned,aht",
    "2025-01-06T14:00:00Z,support,voice,en,10,8,2,300",
    "2025-01-06T14:15:00Z,support,voice,en,20,20,0,240.5",
    "2025-01-06T14:00:00Z,soporte,chat,es,4,4,0,600",
    "2025-01-06T14:15:00Z,soporte,chat,es,0,0,0,",
)


def test_a_generic_file(database: Database) -> None:
    """Queues are made from the file, and totals are means times the handled."""
    report = import_history(database, PLANNER, GENERIC, NEW_YORK, name="history.csv")
    assert (report.inserted, report.replaced, report.created) == (4, 0, ("soporte", "support"))
    history = stored(database, "support")
    assert history.grid.start == datetime(2025, 1, 6, 14, tzinfo=UTC)
    assert history.grid.zone == "America/New_York"
    np.testing.assert_array_equal(history.offered, [10, 20])
    np.testing.assert_array_equal(history.handled, [8, 20])
    np.testing.assert_array_equal(history.abandoned, [2, 0])
    np.testing.assert_allclose(history.aht_seconds, [300, 240.5])
    with database.read() as unit:
        queue = unit.queues.get("soporte")
        assert (queue.channel, queue.language, queue.aht_seconds) == (Channel.CHAT, "es", 600.0)
        assert unit.audit.list()[0].action == "imported"
        assert unit.audit.list()[0].who == "pat"
    record = uploads(database, PLANNER)[0]
    assert (record.name, record.kind, record.rows, record.inserted) == ("history.csv", "generic", 4, 4)


def test_a_preview_states_the_file_back_and_writes_nothing(sqlite_database: Database) -> None:
    """Format, columns, zone, queues, span, what is missing; and the database is as it was."""
    before = state(sqlite_database)
    source = GENERIC + b"\n2025-01-06T15:00:00Z,support,voice,en,5,5,0,100"
    preview = preview_history(source, "history.csv", NEW_YORK, sqlite_database)
    assert state(sqlite_database) == before
    text = "\n".join(preview.sentences())
    for words in (
        "history.csv: generic history, 5 rows, 15-minute intervals, times carry their zone",
        "timestamp = start of the interval",
        "aht = mean handle time in seconds",
        "queue support (voice, en; new, open always): 2025-01-06 09:00 to 2025-01-06 10:15 America/New_York",
        "3 intervals, 35 contacts",
        "2 intervals of 15 min absent while open and kept as missing",
    ):
        assert words in text
    assert preview.refused == ()
    import_history(sqlite_database, PLANNER, source, NEW_YORK)
    again = preview_history(source, "history.csv", NEW_YORK, sqlite_database)
    assert [made.new for made in again.queues] == [False, False]


def test_the_last_upload_wins(database: Database) -> None:
    """A second upload replaces the intervals it names, leaves the others, and says how many."""
    import_history(database, PLANNER, GENERIC, NEW_YORK)
    second = table("timestamp,queue,offered", "2025-01-06T14:15Z,support,99", "2025-01-06T14:30Z,support,7")
    report = import_history(database, PLANNER, second, ImportOptions(channel=Channel.VOICE))
    assert (report.inserted, report.replaced, report.created) == (1, 1, ())
    assert "1 intervals are new and 1 replace what was there" in report.sentences()
    np.testing.assert_array_equal(stored(database, "support").offered, [10, 99, 7])


def test_within_a_file_the_last_row_wins_and_is_told(sqlite_database: Database) -> None:
    """Of rows for one queue and interval the last counts."""
    source = table("timestamp,queue,offered", "2025-01-06T14:00Z,q,1", "2025-01-06T14:15Z,q,2", "2025-01-06T14:00Z,q,3")
    report = import_history(sqlite_database, PLANNER, source)
    np.testing.assert_array_equal(stored(sqlite_database, "q").offered, [3, 2])
    assert report.preview.duplicates == 1
    assert "1 rows are repeated further down in the file; the last one counts" in report.preview.sentences()


AMAZON = table(
    "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled",
    "Support Line,1a,VOICE,2025-03-03T15:00:00Z,15mins,10,300,8",
    "Support Line,1a,VOICE,2025-03-03T15:15:00Z,15mins,12,200.5,12",
    "Support Line,1a,CHAT,2025-03-03T15:00:00Z,15mins,5,500,4",
)


def test_amazon_connect(sqlite_database: Database) -> None:
    """A mean handle time; one queue name over two channels becomes two queues."""
    report = import_history(sqlite_database, PLANNER, AMAZON, NEW_YORK)
    assert report.preview.kind == "amazon-connect"
    assert report.created == ("support-line-chat", "support-line-voice")
    assert report.preview.ignored == ("QueueId",)
    np.testing.assert_allclose(stored(sqlite_database, "support-line-voice").aht_seconds, [300, 200.5])
    only_voice = table(*AMAZON.decode().split("\n")[:2])
    assert import_history(sqlite_database, PLANNER, only_voice, NEW_YORK).replaced == 1


def test_amazon_connect_refuses_days(sqlite_database: Database) -> None:
    """A daily row is no interval."""
    source = AMAZON + b"\nSupport Line,1a,VOICE,2025-03-04T00:00:00Z,daily,900,300,880"
    assert refused(sqlite_database, source) == (
        "history.csv line 5, column IntervalDuration: must be 5, 10, 15, 30, 60 minutes, got 'daily'; "
        "nothing was imported"
    )


def test_amazon_connect_has_a_row_for_every_interval(sqlite_database: Database) -> None:
    """Absent intervals of this format are missing, so asking for zero is refused."""
    assert "missing and not zero" in refused(sqlite_database, AMAZON, ImportOptions(absent_is_zero=True))


GENESYS_HEADER = (
    "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,"
    "Total Handle Time (Seconds)"
)


def test_genesys_gives_the_total(sqlite_database: Database) -> None:
    """The total is divided by the handled, rows of different skill sets are added, languages are told apart."""
    source = table(
        "\ufeff" + GENESYS_HEADER,
        "2025-03-03T15:00:00Z,Billing,VOICE,gold|||en,English,10,8,2400",
        "2025-03-03T15:00:00Z,Billing,VOICE,,English,5,2,600",
        "2025-03-03T15:30:00Z,Billing,VOICE,gold|||en,English,4,4,400",
        "2025-03-03T15:00:00Z,Billing,VOICE,gold,Spanish,1,1,90",
        "2025-03-03T15:30:00Z,Billing,VOICE,gold,Spanish,3,3,390",
    )
    report = import_history(sqlite_database, PLANNER, source, NEW_YORK)
    assert report.preview.kind == "genesys-cloud"
    assert report.created == ("billing-english", "billing-spanish")
    english = stored(sqlite_database, "billing-english")
    np.testing.assert_array_equal(english.offered, [15, 4])
    np.testing.assert_array_equal(english.handled, [10, 4])
    np.testing.assert_allclose(english.aht_seconds, [300, 100])
    assert english.grid.slot_minutes == 30


def test_a_total_that_looks_like_a_mean_is_pointed_out(sqlite_database: Database) -> None:
    """A total of 3 seconds a contact, or a mean of 20 hours, is told; plausible ones are not."""
    header = "timestamp,queue,offered,handled,"
    odd_total = table(header + "total_handle_time", *(f"2025-01-06T14:{m}Z,q,100,100,300" for m in ("00", "15")))
    odd_mean = table(header + "aht", *(f"2025-01-06T14:{m}Z,q,100,100,72000" for m in ("00", "15")))
    fine = table(header + "aht", *(f"2025-01-06T14:{m}Z,q,100,100,300" for m in ("00", "15")))
    assert any("not a mean" in note for note in preview_history(odd_total).notes)
    assert any("not a total" in note for note in preview_history(odd_mean).notes)
    assert not any("look whether" in note for note in preview_history(fine).notes)


def workbook(rows: Iterable[Iterable[object]], sheet: str = "Calls") -> bytes:
    """An Excel file."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_excel_is_read_like_csv(sqlite_database: Database) -> None:
    """Dates, whole and broken numbers and empty cells of a workbook; faults name the sheet's row."""
    header = ("Timestamp", "Queue", "Offered", "AHT")
    rows = [header, (datetime(2025, 1, 6, 9), "q", 10, 300.25), (datetime(2025, 1, 6, 9, 15), "q", 12.0, None)]
    report = import_history(sqlite_database, PLANNER, workbook(rows), NEW_YORK, name="history.xlsx")
    history = stored(sqlite_database, "q")
    assert history.grid.start == datetime(2025, 1, 6, 14, tzinfo=UTC)
    np.testing.assert_array_equal(history.offered, [10, 12])
    np.testing.assert_allclose(history.aht_seconds, [300.25, np.nan])
    assert report.preview.kind == "generic"
    bad = workbook([*rows, (datetime(2025, 1, 6, 9, 30), "q", "n/a", 1)])
    assert refused(sqlite_database, bad, name="h.xlsx").startswith("h.xlsx line 4, column Offered: must be a number")
    with pytest.raises(InputError, match="has no sheet 'June'; it has Calls"):
        preview_history(workbook(rows), "h.xlsx", ImportOptions(zone="UTC", sheet="June"))


def test_two_bare_columns(sqlite_database: Database) -> None:
    """A file of times and calls takes queue, zone, channel, handle time and hours from the options."""
    source = table("t,calls", "2003-03-03 07:00:00,300.0", "2003-03-03 07:15:00,260.0")
    options = ImportOptions(
        zone="America/New_York",
        queue="bank",
        channel=Channel.VOICE,
        aht_seconds=180,
        patience_seconds=180,
        hours=OperatingHours.daily(420, 1260, (0, 1, 2, 3, 4)),
        target=ServiceTarget(0.8, 20),
        country="US",
        subdivision="NY",
    )
    import_history(sqlite_database, PLANNER, source, options)
    history = stored(sqlite_database, "bank")
    assert history.grid.start == datetime(2003, 3, 3, 12, tzinfo=UTC)
    np.testing.assert_array_equal(history.offered, [300, 260])
    assert history.aht_seconds is None
    with sqlite_database.read() as unit:
        assert unit.queues.get("bank") == Queue(
            "bank",
            Channel.VOICE,
            "en",
            "America/New_York",
            OperatingHours.daily(420, 1260, (0, 1, 2, 3, 4)),
            ServiceTarget(0.8, 20),
            180,
            180,
            subdivision="NY",
        )


def test_a_stored_queue_keeps_its_settings_and_lends_its_zone(sqlite_database: Database) -> None:
    """Naming a stored queue is enough to place local times, and nothing of it changes."""
    queue = Queue("bank", Channel.VOICE, "en", "America/Chicago", aht_seconds=222)
    with sqlite_database.write() as unit:
        unit.queues.put(queue)
    source = table("t,calls", "2003-03-03 07:00,300", "2003-03-03 07:15,260")
    report = import_history(sqlite_database, PLANNER, source, ImportOptions(queue="bank", aht_seconds=180))
    assert report.created == ()
    assert stored(sqlite_database, "bank").grid.start == datetime(2003, 3, 3, 13, tzinfo=UTC)
    with sqlite_database.read() as unit:
        assert unit.queues.get("bank") == queue


def test_opening_hours_are_read_off_long_files() -> None:
    """Weekdays 08:00 to 09:00 over three weeks, a Saturday never; a call out of hours does not open the night."""
    lines = ["t,calls"]
    for day in range(3, 24):
        if datetime(2025, 3, day).weekday() < 5:
            lines.extend(f"2025-03-{day:02d} 08:{m:02d},{5 + m}" for m in (0, 15, 30, 45))
    preview = preview_history(table(*lines), options=NEW_YORK)
    assert preview.queues[0].queue.hours == OperatingHours.daily(480, 540, (0, 1, 2, 3, 4))
    assert "open Mon-Fri 08:00-09:00" in "\n".join(preview.sentences())
    assert preview.queues[0].absent == 0
    short = preview_history(table(*lines[:30]), options=NEW_YORK)
    assert short.queues[0].queue.hours == OperatingHours.always()


def test_missing_is_not_zero(sqlite_database: Database) -> None:
    """An absent interval and an empty cell stay missing, and both are told."""
    source = table("t,calls", "2025-01-06 09:00,5", "2025-01-06 09:15,", "2025-01-06 09:45,7")
    report = import_history(sqlite_database, PLANNER, source, ImportOptions(zone="UTC", queue="q"))
    np.testing.assert_array_equal(stored(sqlite_database, "q").offered, [5, np.nan, np.nan, 7])
    assert report.preview.blank == 1
    assert report.preview.queues[0].absent == 2
    assert any("taken as missing, not as zero" in line for line in report.preview.sentences())


def test_absent_is_zero_only_when_open_and_asked_for(sqlite_database: Database) -> None:
    """Asked for, absent intervals within opening hours become zero, those outside stay missing, and it is told."""
    source = table("t,calls,aht", "2025-01-06 09:00,5,100", "2025-01-06 09:45,7,100", "2025-01-07 09:00,6,100")
    hours = OperatingHours.daily(540, 600)
    options = ImportOptions(zone="UTC", queue="q", hours=hours, slot_minutes=15, absent_is_zero=True)
    report = import_history(sqlite_database, PLANNER, source, options)
    history = stored(sqlite_database, "q")
    np.testing.assert_array_equal(history.offered[:5], [5, 0, 0, 7, np.nan])
    assert np.nansum(history.offered) == 18
    assert np.count_nonzero(~np.isnan(history.offered)) == 5
    assert (report.preview.queues[0].filled, report.preview.queues[0].absent) == (2, 0)
    assert "2 absent intervals read as zero" in "\n".join(report.preview.sentences())


BAD = table(
    "timestamp,queue,offered,handled",
    "2025-01-06T14:00Z,q,1,1",
    "2025-01-06T14:15Z,q,n/a,1",
    "yesterday,q,3,3",
    "2025-01-06T14:45Z,q,-4,4",
    "2025-01-06T15:00Z,q,5,inf",
    "2025-01-06T15:15Z,,6,6",
    "2025-01-06T15:30Z,q,7",
    "2025-01-06T15:45Z,q,8,8",
)


def test_every_refused_row_is_named_by_line_and_column(database: Database) -> None:
    """By default one refused row refuses the file; the error carries a sentence for each."""
    before = state(database)
    with pytest.raises(RowsRefused) as caught:
        import_history(database, PLANNER, BAD, name="history.csv")
    assert state(database) == before
    assert caught.value.refused == (
        "history.csv line 3, column offered: must be a number >= 0, got 'n/a'",
        "history.csv line 4, column timestamp: must be a time such as 2025-03-31 14:30 or 2025-03-31T14:30Z, "
        "got 'yesterday'",
        "history.csv line 5, column offered: must be a number >= 0, got '-4'",
        "history.csv line 6, column handled: must be a number >= 0, got 'inf'",
        "history.csv line 7, column queue: must name a queue, got nothing",
        "history.csv line 8: must have 4 fields like the header, got 3",
    )
    assert str(caught.value).startswith(caught.value.refused[0])
    assert str(caught.value).endswith("(and 3 more refused rows); nothing was imported")


def test_the_good_rows_can_be_imported_alone(database: Database) -> None:
    """Asked to, the rest is imported, and the refused rows are listed and counted."""
    report = import_history(database, PLANNER, BAD, ImportOptions(skip_refused=True), name="history.csv")
    assert report.inserted == 2
    assert len(report.preview.refusals()) == 6
    assert "6 rows were left out" in report.sentences()
    assert uploads(database, PLANNER)[0].refused == 6
    np.testing.assert_array_equal(stored(database, "q").offered, [1, *[np.nan] * 6, 8])


def test_a_file_of_refused_rows_only_changes_nothing(sqlite_database: Database) -> None:
    """Even when the good rows alone are asked for."""
    source = table("timestamp,queue,offered", "2025-01-06T14:00Z,q,x")
    assert "no row can be used" in refused(sqlite_database, source, ImportOptions(skip_refused=True, slot_minutes=15))


@pytest.mark.parametrize("content", [b"", b"  \n \n", "\ufeff".encode(), b"\xff\xfe"])
def test_an_empty_file(sqlite_database: Database, content: bytes) -> None:
    """Nothing, white space, or a byte-order mark alone."""
    assert refused(sqlite_database, content) == "history.csv: the file is empty"


def test_a_header_without_rows(sqlite_database: Database) -> None:
    """A header alone is told."""
    assert refused(sqlite_database, b"t,calls\n") == "history.csv: the file has a header and no rows"


def test_a_wrong_header_tells_what_is_known_and_what_was_found(sqlite_database: Database) -> None:
    """The sentence names the file's columns and every known format."""
    text = refused(sqlite_database, table("song,artist", "a,b"))
    assert "song, artist" in text
    for known in FORMATS:
        assert known.title in text


def test_a_missing_file(sqlite_database: Database, tmp_path: Path) -> None:
    """A path that is not there, and one that is a folder."""
    assert "there is no such file" in refused(sqlite_database, tmp_path / "none.csv", name="")
    assert "cannot be read" in refused(sqlite_database, tmp_path, name="")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02\x03binary", "binary data"),
        (b"PK\x03\x04 not really a workbook", "cannot be read as an Excel"),
        (table("t,calls,calls", "2025-01-06 09:00,1,2"), "column 'calls' appears twice"),
        (table("t,calls,offered", "2025-01-06 09:00,1,2"), "calls and offered both mean contacts offered"),
        (table("t,calls", '2025-01-06 09:00,"1', "2025-01-06 09:15,2"), "must be a number"),
        (table("t,calls", "2025-01-06 09:00,5"), "cannot tell the length of an interval"),
        (table("t,calls", "2025-01-06 00:00,5", "2025-01-07 00:00,5"), "5, 10, 15, 30, 60 minutes apart, got 1440"),
        (table("t,calls", *(f"2025-01-06 09:{m},5" for m in ("00", "20", "40"))), "minutes apart, got 20"),
        (table("t,calls", "2025-01-06 09:00,", "2025-01-06 09:15,"), "no row has a figure"),
        (table("t,calls", "03/04/2025 09:00,1", "03/04/2025 09:15,1"), "cannot tell day from month"),
        (table("t,calls,zone", "2025-01-06 09:00,1,Mars/One", "2025-01-06 09:15,1,UTC"), "IANA name"),
        (
            table("t,calls,channel", "2025-01-06 09:00,1,fax", "2025-01-06 09:15,1,voice"),
            "column channel: must be one of",
        ),
        (table("t,calls", "2025-01-06 09:00:30,1", "2025-01-06 09:15,1"), "must be a whole minute"),
        (table("t,calls", "0001-01-01 09:00,1", "2025-01-06 09:15,1"), "years 1970 to 2099"),
    ],
)
def test_files_that_make_no_sense(sqlite_database: Database, content: bytes, words: str) -> None:
    """One clear sentence each, and nothing changed."""
    assert words in refused(sqlite_database, content)


def test_local_times_need_a_zone(sqlite_database: Database) -> None:
    """Without a zone nothing is guessed; an unknown one is refused."""
    source = table("t,calls", "2025-01-06 09:00,1", "2025-01-06 09:15,1")
    assert "carry no zone" in refused(sqlite_database, source, ImportOptions())
    assert "IANA name" in refused(sqlite_database, source, ImportOptions(zone="Eastern"))


def test_rows_off_the_grid_are_refused(sqlite_database: Database) -> None:
    """One stray start among a hundred is named; half of them off make another interval length."""
    lines = ["t,calls", *(f"2025-01-{6 + k // 96:02d} {k % 96 // 4:02d}:{k % 4 * 15:02d},1" for k in range(120))]
    lines[50] = "2025-01-06 12:07,1"
    assert refused(sqlite_database, table(*lines)).startswith("history.csv line 51, column t: must start on the 15-")
    assert preview_history(table(*lines[:40]), options=NEW_YORK).slot_minutes == 15


def test_an_interval_length_that_does_not_match_the_stored_one(sqlite_database: Database) -> None:
    """History of a queue stays of one length; the refusal names the file."""
    import_history(sqlite_database, PLANNER, GENERIC, NEW_YORK)
    source = table("t,queue,calls,channel", "2025-01-06T09:00Z,support,1,voice", "2025-01-06T09:30Z,support,1,voice")
    assert "history.csv: queue support: its history is in 15-minute intervals" in refused(sqlite_database, source)


def test_a_second_upload_of_another_channel_gets_a_queue_of_its_own(sqlite_database: Database) -> None:
    """Chats of a name that is stored as a voice queue do not fall into it."""
    import_history(sqlite_database, PLANNER, GENERIC, NEW_YORK)
    source = table("t,queue,calls,channel", "2025-01-06T09:00Z,support,1,chat", "2025-01-06T09:15Z,support,1,chat")
    assert import_history(sqlite_database, PLANNER, source).created == ("support-chat",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    """What spreadsheets write: any common encoding and separator, decimal commas with semicolons."""
    offered = "1,5" if delimiter == ";" else "1.5"
    rows = [["t", "queue", "offered"], ["2025-01-06 09:00", "Señal", offered], ["2025-01-06 09:15", "Señal", "2"]]
    source = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    made = preview_history(source, options=NEW_YORK).queues[0]
    assert made.source == "Señal"
    assert made.offered == 3.5


@pytest.mark.parametrize(
    ("first", "second", "day_first"),
    [
        ("2025-03-04 09:00", "2025-03-04 09:15", None),
        ("2025-03-04T09:00:00", "2025-03-04T09:15:00.000", None),
        ("2025-03-04T14:00Z", "2025-03-04T09:15:00-05:00", None),
        ("2025-03-04 14:00 +0000", "2025-03-04 14:15Z", None),
        ("20250304 09:00", "20250304 09:15", None),
        ("03/04/2025 9:00 AM", "03/04/2025 9:15 am", False),
        ("04/03/2025 09:00", "04/03/2025 09:15:00", True),
        ("4.3.2025 09:00", "4.3.2025 09:15", None),
    ],
)
def test_ways_to_write_a_time(first: str, second: str, day_first: bool | None) -> None:
    """09:00 and 09:15 in New York on 4 March 2025, however it is written."""
    options = ImportOptions(zone="America/New_York", day_first=day_first)
    made = preview_history(table("t,calls", f"{first},1", f"{second},1"), options=options).queues[0]
    assert made.first == datetime(2025, 3, 4, 14, tzinfo=UTC)
    assert len(made.rows.start) == 2


def test_date_and_time_in_two_columns() -> None:
    """A date column and a time column together are the start."""
    source = table("date,time,calls", "2025-03-04,09:00,1", "2025-03-04,09:15,1")
    made = preview_history(source, options=NEW_YORK).queues[0]
    assert made.first == datetime(2025, 3, 4, 14, tzinfo=UTC)
    dated = workbook(
        [("date", "time", "calls"), (datetime(2025, 3, 4), "09:00", 1), (datetime(2025, 3, 4), "09:15", 2)]
    )
    assert preview_history(dated, options=NEW_YORK).queues[0].first == made.first


def test_the_order_of_day_and_month_is_found_in_the_column() -> None:
    """A 13th anywhere in the column settles it."""
    rows = ["05/01/2025 09:00,1", "05/01/2025 09:15,1"]
    american = preview_history(table("t,calls", *rows, "05/13/2025 09:00,1"), options=NEW_YORK).queues[0]
    european = preview_history(table("t,calls", *rows, "13/01/2025 09:00,1"), options=NEW_YORK).queues[0]
    assert (american.first.month, european.first.month) == (5, 1)


def test_lines_are_counted_as_an_editor_counts_them(sqlite_database: Database) -> None:
    """Empty lines and line breaks within quotes do not shift the line that is named."""
    source = b't,queue,calls\n\n2025-01-06T09:00Z,"a\nb",1\n\n2025-01-06T09:15Z,c,x\n'
    assert "line 6, column calls" in refused(sqlite_database, source, ImportOptions(slot_minutes=15))


def test_only_planners_import(sqlite_database: Database) -> None:
    """Managers and reps are refused before the file is looked at; managers see the list of uploads, reps do not."""
    for role in (Role.MANAGER, Role.REP):
        with pytest.raises(AccessError):
            import_history(sqlite_database, Principal("x", role), b"")
    with pytest.raises(AccessError):
        uploads(sqlite_database, Principal("x", Role.REP))
    assert uploads(sqlite_database, Principal("x", Role.MANAGER)) == ()


def test_progress_runs_from_nothing_to_all(sqlite_database: Database) -> None:
    """Shares never fall and end at one."""
    shares: list[float] = []
    import_history(sqlite_database, OPERATOR, GENERIC, NEW_YORK, lambda share, _: shares.append(share))
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
