"""Files whose queues have intervals of different lengths, or a zone at half hours."""

import numpy as np
import pytest

from forecasting.simulated import Series, simulated_history
from tests.services.files.test_forecast_files import read, rows, run, write
from tests.services.files.test_staffing_files import run as staffed
from wfm.domain.errors import InputError


def test_each_queue_is_forecast_in_its_own_interval(tmp_path):
    """Mail by the hour beside calls by the quarter is forecast by the hour, as in a file of its own."""
    past, _ = simulated_history(Series(days=63, slot_minutes=15), 3, "calls")
    stamps = zip(past.grid.local(), past.offered, strict=True)
    quarters = [f"{t},calls,{v:g},250" for t, v in stamps if not np.isnan(v)]
    header = "t,queue,offered,aht_seconds"
    mail = rows("mail", 2)
    both = run(write(tmp_path / "both.csv", [header, *quarters, *mail]), tmp_path / "f.csv")
    alone = run(write(tmp_path / "mail.csv", [header, *mail]), tmp_path / "g.csv")
    assert {f.queue: f.grid.slot_minutes for f in both.forecasts} == {"calls": 15, "mail": 60}
    np.testing.assert_allclose(both.forecasts[1].mean, alone.forecasts[0].mean)
    assert len(read(tmp_path / "f.csv")) == (14 * 24 - 1) * 5


def test_hours_of_a_half_hour_zone(tmp_path):
    """Whole hours of Kolkata begin at half past in UTC; a time off its own marks is told with its line."""
    lines = ["t,queue,offered,aht_seconds", *rows("india")]
    result = run(write(tmp_path / "h.csv", lines), tmp_path / "f.csv", zone="Asia/Kolkata", country=None)
    assert result.forecasts[0].grid.slot_minutes == 60
    assert len(read(tmp_path / "f.csv")) == 14 * 24
    broken = [line.replace(":00,", ":30,") for line in lines]
    with pytest.raises(InputError, match="60-minute marks of the other rows"):
        run(write(tmp_path / "b.csv", broken), tmp_path / "f.csv", zone="Asia/Kolkata", country=None)


def test_each_queue_is_staffed_in_its_own_interval(tmp_path):
    """Mail by the hour beside calls by the quarter is staffed by the hour, as in a file of its own."""
    calls = [f"2026-03-02T{i // 4:02d}:{15 * (i % 4):02d},calls,50,180" for i in range(96)]
    mail = [f"2026-03-02T{i:02d}:00,mail,40,240" for i in range(24)]
    header = "t,queue,mean,aht_seconds"
    both = {r.queue: r for r in staffed(tmp_path, "\n".join([header, *calls, *mail])).requirements}
    assert {queue: r.grid.slot_minutes for queue, r in both.items()} == {"calls": 15, "mail": 60}
    for queue, lines in (("calls", calls), ("mail", mail)):
        (alone,) = staffed(tmp_path, "\n".join([header, *lines])).requirements
        assert (both[queue].required == alone.required).all()
        assert both[queue].work == alone.work


def test_a_pool_of_two_interval_lengths(tmp_path):
    """Calls by the quarter and calls by the half hour that share reps are staffed together by the quarter."""
    targets = """
timezone = "UTC"
[queues.en]
patience_seconds = 120
[queues.es]
patience_seconds = 120
[[pools]]
queues = ["en", "es"]
share = 0.3
"""
    lines = [f"2026-03-02T{8 + i // 4:02d}:{15 * (i % 4):02d},en,30,240" for i in range(16)]
    lines += [f"2026-03-02T{8 + i // 2:02d}:{30 * (i % 2):02d},es,30,240" for i in range(8)]
    found = staffed(tmp_path, "\n".join(["t,queue,mean,aht_seconds", *lines]), targets)
    assert found.pools is not None
    assert {(r.grid.slot_minutes, r.grid.count) for r in found.requirements} == {(15, 16)}
    assert found.requirements[1].volume.sum() == pytest.approx(8 * 30)
