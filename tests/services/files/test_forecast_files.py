"""The headless door: a CSV of history in, a CSV of forecast out."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from forecasting.queue_forecast import ForecastOptions
from forecasting.simulated import Series, simulated_history
from wfm.domain.errors import InputError
from wfm.services.files.forecast_files import forecast_file

QUICK = ForecastOptions(origins=1)
START = datetime(2022, 2, 28)


def write(path: Path, lines: list[str]) -> Path:
    """A file of the given lines."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(queue: str = "a", seed: int = 1, days: int = 63) -> list[str]:
    """Lines of a simulated history, closed hours left out."""
    past, _ = simulated_history(Series(days=days, slot_minutes=60), seed, queue)
    stamps = past.grid.local()
    return [f"{t},{queue},{v:g},250" for t, v in zip(stamps, past.offered, strict=True) if v > 0]


def run(
    path: Path, out: Path, start: datetime = START, zone: str | None = "America/New_York", country: str | None = "US"
):
    """Two weeks of forecast."""
    return forecast_file(path, start, 14, country, None, zone, out, options=QUICK)


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a written forecast."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_two_queues_are_forecast_for_every_slot(tmp_path):
    """Every slot of the horizon of every queue has a row, a clock change included, with handle time and method."""
    path = write(tmp_path / "h.csv", ["t,queue,offered,aht_seconds", *rows("a"), *rows("b", 2)])
    result = run(path, tmp_path / "f.csv")
    written = read(tmp_path / "f.csv")
    assert list(written[0]) == ["t", "queue", "mean", "low", "high", "aht_seconds", "method"]
    assert len(written) == 2 * (14 * 24 - 1)
    assert written[0]["t"] == "2022-02-28T00:00"
    assert [f.queue for f in result.forecasts] == ["a", "b"]
    assert 240 < float(written[12]["aht_seconds"]) < 260
    assert sum(float(r["mean"]) for r in written) > 1000


def test_nothing_at_or_after_the_start_is_read(tmp_path):
    """The same forecast whether the file ends at the start or goes on wildly."""
    past = [r for r in rows() if r < "2022-02-28"]
    wild = [r.replace(",a,", ",a,9") for r in rows() if r >= "2022-02-28"]
    header = "t,queue,offered,aht_seconds"
    run(write(tmp_path / "one.csv", [header, *past]), tmp_path / "f1.csv")
    run(write(tmp_path / "two.csv", [header, *past, *wild]), tmp_path / "f2.csv")
    assert (tmp_path / "f1.csv").read_text() == (tmp_path / "f2.csv").read_text()


def test_order_of_rows_does_not_matter_and_the_last_duplicate_counts(tmp_path):
    """Unsorted rows give the same forecast; a repeated row is counted and told."""
    header = "t,queue,offered,aht_seconds"
    lines = rows()
    shuffled = list(np.random.default_rng(0).permutation(lines))
    run(write(tmp_path / "one.csv", [header, *lines]), tmp_path / "f1.csv")
    run(write(tmp_path / "two.csv", [header, *shuffled]), tmp_path / "f2.csv")
    assert (tmp_path / "f1.csv").read_text() == (tmp_path / "f2.csv").read_text()
    stamp = lines[5].split(",")[0]
    result = run(write(tmp_path / "three.csv", [header, f"{stamp},a,99999,1", *lines]), tmp_path / "f3.csv")
    assert any("1 rows repeat a time" in note for note in result.notes)
    assert (tmp_path / "f1.csv").read_text() == (tmp_path / "f3.csv").read_text()


def test_times_with_an_offset_are_written_with_one(tmp_path):
    """UTC stamps are read as instants and the forecast carries the local offset."""
    lines = [f"{datetime(2022, 1, 3, 14) + timedelta(hours=h)}Z,a,20" for h in range(24 * 55)]
    run(write(tmp_path / "h.csv", ["t,queue,offered", *lines]), tmp_path / "f.csv")
    assert read(tmp_path / "f.csv")[0]["t"] == "2022-02-28T00:00-05:00"


