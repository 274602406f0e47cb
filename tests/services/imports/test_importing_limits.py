"""Files beyond every centre: each is refused in one sentence, quickly and with little memory, and none is half stored."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from tests.services.imports.history_files import GENERIC, NEW_YORK, PLANNER, refused, state, stored, table
from wfm.database.engine import Database
from wfm.domain.errors import InputError
from wfm.services.imports.importing import import_history, preview_history
from wfm.services.readers import columns, faults, keys, sheets
from wfm.services.readers.history import read_history
from wfm.services.readers.options import ImportOptions
from wfm.services.readers.people import read_reps

QUICK = 5.0
"""Seconds, on a busy machine; the faults that these tests stand for took minutes."""


@pytest.mark.parametrize("columns_wide", [60_000, 900_000])
def test_a_wide_header_is_refused_at_once(columns_wide: int) -> None:
    """The check of the header took the square of its columns: 15 s for these 60,000 of 60 kB."""
    source = b"t,calls" + b"," * columns_wide + b"x\n2025-01-06 09:00,1\n"
    begun = time.perf_counter()
    with pytest.raises(InputError, match=f"line 1: must have at most 1,000 columns, got {columns_wide + 2:,}"):
        read_history(source, "h.csv", NEW_YORK)
    with pytest.raises(InputError, match="must have at most 1,000 columns"):
        read_reps(source, "reps.csv")
    assert time.perf_counter() - begun < QUICK


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"t,calls\n" + b"x" * 3_000_000, "h.csv line 2: a row must have at most 1,000,000 characters"),
        (b't,calls\n"' + b'\n","' * 700_000, "a row must have at most 1,000,000 characters"),
        (b"t,calls," + b"n" * 201 + b"\n", "h.csv line 1: the name of a column must have at most 200 characters, got 201"),
        (b't,calls\n"' + b"x" * 140_000 + b'",1\n', "field larger than field limit"),
        (b"t,calls\n1970-01-02 00:00,1\n2099-12-31 00:00,1\n", "must span at most 2,000,000 intervals"),
        (b"t,calls,queue\n2025-01-06 09:00,1," + b"q" * 201, "column queue: must have at most 200 characters, got 201"),
        (b"t,calls,queue\n2025-01-06 09:00,1,q\x1b[2J", "column queue: must be plain text on one line, got the character U+001B"),
    ],
    ids=["line", "row of many lines", "header", "cell", "span", "name", "escape"],
)  # fmt: skip
def test_what_no_history_has(sqlite_database: Database, source: bytes, sentence: str) -> None:
    """Sizes, spans and characters are told with the limit and what was seen; nothing is stored."""
    options = ImportOptions(zone="UTC", slot_minutes=15)
    begun = time.perf_counter()
    told = refused(sqlite_database, source, options, name="h.csv")
    assert sentence in told
    assert len(told) < 500
    assert time.perf_counter() - begun < QUICK


def test_a_long_value_is_told_short(sqlite_database: Database) -> None:
    """What is quoted of a cell fits a sentence."""
    source = table("t,calls", f"2025-01-06 09:00,{'9x' * 1000}", "2025-01-06 09:15,1")
    told = refused(sqlite_database, source)
    assert told.startswith("history.csv line 2, column calls: must be a number >= 0, got '9x9x")
    assert len(told) < 200


def test_numbers_of_rows_words_and_faults(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may have so many rows, different words, queues and refused rows, and no more."""
    rows = [f"2025-01-06 {9 + k // 4:02d}:{k % 4 * 15:02d},{k},q{k}" for k in range(20)]
    source = table("t,calls,queue", *rows)
    assert preview_history(source, options=NEW_YORK).rows == 20
    with monkeypatch.context() as patch:
        patch.setattr(columns, "MOST_ROWS", 19)
        assert "must have at most 19 rows" in refused(sqlite_database, source)
    with monkeypatch.context() as patch:
        patch.setattr("wfm.services.readers.history.MOST_WORDS", 19)
        assert "column queue must have at most 19 different values" in refused(sqlite_database, source)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "MOST_QUEUES", 19)
        assert "must have at most 19 queues" in refused(sqlite_database, source)
    with monkeypatch.context() as patch:
        patch.setattr("wfm.services.imports.plans.MOST_SPANNED", 19)
        assert "all queues must span at most 19 intervals, got 20" in refused(sqlite_database, source)
    bad = table("t,calls", *(f"2025-01-06 {9 + k // 4:02d}:{k % 4 * 15:02d},n/a" for k in range(20)))
    with monkeypatch.context() as patch:
        patch.setattr(faults, "MOST_REFUSED", 19)
        told = refused(sqlite_database, bad, ImportOptions(zone="UTC", skip_refused=True))
        assert told.startswith("history.csv line 2, column calls: must be a number >= 0, got 'n/a'; more than 19 rows")


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """Bytes are counted as they come, since a pipe or a device has no size."""
    path = tmp_path / "h.csv"
    path.write_bytes(b"t,calls\n" * 1000)
    assert sheets.content(path)[1] == "h.csv"
    with pytest.raises(InputError, match=r"h\.csv: must be at most 0 MB"):
        sheets.content(path, most=7999)
    with pytest.raises(InputError, match="cannot be read"):
        sheets.content("a\x00b")


