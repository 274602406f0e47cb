"""One queue in files of several interval lengths: its history is kept in one, and the report says what was done."""

from __future__ import annotations

import numpy as np
import pytest

from tests.services.imports.history_files import PLANNER, refused, stored, table
from wfm.database.engine import Database
from wfm.services.imports.importing import import_history
from wfm.services.readers.options import ImportOptions

INDIA = ImportOptions(zone="Asia/Kolkata")
HEADER = "t,queue,offered,handled,aht"


def rows(day: int, minutes: int, offered: int, count: int) -> list[str]:
    """Intervals of calls from nine in the morning."""
    times = (divmod(9 * 60 + n * minutes, 60) for n in range(count))
    return [
        f"2026-01-{day:02d} {hour:02d}:{minute:02d},calls,{offered},{offered},{200 + day}" for hour, minute in times
    ]


def put(db: Database, *lines: str) -> str:
    """What the report of an import says."""
    return "\n".join(import_history(db, PLANNER, table(HEADER, *lines), INDIA, name="calls.csv").sentences())


def test_shorter_intervals_are_added_up(database: Database) -> None:
    """Old years by the hour, new ones by the quarter: by the hour, those not whole left out, in a zone at half hours."""
    assert "calls" in put(database, *rows(5, 60, 40, 8))
    told = put(database, *rows(6, 15, 10, 30))
    assert "its history is in 60-minute intervals, to which the file's 15-minute figures are added up" in told
    assert "1 of them are not whole in the file and are left out" in told
    assert "7 intervals are new and 0 replace" in told
    history = stored(database, "calls")
    known = ~np.isnan(history.offered)
    assert history.grid.slot_minutes == 60
    assert history.offered[known].tolist() == [40] * 15
    assert history.handled is not None
    assert history.handled[known].tolist() == [40] * 15
    assert history.aht_seconds is not None
    np.testing.assert_allclose(history.aht_seconds[known], [205] * 8 + [206] * 7)
    assert set(history.grid.minutes_of_day()[known] % 60) == {0}


def test_longer_intervals_are_shared(database: Database) -> None:
    """Old years by the hour after new ones by the quarter: each quarter has a fourth, and handle times stay."""
    put(database, *rows(6, 15, 10, 8))
    told = put(database, *rows(5, 60, 30, 2))
    assert "its history is in 15-minute intervals, over which the file's 60-minute figures are shared evenly" in told
    history = stored(database, "calls")
    known = ~np.isnan(history.offered)
    assert history.offered[known].tolist() == [7.5] * 8 + [10] * 8
    assert history.aht_seconds is not None
    np.testing.assert_allclose(history.aht_seconds[known], [205] * 8 + [206] * 8)


def test_the_last_upload_wins_whatever_its_length(sqlite_database: Database) -> None:
    """The same hours once more in shorter intervals replace what was there."""
    put(sqlite_database, *rows(5, 60, 40, 4))
    assert "0 intervals are new and 4 replace" in put(sqlite_database, *rows(5, 30, 10, 8))
    assert stored(sqlite_database, "calls").offered.tolist() == [20] * 4


def test_lengths_that_do_not_fit_are_refused(sqlite_database: Database) -> None:
    """Ten minutes do not make a quarter of an hour; nothing is changed."""
    put(sqlite_database, *rows(5, 15, 10, 8))
    text = refused(sqlite_database, table(HEADER, *rows(6, 10, 5, 8)), INDIA)
    assert "its history is in 15-minute intervals, so 10-minute ones cannot join it" in text


@pytest.mark.parametrize("minutes", [15, 60])
def test_the_same_length_is_not_told(sqlite_database: Database, minutes: int) -> None:
    """Files of one length are stored as they are."""
    put(sqlite_database, *rows(5, minutes, 10, 8))
    assert "figures" not in put(sqlite_database, *rows(6, minutes, 10, 8))
