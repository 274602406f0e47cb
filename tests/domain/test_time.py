"""Grids and horizons across clock changes: New York (one hour), Berlin, Lord Howe (half an hour)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from wfm.domain.errors import InputError
from wfm.domain.time import (
    DAY,
    Horizon,
    TimeGrid,
    clock,
    is_ambiguous,
    is_skipped,
    local_midnight,
    spans,
    to_utc,
    zone_of,
)

CHANGES = [
    ("America/New_York", date(2026, 3, 8), 23 * 60),
    ("America/New_York", date(2026, 11, 1), 25 * 60),
    ("Europe/Berlin", date(2026, 3, 29), 23 * 60),
    ("Europe/Berlin", date(2026, 10, 25), 25 * 60),
    ("Australia/Lord_Howe", date(2026, 10, 4), 23 * 60 + 30),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24 * 60 + 30),
    ("America/New_York", date(2026, 7, 1), 24 * 60),
]


@pytest.mark.parametrize(("zone", "day", "minutes"), CHANGES)
def test_a_local_day_has_the_minutes_the_clock_gives_it(zone: str, day: date, minutes: int) -> None:
    """23, 25 or 24 and a half hours on change days, at every slot length that divides them."""
    for slot in (5, 10, 15, 30):
        grid = TimeGrid.of_days(zone, day, 1, slot)
        assert grid.count == minutes // slot
        assert grid.start == local_midnight(day, zone)
        assert grid.end == local_midnight(day + timedelta(days=1), zone)
        assert (grid.local_days() == np.datetime64(day)).all()


@pytest.mark.parametrize(("zone", "day", "minutes"), CHANGES)
def test_local_times_are_those_of_the_standard_library(zone: str, day: date, minutes: int) -> None:
    """Slot by slot over three days around a change, against datetime's own conversion."""
    grid = TimeGrid.of_days(zone, day - timedelta(days=1), 3, 30)
    expected = [
        (grid.start + timedelta(minutes=30 * i)).astimezone(zone_of(zone)).replace(tzinfo=None)
        for i in range(grid.count)
    ]
    assert grid.local().tolist() == expected
    assert grid.minutes_of_day().tolist() == [t.hour * 60 + t.minute for t in expected]
    assert grid.weekdays().tolist() == [t.weekday() for t in expected]


def test_repeated_and_skipped_times_are_told() -> None:
    """01:30 happens twice in November, 02:30 never in March; half past one at Lord Howe in April twice."""
    assert is_ambiguous(datetime(2026, 11, 1, 1, 30), "America/New_York")
    assert not is_ambiguous(datetime(2026, 11, 1, 2, 0), "America/New_York")
    assert is_skipped(datetime(2026, 3, 8, 2, 30), "America/New_York")
    assert not is_skipped(datetime(2026, 3, 8, 3, 0), "America/New_York")
    assert not is_skipped(datetime(2026, 3, 8, 1, 59), "America/New_York")
    assert is_ambiguous(datetime(2026, 4, 5, 1, 45), "Australia/Lord_Howe")
    assert is_skipped(datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe")
    first = to_utc(datetime(2026, 11, 1, 1, 30, fold=0), "America/New_York")
    second = to_utc(datetime(2026, 11, 1, 1, 30, fold=1), "America/New_York")
    assert second - first == timedelta(hours=1)


def test_a_skipped_local_time_moves_forward_by_the_gap() -> None:
    """02:30 on the night clocks go forward is the instant of 03:30."""
    skipped = to_utc(datetime(2026, 3, 8, 2, 30), "America/New_York")
    assert skipped == to_utc(datetime(2026, 3, 8, 3, 30), "America/New_York")


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    minute=st.integers(-2 * DAY, 60 * DAY),
)
def test_a_wall_clock_minute_comes_back_from_its_instant(zone: str, day: date, minute: int) -> None:
    """Minute to instant and back is the same minute unless the clock skips it; then it is past the gap."""
    horizon = Horizon(day, 56, 15, zone)
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    back = horizon.minute(horizon.instant(minute))
    if is_skipped(local, zone):
        assert 0 < back - minute <= 60
    else:
        assert back == minute


