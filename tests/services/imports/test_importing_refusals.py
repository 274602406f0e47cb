"""Files and rows of history that are refused: every one named, and nothing changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.services.imports.history_files import NEW_YORK, PLANNER, refused, state, stored, table
from wfm.database.engine import Database
from wfm.services.imports.importing import import_history, preview_history, uploads
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers.formats import FORMATS
from wfm.services.readers.options import ImportOptions

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


def test_lines_are_counted_as_an_editor_counts_them(sqlite_database: Database) -> None:
    """Empty lines and line breaks within quotes do not shift the line that is named."""
    source = b't,queue,calls\n\n2025-01-06T09:00Z,"a\nb",1\n\n2025-01-06T09:15Z,c,x\n'
    assert "line 6, column calls" in refused(sqlite_database, source, ImportOptions(slot_minutes=15))
