"""Frames: the same figures at the same local times."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from wfm.database.repositories.accounts import AuditEntry
from wfm.domain.exchange.schedule import PlannedShift, Reason, ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.domain.people import Rep
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.planning.contacts import ContactHistory, VolumeForecast
from wfm.domain.planning.requirement import Coverage, StaffingRequirement
from wfm.domain.planning.runs import ForecastRun, RequirementRun
from wfm.domain.time import Horizon, TimeGrid
from wfm.services.export import frames

ZONE = "America/New_York"
NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
GRID = TimeGrid.of_days(ZONE, date(2025, 11, 2), 1, 60)  # the day with 25 hours
HORIZON = Horizon(date(2025, 11, 1), 2, 15, ZONE)


def values(start: float = 0.0) -> np.ndarray:
    """One figure per interval."""
    return np.arange(GRID.count) + start


def test_history_has_a_row_per_interval() -> None:
    """Over a day of 25 hours with gaps; every interval keeps its instant."""
    offered = values()
    offered[[3, 7]] = np.nan
    history = ContactHistory("q", GRID, offered, values(1), None, values(2))
    frame = frames.history_frame(history)
    assert list(frame.columns) == ["queue", "start", "offered", "handled", "abandoned", "aht_seconds"]
    assert [str(moment) for moment in frame[frames.START][1:3]] == [
        "2025-11-02 01:00:00-04:00",
        "2025-11-02 01:00:00-05:00",
    ]
    np.testing.assert_array_equal(frame["offered"], offered)
    np.testing.assert_array_equal(frame["aht_seconds"], values(2))


def test_runs_are_stacked() -> None:
    """A row per queue and interval, in the order of the run; an empty run keeps its columns."""
    made = [VolumeForecast(q, GRID, values(), values(), values(9), values(), 0.8, "m", (), 0.1, 0.1, "") for q in "ab"]
    frame = frames.forecast_run_frame(ForecastRun(1, GRID, tuple(made), NOW, "pat"))
    assert len(frame) == 50
    assert list(frame.groupby("queue")["high"].max()) == [33, 33]
    assert list(frames.forecast_run_frame(ForecastRun(1, GRID, (), NOW, "pat")).columns) == list(frame.columns)


def test_requirements() -> None:
    """Heads and predicted service side by side."""
    shares = np.full(GRID.count, np.nan)
    arrays = [values(k) for k in range(4)]
    need = StaffingRequirement("a", "en", GRID, *arrays, shares, shares, shares, shares, 0.3, "erlang A")
    frame = frames.requirement_run_frame(RequirementRun(1, None, GRID, (need,), NOW, "pat"))
    assert frame["required"].sum() == values(3).sum()
    assert frame["service_level"].isna().all()
    assert set(frame["skill"]) == {"en"}


def test_coverage() -> None:
    """Required, scheduled, short and over of each skill."""
    cover = Coverage("en", GRID, values(2), values(1), np.ones(GRID.count), np.zeros(GRID.count))
    frame = frames.coverage_frame([cover])
    assert frame["short"].sum() == 25
    assert str(frame[frames.START].dt.tz) == ZONE


def schedule() -> ScheduleWithShifts:
    """A shift with two breaks, a remote one over the change of the clocks, and an open one."""
    shifts = [
        Shift("r1", 540, 1020, "hq", (Break("lunch", 720, 750), Break("rest", 600, 615))),
        Shift("r2", 1440, 1620, None),
        Shift("", 600, 630, None, (Break("rest", 600, 615),)),
    ]
    record = ScheduleVersion(7, "w", HORIZON, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "pat")
    planned = [PlannedShift(k, 7, s, HORIZON.instant(s.start), HORIZON.instant(s.end)) for k, s in enumerate(shifts)]
    return ScheduleWithShifts(record, tuple(planned))


def test_shifts() -> None:
    """Local times, names, and the hours that really pass: 3 on the clock are 4 when an hour repeats."""
    frame = frames.shifts_frame(schedule(), {"r1": "Ann"})
    assert list(frame["name"]) == ["Ann", "r2", "(open)"]
    assert list(frame["hours"]) == [8.0, 4.0, 0.5]
    assert str(frame[frames.START].iloc[0]) == "2025-11-01 09:00:00-04:00"


def test_activities_fill_each_shift_without_gaps() -> None:
    """Work and breaks in turn, from the start of the shift to its end; a break at its edge leaves no empty work."""
    frame = frames.activities_frame(schedule())
    first = frame[frame["shift"] == 0]
    assert list(first["activity"]) == ["work", "rest", "work", "lunch", "work"]
    assert list(first["end"])[:-1] == list(first["start"])[1:]
    assert list(frame[frame["shift"] == 2]["activity"]) == ["rest", "work"]


def test_reasons_reps_and_the_log() -> None:
    """Times only where a stretch is meant; skills in words; details in words."""
    reasons = frames.reasons_frame([Reason("en", "short", 60, 120, 1.5), Reason("r1", "on leave")], HORIZON)
    assert str(reasons[frames.START].iloc[0]) == "2025-11-01 01:00:00-04:00"
    assert reasons[frames.START].isna().tolist() == [False, True]
    reps = frames.reps_frame([Rep("r1", "Ann", "full", {"en": 1.0, "es": 0.8}, site="hq")])
    assert reps["skills"].tolist() == ["en 1, es 0.8"]
    assert math.isnan(reps["wage_per_hour"].iloc[0])
    log = frames.audit_frame([AuditEntry(1, NOW, "pat", "set", "queue", "q", {"weight": 2})], ZONE)
    assert log["detail"].tolist() == ["weight: 2"]
    assert str(log["at"].iloc[0]) == "2025-11-01 08:00:00-04:00"


def test_empty_things_make_empty_frames() -> None:
    """Columns are there with nothing in them, times included."""
    empty = ScheduleWithShifts(schedule().record, ())
    for frame in (
        frames.shifts_frame(empty),
        frames.activities_frame(empty),
        frames.coverage_frame([]),
        frames.reps_frame([]),
        frames.reasons_frame([], HORIZON),
        frames.audit_frame([]),
    ):
        assert frame.empty
        assert isinstance(frame, pd.DataFrame)
        assert len(frame.columns) > 4
