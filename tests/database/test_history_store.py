"""Contact history in the database against a plain dictionary: the last upload wins, missing stays missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from wfm.database.engine import Database
from wfm.database.repositories.history import HistoryRows
from wfm.domain.errors import InputError, NotFoundError
from wfm.domain.planning.contacts import Channel, ContactHistory, Queue
from wfm.domain.time import TimeGrid

ORIGIN = np.datetime64("2025-01-06T00:00", "m")


def add_queue(database: Database, id: str = "q", zone: str = "America/New_York") -> None:
    """A queue to put history into."""
    with database.write() as unit:
        unit.queues.put(Queue(id, Channel.VOICE, "en", zone))


def rows_at(minutes: list[int], offered: list[float], **columns: list[float]) -> HistoryRows:
    """Rows at minutes after the origin."""
    arrays = {name: np.array(values, float) for name, values in columns.items()}
    return HistoryRows(ORIGIN + np.array(minutes, "timedelta64[m]"), np.array(offered, float), **arrays)


def known(history: ContactHistory | None) -> dict[int, float]:
    """Offered contacts per minute after the origin, missing ones left out."""
    if history is None:
        return {}
    minutes = (history.grid.instants() - ORIGIN).astype(int)
    return {int(m): float(v) for m, v in zip(minutes, history.offered, strict=True) if not np.isnan(v)}


uploads = st.lists(
    st.dictionaries(st.integers(-200, 400), st.integers(0, 99), min_size=1, max_size=30), min_size=1, max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uploads)
def test_uploads_behave_like_a_dictionary(database: Database, made: list[dict[int, int]]) -> None:
    """Any series of uploads leaves what a dictionary of the same updates holds, and counts new and replaced."""
    with database.write() as unit:
        id = f"q{len(unit.queues.ids())}"
        unit.queues.put(Queue(id, Channel.VOICE, "en", "America/New_York"))
        expected: dict[int, float] = {}
        for upload in made:
            minutes = [15 * k for k in upload]
            replaced = sum(minute in expected for minute in minutes)
            rows = rows_at(minutes, list(map(float, upload.values())))
            assert unit.history.put(id, 15, rows) == (len(upload) - replaced, replaced)
            expected.update(zip(minutes, map(float, upload.values()), strict=True))
        assert known(unit.history.get(id)) == expected
        span = unit.history.span(id)
    assert span is not None
    low = datetime(2025, 1, 6, tzinfo=UTC) + timedelta(minutes=min(expected))
    high = datetime(2025, 1, 6, tzinfo=UTC) + timedelta(minutes=max(expected) + 15)
    assert span == (low, high, 15)


def test_a_window_holds_the_intervals_that_start_in_it(database: Database) -> None:
    """start <= t < end, on any slot, also when the window cuts through an interval or lies outside."""
    add_queue(database)
    minutes = list(range(0, 6000, 30))
    with database.write() as unit:
        unit.history.put("q", 30, rows_at(minutes, [float(m) for m in minutes]))
        origin = datetime(2025, 1, 6, tzinfo=UTC)
        for low, high in ((0, 6000), (31, 91), (30, 90), (29, 90), (1440, 1441), (5970, 9000), (-500, 1), (100, 100)):
            start, end = origin + timedelta(minutes=low), origin + timedelta(minutes=high)
            assert known(unit.history.get("q", start, end)) == {m: float(m) for m in minutes if low <= m < high}
        assert unit.history.get("q", origin + timedelta(days=9)) is None


def test_a_column_that_is_not_uploaded_is_kept(database: Database) -> None:
    """An upload of offered contacts alone leaves handle times as they are; a NaN in an uploaded column erases."""
    add_queue(database)
    with database.write() as unit:
        unit.history.put("q", 15, rows_at([0, 15], [10, 20], handled=[8, 20], handle_seconds=[800, 4000]))
        unit.history.put("q", 15, rows_at([0], [11]))
        history = unit.history.get("q")
        assert history is not None
        assert history.aht_seconds is not None
        np.testing.assert_array_equal(history.offered, [11, 20])
        np.testing.assert_array_equal(history.aht_seconds, [100, 200])
        unit.history.put("q", 15, rows_at([15], [20], handle_seconds=[np.nan]))
        history = unit.history.get("q")
        assert history is not None
        assert history.aht_seconds is not None
        np.testing.assert_array_equal(history.aht_seconds, [100, np.nan])


def test_handle_time_is_the_mean_of_the_handled(database: Database) -> None:
    """Total over handled; over offered where handled is unknown; missing where nobody was handled."""
    add_queue(database)
    rows = rows_at([0, 15, 30], [10, 4, 5], handled=[8, np.nan, 0], handle_seconds=[800, 400, 0])
    with database.write() as unit:
        unit.history.put("q", 15, rows)
        history = unit.history.get("q")
    assert history is not None
    assert history.aht_seconds is not None
    np.testing.assert_array_equal(history.aht_seconds, [100, 100, np.nan])


def test_a_history_comes_back_as_it_was_put(database: Database) -> None:
    """A whole history over the end of daylight saving, with gaps, through the database and back."""
    add_queue(database)
    grid = TimeGrid.of_days("America/New_York", date(2025, 11, 1), 3, 15)
    rng = np.random.default_rng(3)
    offered = rng.poisson(5, grid.count).astype(float)
    offered[rng.random(grid.count) < 0.2] = np.nan
    offered[[0, -1]] = 3
    handled = np.maximum(offered - 1, 0)
    aht = np.where(handled > 0, 300.0, np.nan)
    with database.write() as unit:
        new, replaced = unit.history.put_history(ContactHistory("q", grid, offered, handled, offered - handled, aht))
        found = unit.history.get("q")
    assert (new, replaced) == (int(np.count_nonzero(~np.isnan(offered))), 0)
    assert found is not None
    assert found.grid == grid
    np.testing.assert_array_equal(found.offered, offered)
    assert found.handled is not None
    np.testing.assert_array_equal(found.handled, handled)
    assert found.aht_seconds is not None
    np.testing.assert_allclose(found.aht_seconds, aht)


def test_half_hour_zones_keep_their_own_grid(database: Database) -> None:
    """Hourly history of India starts at half past in UTC and is kept so."""
    add_queue(database, zone="Asia/Kolkata")
    with database.write() as unit:
        unit.history.put("q", 60, rows_at([30, 90, 1470], [1, 2, 3]))
        assert known(unit.history.get("q")) == {30: 1.0, 90: 2.0, 1470: 3.0}
        history = unit.history.get("q")
        assert history is not None
        assert set(history.grid.minutes_of_day() % 60) == {0}
        with pytest.raises(InputError, match="30 min after a multiple of 60"):
            unit.history.put("q", 60, rows_at([120], [1]))


def test_another_interval_length_is_refused(database: Database) -> None:
    """History of one queue is of one interval length; other lengths and starts off the grid are told."""
    add_queue(database)
    with database.write() as unit:
        unit.history.put("q", 15, rows_at([0], [1]))
        with pytest.raises(InputError, match="15-minute intervals, so 30-minute ones cannot join it"):
            unit.history.put("q", 30, rows_at([0], [1]))
        with pytest.raises(InputError, match="must start 0 min after a multiple of 15"):
            unit.history.put("q", 15, rows_at([7], [1]))
        with pytest.raises(InputError, match="slot_minutes must be one of"):
            unit.history.put("q", 20, rows_at([0], [1]))


def test_rows_that_say_nothing_or_twice_are_refused(database: Database) -> None:
    """A missing figure is not stored, and one start must not come twice in an upload."""
    add_queue(database)
    with database.write() as unit:
        with pytest.raises(InputError, match="must be known"):
            unit.history.put("q", 15, rows_at([0], [np.nan]))
        with pytest.raises(InputError, match="once"):
            unit.history.put("q", 15, rows_at([0, 0], [1, 2]))
        with pytest.raises(NotFoundError):
            unit.history.put("nobody", 15, rows_at([0], [1]))
        assert unit.history.put("q", 15, rows_at([], [])) == (0, 0)
        assert unit.history.get("q") is None
        assert unit.history.span("q") is None
        assert unit.history.queues() == ()
