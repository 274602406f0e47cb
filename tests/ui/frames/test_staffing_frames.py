"""The frames and charts of staffing and simulation: what is drawn is what was staffed and played."""

from __future__ import annotations

from datetime import UTC, date, datetime

import altair as alt
import numpy as np
import pandas as pd
import pytest

from wfm.domain.planning.contacts import Channel, Queue, ServiceTarget
from wfm.domain.planning.requirement import PoolRow, StaffedPool
from wfm.domain.time import TimeGrid
from wfm.services.staffing.staffing_outlook import DayChance, Outlook
from wfm.staffing.channels.outbound import Campaign
from wfm.staffing.channels.requirement import staff
from wfm.staffing.channels.shrinkage import Shrinkage
from wfm.staffing.simulation.dialling import Dialling, play_campaign
from wfm.staffing.simulation.outcome import SimulationResult
from wfm.staffing.simulation.playing import Group, Traffic, simulate
from wfm.ui.base.theme import DARK, LIGHT
from wfm.ui.charts import simulation_frames, staffing_charts, staffing_frames

GRID = TimeGrid("America/New_York", datetime(2026, 6, 1, 12, tzinfo=UTC), 30, 16)
QUEUES = [
    Queue(name, Channel.VOICE, language, GRID.zone, target=ServiceTarget(0.8, 20))
    for name, language in (("calls", "en"), ("llamadas", "es"))
]


@pytest.fixture(scope="module")
def played() -> SimulationResult:
    """Two languages, one of them quiet in the first interval."""
    volume = np.full(16, 20.0)
    traffic = [
        Traffic(QUEUES[0], volume, np.full(16, 300.0)),
        Traffic(QUEUES[1], np.where(np.arange(16) == 0, 0.0, 5.0), np.full(16, 300.0)),
    ]
    groups = [Group("calls", np.full(16, 5), {"calls": 0}), Group("both", np.full(16, 2), {"calls": 0, "llamadas": 0})]
    return simulate(GRID, traffic, groups, replications=20)


def test_bands_lie_around_the_mean_within_bounds(played: SimulationResult) -> None:
    """Queue and language; shares within 0 and 1, seconds above 0; nothing came is nothing drawn."""
    for name in ("calls", "llamadas", "en"):
        for measure in simulation_frames.MEASURES:
            frame = simulation_frames.over_time(played, name, measure)
            known = frame.dropna()
            assert (known["low"] <= known["mean"]).all()
            assert (known["mean"] <= known["high"]).all()
            assert known["low"].min() >= 0
            if measure != "asa":
                assert known["high"].max() <= 1
    assert np.isnan(simulation_frames.over_time(played, "llamadas", "level")["mean"][0])
    start = simulation_frames.over_time(played, "calls", "level")["start"][0]
    assert start == pd.Timestamp("2026-06-01 08:00", tz=GRID.zone)


def test_rows_of_the_table(played: SimulationResult) -> None:
    """Queues, then languages, then all, each with half widths; groups with their occupancy."""
    rows = simulation_frames.figures(played)
    assert [r["Name"] for r in rows] == ["calls", "llamadas", "en", "es", "all queues"]
    assert " ± " in rows[0]["Service level"]
    assert [g["Reps for"] for g in simulation_frames.groups(played)] == ["calls", "both"]
    assert simulation_frames.occupancy(played, "both")["mean"].between(0, 1).all()


def test_queues_of_several_zones_add_up_on_one_clock() -> None:
    """Heads of two zones and interval lengths stand in the run's intervals and on its clock."""
    from wfm.domain.planning.axis import days_axis
    from wfm.domain.planning.contacts import VolumeForecast
    from wfm.domain.planning.runs import RequirementRun

    first, parts = date(2026, 6, 1), []
    for name, zone, slot, days in (("calls", GRID.zone, 15, 1), ("india", "Asia/Kolkata", 60, 2)):
        grid = TimeGrid.of_days(zone, first, days, slot)
        flat = np.full(grid.count, 20.0)
        forecast = VolumeForecast(name, grid, flat, flat, flat, flat * 10, 0.8, "x", (), 0.1, 0.1, "")
        parts += staff([forecast], {name: Queue(name, Channel.VOICE, "en", zone)}, Shrinkage.of(0.2))
    axis = days_axis(GRID.zone, first, 1, [r.grid for r in parts])
    run = RequirementRun(1, None, axis, tuple(parts), datetime(2026, 6, 1, tzinfo=UTC), "ann")
    frame = staffing_frames.by_queue(run)
    india = frame[frame["queue"] == "india"]
    assert india["start"].iloc[0] == pd.Timestamp("2026-05-31 14:30", tz=GRID.zone)
    assert len(india) == 4 * parts[1].grid.count
    hours = [float(staffing_frames.summary_row(r, axis)["Head-hours required"].replace(",", "")) for r in parts]
    assert hours[1] == round(24 * parts[1].required[0])
    charts = staffing_frames.made_of(parts[1])
    assert charts["start"].iloc[0].utcoffset() == pd.Timedelta(hours=5.5)


