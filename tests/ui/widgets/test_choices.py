"""What pages let people choose: the days of a chart, also where the clock changes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from wfm.domain.planning.requirement import Coverage
from wfm.domain.time import TimeGrid
from wfm.services.export.frames import coverage_frame
from wfm.ui.widgets.choices import on_days

AUTUMN = date(2026, 11, 1)


def _covered(day: date) -> pd.DataFrame:
    """Two skills of two heads each, required and scheduled all day, in hours of New York."""
    grid = TimeGrid.of_days("America/New_York", day, 1, 60)
    two, none = np.full(grid.count, 2.0), np.zeros(grid.count)
    return coverage_frame([Coverage(skill, grid, two, two, none, none) for skill in ("en", "es")])


def test_a_repeated_hour_is_drawn_once_and_not_added_up() -> None:
    """Two heads in each pass of 01:00 are two heads on the chart, for each skill; the day before is as it was."""
    shown = on_days(_covered(AUTUMN), (AUTUMN, AUTUMN))
    assert len(shown) == 2 * 24
    assert not shown.duplicated(["skill", "time"]).any()
    assert set(shown.groupby("time")["required"].sum()) == {4.0}
    day = date(2026, 10, 31)
    assert len(on_days(_covered(day), (day, day))) == 2 * 24