def test_an_unreadable_time_with_a_stated_interval(sqlite_database: Database) -> None:
    """Where no time can be read there is no grid to ask for."""
    source = table("t,calls", "soon,1")
    options = ImportOptions(zone="UTC", slot_minutes=15)
    assert "line 2, column t: must be a time" in refused(sqlite_database, source, options)
    stated = table("t,calls,interval minutes", "soon,1,15", "later,1,²")
    assert "line 2, column t: must be a time" in refused(sqlite_database, stated, ImportOptions(zone="UTC"))


def test_rows_take_little_memory() -> None:
    """A million rows took two gigabytes, two kilobytes each; the file itself has forty bytes a row."""
    rows = [f"2025-{m:02d}-{d:02d} {h:02d}:{q:02d},queue-{k},{h}" for k in range(4) for m in range(1, 7)
            for d in range(1, 29) for h in range(24) for q in (0, 30)]  # fmt: skip
    source = table("t,queue,calls", *rows)
    tracemalloc.start()
    try:
        read_history(source, options=ImportOptions(zone="UTC"))
        assert tracemalloc.get_traced_memory()[1] < 350 * len(rows)
    finally:
        tracemalloc.stop()


def test_a_stopped_import_stores_nothing(database: Database) -> None:
    """Ctrl-C while the queues are written leaves the database as it was."""
    before = state(database)

    def stop(share: float, message: str) -> None:
        if message.startswith("stored queue"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_history(database, PLANNER, GENERIC, on_progress=stop)
    assert state(database) == before


def test_a_preview_spares_reading_again(sqlite_database: Database, tmp_path: Path) -> None:
    """What was told is what is stored, whatever became of the file; with other options the file is read anew."""
    path = tmp_path / "h.csv"
    path.write_bytes(GENERIC)
    preview = preview_history(path, db=sqlite_database, who=PLANNER)
    path.write_bytes(GENERIC.replace(b"en,10,", b"en,99,"))
    import_history(sqlite_database, PLANNER, path, preview=preview)
    assert stored(sqlite_database, "support").offered[0] == 10
    import_history(sqlite_database, PLANNER, path, ImportOptions(zone="UTC"), preview=preview)
    assert stored(sqlite_database, "support").offered[0] == 99


def test_long_files_tell_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The share of the file that was read, and its rows."""
    monkeypatch.setattr(columns, "CHUNK", 2)
    monkeypatch.setattr(columns, "TOLD", 1)
    told: list[tuple[float, str]] = []
    read_history(GENERIC, on_progress=lambda share, message: told.append((share, message)))
    assert [message for _, message in told] == ["read 2 rows", "read 4 rows"]
    assert all(0 < share <= 1 for share, _ in told)