def test_a_requirement_in_parts() -> None:
    """The stacked parts add up to the required heads, and the row says the same in hours."""
    flat = np.full(16, 20.0)
    from wfm.domain.planning.contacts import VolumeForecast

    forecast = VolumeForecast(
        "calls", GRID, flat, flat, flat, np.full(16, 300.0), 0.8, "x", (), float("nan"), float("nan"), ""
    )
    need = staff([forecast], {"calls": QUEUES[0]}, Shrinkage.of(0.2))[0]
    frame = staffing_frames.made_of(need)
    np.testing.assert_allclose(frame[["work", "promise", "shrinkage"]].sum(axis=1), need.required)
    row = staffing_frames.summary_row(need, need.grid)
    assert row["Head-hours required"] == f"{need.required.sum() / 2:,.0f}"
    assert row["Handle time, s"] == "300"
    plain = staffing_frames.levels(need, None)
    assert (plain["low"] == plain["high"]).all()
    seen = Outlook(flat, flat - 1, flat + 1, 0.8, 0.1, 0.8, (DayChance(date(2026, 6, 1), 0.9, 0.7),))
    assert (staffing_frames.levels(need, seen)["high"] == 21).all()
    assert staffing_frames.chances(seen).to_dict("records") == [
        {"day": "Mon 1 Jun", "order": 0, "level": 0.9, "chance": 0.7}
    ]


def test_a_pool_in_rows() -> None:
    """Together is the last row, apart the sum of the queues alone."""
    rows = tuple(
        PoolRow(queues, np.full(16, base), np.full(16, base + 1)) for queues, base in ((("a",), 5.0), (("a", "b"), 7.0))
    )
    pool = StaffedPool(("a", "b"), GRID, rows, np.full((2, 16), 4.0), (0.8, 0.8), (0.8, 0.8), (0.0, 0.0), True)
    frame = staffing_frames.together_and_apart(pool)
    assert (frame["together"] == 7).all()
    assert (frame["apart"] == 8).all()
    assert pool.saving == pytest.approx(1 / 8)
    assert [r["Reps who can serve"] for r in staffing_frames.pool_rows(pool)] == ["a", "a or b"]
    assert staffing_frames.pool_rows(pool)[1]["Head-hours at least"] == "64"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_charts_are_whole(played: SimulationResult, palette: object) -> None:
    """Every chart turns into a specification that names its columns, in both themes."""
    time = pd.date_range("2026-06-01", periods=16, freq="30min")
    frame = simulation_frames.over_time(played, "calls", "level").assign(time=time)
    dial = Dialling(QUEUES[0], Campaign(), np.full(16, 2.0), np.full(16, 200.0), np.full(16, 3))
    days = simulation_frames.campaign_days(play_campaign(GRID, dial, replications=3))
    parts = pd.DataFrame({"time": time, "work": 1.0, "promise": 2.0, "shrinkage": 3.0})
    heads = pd.DataFrame({"time": time, "together": 1.0, "apart": 2.0})
    chances = pd.DataFrame({"day": ["Mon"], "order": [0], "chance": [0.5]})
    made = [
        (staffing_charts.banded(frame, palette, "Service level", percent=True, target=0.8), "high"),
        (staffing_charts.banded(frame, palette, "Mean wait, s", percent=False), "low"),
        (staffing_charts.occupancy(frame, palette), "mean"),
        (staffing_charts.made_of(parts, palette), "heads"),
        (staffing_charts.pooled(heads, palette), "together"),
        (staffing_charts.by_day(chances, palette, "Chance", "chance", 0.5), "chance"),
        (staffing_charts.campaign(days, palette), "reached"),
    ]
    for chart, column in made:
        text = chart.to_json()
        assert f'"field": "{column}"' in text
        assert alt.Chart.from_json(text, validate=False) is not None
    assert days["target"].sum() == 32
