"""The common axis of queues whose intervals and zones are their own."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from wfm.domain.planning.axis import common_minutes, days_axis, days_of, days_that_cover, inside, share_within, spread
from wfm.domain.planning.contacts import Channel, OperatingHours, Queue
from wfm.domain.planning.runs import left_out_of
from wfm.domain.texts import some_of
from wfm.domain.time import SLOT_LENGTHS, Horizon, TimeGrid

ZONES = ("America/New_York", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 1))


def of(zone: str, slot: int, first: date = date(2026, 6, 1), days: int = 2) -> TimeGrid:
    """Some days of a zone."""
    return TimeGrid.of_days(zone, first, days, slot)


@pytest.mark.parametrize(
    ("grids", "minutes"),
    [
        ([of("UTC", 15), of("UTC", 60)], 15),
        ([of("UTC", 10), of("UTC", 15)], 5),
        ([of("UTC", 60), of("Asia/Kolkata", 60)], 30),
        ([of("UTC", 60), of("Asia/Kathmandu", 60)], 15),
        ([of("UTC", 10), of("Asia/Kathmandu", 10)], 5),
        ([of("UTC", 60), of("America/New_York", 60)], 60),
        ([], 60),
    ],
)
def test_the_common_interval_parts_each(grids: list[TimeGrid], minutes: int) -> None:
    """The longest that begins with every interval of every queue, zones at half and quarter hours included."""
    assert common_minutes("UTC", grids) == minutes


@given(DAYS, st.integers(1, 40), st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from(SLOT_LENGTHS))
def test_days_of_another_zone_cover_the_run(first: date, days: int, zone: str, own: str, slot: int) -> None:
    """They begin no later and end no earlier, and one day fewer at either end would not do."""
    low, count = days_that_cover(zone, first, days, own)
    grid, axis = TimeGrid.of_days(own, low, count, slot), TimeGrid.of_days(zone, first, days, 5)
    assert grid.start <= axis.start
    assert grid.end >= axis.end - timedelta(minutes=30 if "Lord_Howe" in own else 0)  # its clock moves by half hours
    assert TimeGrid.of_days(own, low + timedelta(days=1), 1, 5).start > axis.start
    assert TimeGrid.of_days(own, low + timedelta(days=count - 1), 1, 5).start < axis.end
    assert days_of(axis) == (first, days)


@given(DAYS, st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from(SLOT_LENGTHS))
def test_every_interval_begins_with_a_slot_of_the_axis(first: date, zone: str, own: str, slot: int) -> None:
    """So that a queue's heads, repeated over the slots of its interval, stand at their own minutes."""
    low, count = days_that_cover(zone, first, 3, own)
    grid = TimeGrid.of_days(own, low, count, slot)
    axis = days_axis(zone, first, 3, [grid])
    starts = TimeGrid(zone, grid.start, slot, grid.count).minutes_of_day()
    assert (starts % axis.slot_minutes == 0).all()
    assert slot % axis.slot_minutes == 0


@given(DAYS, st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from((15, 30, 60)))
def test_heads_of_another_zone_are_placed_by_instants(first: date, zone: str, own: str, slot: int) -> None:
    """Each slot of the clock has the heads of the interval that its instant falls in, at changes of the clock too."""
    low, count = days_that_cover(zone, first, 2, own)
    grid = TimeGrid.of_days(own, low, count, 5)
    values = 1.0 + np.arange(grid.count)
    horizon = Horizon(first, 2, 5, zone)
    heads = horizon.from_grid(grid, values)
    for index, instant in enumerate(horizon.grid.instants()[:: slot // 5]):
        wall = horizon.wall_slots(horizon.grid)[index * (slot // 5)]
        at = int((instant - grid.instants()[0]).astype(int) // 5)
        assert heads[wall] >= values[at]
    on_grid = horizon.to_grid(grid, heads)
    assert (on_grid[inside(grid, horizon.grid)] > 0).all()


def test_shares_of_intervals_within_the_days() -> None:
    """An hour that begins half an hour before the days counts half, and only whole ones are inside."""
    grid, axis = of("Asia/Kolkata", 60, days=3), of("UTC", 15, date(2026, 6, 2), 1)
    shares = share_within(grid, axis)
    assert shares.sum() == 24
    assert np.unique(shares).tolist() == [0.0, 0.5, 1.0]
    window = inside(grid, axis)
    assert window.stop - window.start == 23
    assert inside(of("UTC", 15, date(2030, 1, 1)), axis) == slice(0, 0)


def test_counts_are_spread_and_none_is_lost() -> None:
    """On shorter, longer and shifted intervals the sum stays; what lies outside is left out."""
    grid = of("UTC", 60, days=1)
    counts = np.arange(24.0)
    assert spread(counts, grid, of("UTC", 15, days=1))[:8].tolist() == [0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25]
    shifted = TimeGrid("UTC", grid.start - timedelta(minutes=30), 60, 25)
    assert spread(counts, grid, shifted).sum() == pytest.approx(counts.sum())
    assert spread(counts, grid, of("UTC", 60, date(2026, 6, 2), 1)).sum() == 0


def test_a_queue_is_open_by_its_own_clock() -> None:
    """Nine to five in Kolkata is 23:30 to 07:30 in New York in summer, on whatever clock the grid is read."""
    queue = Queue("india", Channel.VOICE, "hi", "Asia/Kolkata", OperatingHours.daily(540, 1020))
    here, there = of("America/New_York", 30, days=1), of("Asia/Kolkata", 30, days=1)
    assert np.flatnonzero(queue.opened(here)).tolist() == [*range(15), 47]
    np.testing.assert_array_equal(queue.opened(there), queue.hours.mask(there))


def test_many_names_are_counted() -> None:
    """The first of many are named, and the others are counted."""
    many = [f"q{n}" for n in range(23)]
    assert some_of(many).endswith("q19 and 3 more")
    assert some_of(many[:2]) == "q0, q1"
    assert left_out_of("it", []) == ()
