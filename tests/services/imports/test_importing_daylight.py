"""Local times around the changes of the clocks, against the standard library's own time zones."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from wfm.domain.errors import InputError
from wfm.services.imports.importing import preview_history
from wfm.services.readers.history import read_history
from wfm.services.readers.instants import place
from wfm.services.readers.options import ImportOptions

NEW_YORK = ZoneInfo("America/New_York")
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kolkata",
    "America/Sao_Paulo",
)


def local_file(start: datetime, count: int, zone: ZoneInfo, order: int = 1) -> bytes:
    """A day's quarter-hours as a system that knows only local time writes them; calls number the instants."""
    instants = [start + timedelta(minutes=15 * k) for k in range(count)]
    lines = [f"{moment.astimezone(zone):%Y-%m-%d %H:%M},{k}" for k, moment in enumerate(instants)]
    return "\n".join(["t,calls", *lines[::order]]).encode()


@pytest.mark.parametrize("order", [1, -1])
def test_two_rows_for_a_repeated_hour_are_its_two_passes(order: int) -> None:
    """2 November 2025 in New York: 100 quarter-hours, forwards or backwards in time, each in its place."""
    start = datetime(2025, 11, 2, 4, tzinfo=UTC)
    source = local_file(start, 100, NEW_YORK, order)
    file = read_history(source, options=ImportOptions(zone="America/New_York"))
    assert file.faults == ()
    assert file.duplicates == 0
    rows = file.queues[0].rows
    expected = np.datetime64("2025-11-02T04:00", "m") + np.arange(100) * np.timedelta64(15, "m")
    np.testing.assert_array_equal(rows.start, expected)
    np.testing.assert_array_equal(rows.offered, np.arange(100))


def test_one_row_for_a_repeated_hour_is_refused_or_chosen() -> None:
    """It cannot be told which pass is meant: refused by line, or read as the planner says."""
    rows = ["t,calls", *(f"2025-11-02 0{h}:{m:02d},{h}" for h in range(4) for m in (0, 15, 30, 45))]
    source = "\n".join(rows).encode()
    file = read_history(source, "h.csv", ImportOptions(zone="America/New_York"))
    assert [fault.line for fault in file.faults] == [6, 7, 8, 9]
    told = file.faults[0].told("h.csv")
    assert told == (
        "h.csv line 6, column t: 2025-11-02 01:00 happens twice in America/New_York (the clocks go back) and the "
        "file has one row for it: give UTC or both rows, or say --repeated first (or second)"
    )
    for choice, hour in (("first", 5), ("second", 6)):
        options = ImportOptions(zone="America/New_York", repeated=choice)  # type: ignore[arg-type]
        chosen = read_history(source, "h.csv", options)
        assert chosen.faults == ()
        at = chosen.queues[0].rows.start[np.flatnonzero(chosen.queues[0].rows.offered == 1)[0]]
        assert at == np.datetime64(f"2025-11-02T0{hour}:00", "m")
        assert any(choice in note for note in chosen.notes)


def test_three_rows_for_a_repeated_time_are_refused() -> None:
    """Two rows can be placed and three cannot."""
    rows = ["t,calls", "2025-11-02 00:45,1", *["2025-11-02 01:00,2"] * 3, "2025-11-02 02:00,3"]
    file = read_history("\n".join(rows).encode(), "h.csv", ImportOptions(zone="America/New_York", slot_minutes=15))
    assert [fault.line for fault in file.faults] == [3, 4, 5]


def test_two_queues_do_not_lend_each_other_a_pass() -> None:
    """Each queue must have both rows itself."""
    rows = ["t,queue,calls", "2025-11-02 01:00,a,1", "2025-11-02 01:00,b,2", "2025-11-02 02:00,a,3"]
    file = read_history("\n".join(rows).encode(), "h.csv", ImportOptions(zone="America/New_York"))
    assert [fault.line for fault in file.faults] == [2, 3]


def test_a_skipped_hour_is_refused() -> None:
    """02:15 on 9 March 2025 does not exist in New York."""
    rows = ["t,calls", "2025-03-09 01:45,1", "2025-03-09 02:15,2", "2025-03-09 03:00,3"]
    file = read_history("\n".join(rows).encode(), "h.csv", ImportOptions(zone="America/New_York"))
    assert [fault.told("h.csv") for fault in file.faults] == [
        "h.csv line 3, column t: 2025-03-09 02:15 does not exist in America/New_York: the clocks go forward there"
    ]


def test_utc_keeps_every_hour_apart() -> None:
    """The same night in UTC needs no rule at all."""
    rows = ["t,calls", *(f"2025-11-02T{h:02d}:00Z,{h}" for h in range(4, 9))]
    file = read_history("\n".join(rows).encode(), options=ImportOptions(zone="America/New_York"))
    assert file.faults == ()
    assert len(file.queues[0].rows.start) == 5


def test_a_zone_column_places_each_row() -> None:
    """Two queues in two zones at the same wall-clock time are three hours apart."""
    rows = ["t,queue,zone,calls"]
    for queue, zone in (("east", "America/New_York"), ("west", "America/Los_Angeles")):
        rows.extend(f"2025-06-02 09:{m},{queue},{zone},1" for m in ("00", "15"))
    preview = preview_history("\n".join(rows).encode())
    east, west = preview.queues
    assert west.first - east.first == timedelta(hours=3)
    assert (east.queue.zone, west.queue.zone) == ("America/New_York", "America/Los_Angeles")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.integers(0, 365 * 24 * 2 - 1))
def test_places_agree_with_the_standard_library(zone: str, half_hour: int) -> None:
    """Any half hour of 2017: both passes of a repeated time, skipped times flagged, all others one instant."""
    local = datetime(2017, 1, 1) + timedelta(minutes=30 * half_hour)
    found = place(np.array([np.datetime64(local, "m")]), zone)
    passes = set()
    for fold in (0, 1):
        moment = local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local:
            passes.add(moment.replace(tzinfo=None))
    assert bool(found.skipped[0]) == (not passes)
    assert bool(found.repeated[0]) == (len(passes) == 2)
    if passes:
        assert {found.first[0].astype(datetime), found.second[0].astype(datetime)} == passes
        assert found.first[0] <= found.second[0]


@pytest.mark.parametrize("zone", ZONES)
def test_a_whole_year_of_local_time_keeps_every_instant(zone: str) -> None:
    """A year of half-hours written in local time comes back as the same instants, both passes included."""
    info = ZoneInfo(zone)
    first = datetime(2017, 1, 1, tzinfo=info).astimezone(UTC)
    instants = [first + timedelta(minutes=30 * k) for k in range(365 * 48)]
    texts = [f"{moment.astimezone(info):%Y-%m-%d %H:%M}" for moment in instants]
    source = "\n".join(["t,calls", *(f"{text},1" for text in texts)]).encode()
    file = read_history(source, options=ImportOptions(zone=zone, slot_minutes=30))
    assert file.faults == ()
    expected = np.array([np.datetime64(moment.replace(tzinfo=None), "m") for moment in instants])
    np.testing.assert_array_equal(file.queues[0].rows.start, expected)
    repeated = sum(count == 2 for count in Counter(texts).values())
    assert repeated == (0 if zone == "Asia/Kolkata" else 1 if zone == "Australia/Lord_Howe" else 2)


def test_a_wrong_zone_is_told_once() -> None:
    """A zone that does not exist is a fault of the options, not of every row."""
    with pytest.raises(InputError, match="IANA name"):
        preview_history(b"t,calls\n2025-01-06 09:00,1\n", options=ImportOptions(zone="Nowhere"))