@settings(deadline=None, max_examples=60)
@given(day=st.dates(date(2025, 1, 1), date(2027, 12, 31)), days=st.integers(1, 14), slot=st.sampled_from([15, 30]))
def test_every_interval_of_a_horizon_falls_into_one_of_its_slots(day: date, days: int, slot: int) -> None:
    """The absolute intervals map into the wall-clock axis in order, save for the repeated hour."""
    horizon = Horizon(day, days, slot, "America/New_York")
    wall = horizon.wall_slots(horizon.grid)
    assert wall.min() == 0
    assert wall.max() == horizon.slots - 1
    steps = np.diff(wall)
    assert set(steps.tolist()) <= {1, 1 + 60 // slot, 1 - 60 // slot}


def test_a_repeated_hour_asks_for_the_larger_of_its_two_values() -> None:
    """Both passes of 01:00 in November land in one slot; the skipped one in March asks for nothing."""
    horizon = Horizon(date(2026, 11, 1), 1, 60, "America/New_York")
    heads = horizon.from_grid(horizon.grid, np.arange(25.0))
    assert heads[:4].tolist() == [0, 2, 3, 4]
    assert horizon.to_grid(horizon.grid, heads)[:4].tolist() == [0, 2, 2, 3]
    spring = Horizon(date(2026, 3, 8), 1, 60, "America/New_York")
    assert spring.from_grid(spring.grid, np.ones(23))[:4].tolist() == [1, 1, 0, 1]


def test_values_outside_the_horizon_are_left_out() -> None:
    """A grid that starts a day early and ends a day late gives only what lies within."""
    horizon = Horizon(date(2026, 7, 1), 1, 60, "Europe/Berlin")
    wide = TimeGrid.of_days("Europe/Berlin", date(2026, 6, 30), 3, 60)
    assert horizon.from_grid(wide, np.arange(72.0)).tolist() == list(np.arange(24.0, 48))
    assert horizon.to_grid(wide, np.ones(24)).sum() == 24


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"days": 0}, r"days must be in 1\.\.56, got 0"),
        ({"days": 57}, r"days must be in 1\.\.56, got 57"),
        ({"slot_minutes": 20}, "slot_minutes must be one of .*, got 20"),
        ({"weekday": 7}, r"weekday must be in 0\.\.6, got 7"),
        ({"zone": "Nowhere"}, "time zone must be an IANA name .*, got 'Nowhere'"),
    ],
)
def test_a_horizon_states_what_must_hold(change: dict[str, object], told: str) -> None:
    """Each wrong value is named with the condition; the edges are fine."""
    good = {"start": date(2026, 1, 1), "days": 56, "slot_minutes": 5, "zone": "UTC", "weekday": 6}
    assert Horizon(**good).weeks == 8  # type: ignore[arg-type]
    with pytest.raises(InputError, match=told):
        Horizon(**(good | change))  # type: ignore[arg-type]


def test_a_grid_states_what_must_hold() -> None:
    """A start without a zone, a bad slot and a negative count are refused."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert TimeGrid("UTC", start, 15, 0).count == 0
    with pytest.raises(InputError, match="start must carry a time zone"):
        TimeGrid("UTC", datetime(2026, 1, 1), 15, 4)
    with pytest.raises(InputError, match="slot_minutes must be one of"):
        TimeGrid("UTC", start, 7, 4)
    with pytest.raises(InputError, match="count must be >= 0, got -1"):
        TimeGrid("UTC", start, 15, -1)


def test_parts_of_a_grid_are_where_they_were() -> None:
    """Slicing keeps instants; an instant's index is the interval that holds it."""
    grid = TimeGrid("Europe/Berlin", datetime(2026, 3, 1, tzinfo=UTC), 15, 96)
    part = grid.slice(10, 20)
    assert part.instants().tolist() == grid.instants()[10:20].tolist()
    assert grid.index(part.start) == 10
    assert grid.index(part.start + timedelta(minutes=14)) == 10
    assert grid.index(part.start + timedelta(minutes=15)) == 11
    assert grid.index(grid.start - timedelta(minutes=1)) == -1


@pytest.mark.parametrize(
    ("minute", "told"), [(0, "00:00"), (510, "08:30"), (1439, "23:59"), (1440, "00:00+1"), (1470, "00:30+1")]
)
def test_minutes_read_as_a_clock(minute: int, told: str) -> None:
    """The time of day, with the days past the first midnight."""
    assert clock(minute) == told


@settings(deadline=None, max_examples=60)
@given(st.lists(st.booleans()))
def test_spans_are_the_runs_of_true(flags: list[bool]) -> None:
    """They rebuild the flags, and neighbours are apart."""
    found = spans(flags)
    rebuilt = [any(a <= i < b for a, b in found) for i in range(len(flags))]
    assert rebuilt == flags
    assert all(b < c for (_, b), (c, _) in pairwise(found))


def test_first_weekday_is_the_date_s_own_unless_given() -> None:
    """23 November 2026 is a Monday."""
    assert Horizon(date(2026, 11, 23), 7, 15, "UTC").first_weekday == 0
    assert Horizon(date(2026, 11, 23), 7, 15, "UTC", 3).first_weekday == 3
    assert Horizon(date(2026, 11, 23), 8, 15, "UTC").weeks == 2


@pytest.mark.parametrize("name", ["a/" * 1000 + "a", "Europe/", "", "/etc/passwd", "../UTC", "UTC\0", "Nowhere/At/All"])
def test_what_is_no_zone_is_one_short_sentence(name: str) -> None:
    """However many parts a name has: the system's search for each would never end."""
    with pytest.raises(InputError, match=r"time zone must be an IANA name") as caught:
        zone_of(name)
    assert len(str(caught.value)) < 200
