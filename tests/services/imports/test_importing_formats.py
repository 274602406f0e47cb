"""The files history comes in: every known format, spreadsheets, encodings, and ways to write a time."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.services.imports.history_files import NEW_YORK, PLANNER, refused, stored, table, workbook
from wfm.database.engine import Database
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours, Queue, ServiceTarget
from wfm.services.imports.importing import import_history, preview_history
from wfm.services.readers.options import ImportOptions

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
            country="US",
            subdivision="NY",
        )


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