def test_a_repeated_hour_keeps_both_passes(tmp_path):
    """At the end of daylight saving two rows of one local time are two hours, not a duplicate."""
    first = datetime(2022, 10, 20)
    lines = [f"{first + timedelta(hours=h)},a,20" for h in range(24 * 30)]
    at = lines.index("2022-11-06 01:00:00,a,20")
    result = run(
        write(tmp_path / "h.csv", ["t,queue,offered", *lines[: at + 1], *lines[at:]]),
        tmp_path / "f.csv",
        datetime(2022, 11, 14),
    )
    assert not any("repeat" in note for note in result.notes)


HEAD = "t,queue,offered"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "empty"),
        ([HEAD], "at least one row"),
        (["time,queue,calls", "2022-01-01,a,1"], "line 1: header must be t,queue,offered"),
        ([HEAD, "2022-01-01T00:00,a,many"], "line 2: offered must be a number, got 'many'"),
        ([HEAD, "2022-01-01T00:00,a,1", "2022-01-01T01:00,a,-3"], "line 3: offered must be finite and >= 0, got -3"),
        ([HEAD, "yesterday,a,1"], "line 2: t must be a time"),
        ([HEAD, "2022-01-01T00:00,a"], "line 2: row must have 3 cells"),
        ([HEAD, "2022-01-01T00:00,,1"], "line 2: queue must not be empty"),
        ([HEAD, "2022-01-01T00:00,a,1", "2022-01-01T00:07,a,1"], "minutes apart, got 7"),
        ([HEAD, "2022-01-01T00:00,a,1", "2022-01-02T00:00,a,1"], "got whole days"),
        ([HEAD, "2022-01-01T00:10,a,1", "2022-01-01T00:40,a,1"], "30-minute marks"),
        ([HEAD, "1922-01-01T00:00,a,1"], "line 2: t must lie in the years 1970 to 2099, got '1922-01-01T00:00'"),
        ([HEAD, "1972-01-01T00:00,a,1", "2022-01-01T00:00,a,1", "2022-01-01T00:05,a,1"], "at most"),
    ],
)
def test_bad_files_are_one_sentence_and_write_nothing(tmp_path, lines, said):
    """File, line, the value seen and what must hold; the output does not appear."""
    path = tmp_path / "h.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        run(path, tmp_path / "f.csv")
    assert str(path) in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_bad_arguments_are_one_sentence(tmp_path):
    """An unknown zone, country or file, a start within a day, a folder that is not there."""
    path = write(tmp_path / "h.csv", ["t,queue,offered,aht_seconds", *rows(days=20)])
    with pytest.raises(InputError, match="time zone"):
        run(path, tmp_path / "f.csv", zone="Mars/Base")
    with pytest.raises(InputError, match="country must be"):
        run(path, tmp_path / "f.csv", country="XX")
    with pytest.raises(InputError, match="local midnight"):
        run(path, tmp_path / "f.csv", START + timedelta(hours=1))
    with pytest.raises(InputError, match="cannot be read"):
        run(tmp_path / "none.csv", tmp_path / "f.csv")
    with pytest.raises(InputError, match="cannot be written"):
        run(path, tmp_path / "nowhere" / "f.csv")


def test_a_queue_that_only_begins_later_is_zero_and_said(tmp_path):
    """A queue without rows before the start is forecast at zero with a note; the other is not disturbed."""
    lines = ["t,queue,offered,aht_seconds", *rows("a"), "2022-03-01T10:00,late,5,200"]
    result = run(write(tmp_path / "h.csv", lines), tmp_path / "f.csv")
    late = [r for r in read(tmp_path / "f.csv") if r["queue"] == "late"]
    assert sum(float(r["mean"]) for r in late) == 0
    assert any(note.startswith("queue late: fallback") for note in result.notes)


def test_a_start_long_after_the_file_is_refused(tmp_path):
    """64 weeks after the last row nothing is known any more: one sentence with the file, and nothing is written."""
    path, out = write(tmp_path / "h.csv", ["t,queue,offered,aht_seconds", *rows()]), tmp_path / "f.csv"
    with pytest.raises(InputError, match=r"h\.csv.*must lie within 64 weeks \(448 days\) after the last row"):
        run(path, out, START + timedelta(days=500))
    assert not out.exists()
