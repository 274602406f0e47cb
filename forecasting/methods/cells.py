"""Methods that work on the slots themselves: means of the last same weekdays, and a table of low rank."""

from __future__ import annotations

import numpy as np

from forecasting.history import middle
from forecasting.methods.levels import filled, recent_mean
from forecasting.methods.training_data import Training
from wfm.domain.arrays import Floats


class WeekdayCells:
    """Mean or median of the last same weekdays, slot by slot, with the date effects of the day to come."""

    def __init__(self, name: str, weeks: int, cleaned: bool, median: bool = False) -> None:
        self.name = name
        self.weeks = weeks
        self.cleaned = cleaned
        self.median = median

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; zero on a weekday that was never observed."""
        cells = training.cells if self.cleaned else training.raw
        typical = np.zeros((7, cells.shape[1]))
        for weekday in np.flatnonzero(training.open_weekdays):
            rows = cells[training.axis.weekdays == weekday]
            rows = rows[~np.isnan(rows).all(axis=1)][-self.weeks :]
            if self.median:
                typical[weekday] = np.nan_to_num(middle(rows, axis=0))
                continue
            seen = ~np.isnan(rows).all(axis=0)
            typical[weekday, seen] = np.nanmean(rows[:, seen], axis=0)
        return np.asarray(typical[training.horizon.weekdays] * training.factors[:, None])


class LowRank:
    """Day x slot table of square roots as a few shapes whose strengths are followed by day (Shen and Huang 2008).

    Square roots even out counting noise. Strengths are forecast per weekday around their recent mean.
    """

    name = "low-rank day x slot"

    def __init__(self, rank: int = 3, window_days: int = 182) -> None:
        self.rank = rank
        self.window_days = window_days

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; None with under 28 whole days."""
        axis, horizon = training.axis, training.horizon
        recent = slice(max(0, axis.count - self.window_days), axis.count)
        slots = ~np.isnan(training.cells[recent]).all(axis=0) & (training.profile.max(axis=0) > 0)
        whole = ~np.isnan(training.cells[recent][:, slots]).any(axis=1)
        if whole.sum() < 28 or slots.sum() < 4:
            return None
        weekdays = axis.weekdays[recent]
        table = np.sqrt(training.cells[recent][:, slots][whole])
        shapes = np.linalg.svd(table, full_matrices=False)[2][: self.rank]
        strengths = np.full((len(weekdays), len(shapes)), np.nan)
        strengths[whole] = table @ shapes.T
        ahead = np.zeros((horizon.count, len(shapes)))
        for k in range(len(shapes)):
            usual = np.array([_last_mean(strengths[weekdays == day, k]) for day in range(7)])
            drift = filled(strengths[:, k] - usual[weekdays])
            ahead[:, k] = usual[horizon.weekdays] + recent_mean(drift, 1)[0]
        result = np.zeros((horizon.count, training.cells.shape[1]))
        result[:, slots] = np.maximum(ahead @ shapes, 0.0) ** 2 * training.factors[:, None]
        result[~training.open_weekdays[horizon.weekdays]] = 0.0
        return result


def _last_mean(values: Floats, count: int = 13) -> float:
    """Mean of the last known values, 0 where there are none."""
    known = values[~np.isnan(values)][-count:]
    return float(known.mean()) if known.size else 0.0


CELL_METHODS = (
    WeekdayCells("last same weekday", 1, cleaned=False),
    WeekdayCells("median of 6 weekdays", 6, cleaned=False, median=True),
    WeekdayCells("cleaned mean of 6 weekdays", 6, cleaned=True),
    WeekdayCells("cleaned mean of 8 weekdays", 8, cleaned=True),
    LowRank(),
)
"""Every method that works on slots."""
