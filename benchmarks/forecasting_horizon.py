"""Error and coverage of the 80 % band by how far ahead, on simulated series and the real ones, up to 64 weeks.

    python -m benchmarks.forecasting_horizon [--data FOLDER] [--seeds N]

Simulated: two and a half years of history, 448 days ahead. Real: each series of FOLDER from four dates of its second
half, as far as it goes. The bands of days are those of `forecasting.daily`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.forecasting import real_cases
from forecasting import NO_CALENDAR, Calendar, ForecastJob, Series, by_day, run_job, simulated_history
from wfm.domain.planning import ContactHistory, VolumeForecast
from wfm.domain.time import local_midnight
from wfm.machine import make_executor

WEEKS = (4, 12, 18, 26, 52, 64)
"""Ends of the stretches that are scored apart."""

PAST, AHEAD = 910, 448

SIMULATED = {
    "plain": Series(),
    "level wanders 1 % a week": Series(drift=0.01),
    "level wanders 3 % a week": Series(drift=0.03),
    "annual": Series(annual=0.25),
    "annual, wanders 1.5 %": Series(annual=0.25, drift=0.015),
    "growth 15 % a year": Series(trend=0.15, drift=0.01),
    "9 contacts a slot": Series(daily=216, drift=0.01),
}


def simulated(seeds: int) -> Iterator[tuple[str, ContactHistory, date, int, Calendar]]:
    """Hourly series, each with its origin."""
    for name, series in SIMULATED.items():
        for seed in range(seeds):
            fields = {f: getattr(series, f) for f in series.__dataclass_fields__}
            made = Series(**{**fields, "days": PAST + AHEAD, "slot_minutes": 60})
            past, _ = simulated_history(made, 1000 + seed, name)
            yield name, past, made.start + timedelta(days=PAST), AHEAD, NO_CALENDAR


def real(folder: Path) -> Iterator[tuple[str, ContactHistory, date, int, Calendar]]:
    """The real series from several origins of their second half, as far ahead as they go."""
    for case in real_cases(folder):
        days = case.history.grid.local_days()
        first, last = days[0].item(), days[-1].item()
        whole = (last - first).days + 1
        for share in (0.4, 0.5, 0.6, 0.7):
            origin = first + timedelta(days=int(whole * share))
            yield case.history.queue, case.history, origin, min(AHEAD, (last - origin).days), case.calendar


def stretches(result: VolumeForecast, actual: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """Per stretch of weeks: its end, then absolute error and volume, intervals and days inside and in all."""
    known = ~np.isnan(actual)
    lead = (result.grid.local_days() - result.grid.local_days()[0]).astype(int) // 7
    inside = known & (actual >= result.low) & (actual <= result.high)
    busy = known & (result.mean > 0)
    days = by_day(result)
    place = np.unique(result.grid.local_days(), return_inverse=True)[1]
    whole = np.bincount(place, busy) == np.bincount(place, result.mean > 0)
    total = np.bincount(place, np.nan_to_num(actual))
    kept = whole & (days.mean > 0)
    hit = kept & (total >= days.low) & (total <= days.high)
    begin = 0
    for end in WEEKS:
        here = (lead >= begin) & (lead < end)
        of_day = slice(7 * begin, 7 * end)
        error = np.array([np.abs(actual - result.mean)[here & known].sum(), actual[here & known].sum()])
        yield (
            end,
            error,
            np.array([inside[here & busy].sum(), (here & busy).sum()]),
            np.array([hit[of_day].sum(), kept[of_day].sum()]),
        )
        begin = end


def measure(cases: list[tuple[str, ContactHistory, date, int, Calendar]], console: Console, title: str) -> None:
    """Print the table of one set of series."""
    jobs = [
        ForecastJob(past, local_midnight(origin, past.grid.zone), days, calendar=calendar)
        for _, past, origin, days, calendar in cases
    ]
    sums: dict[tuple[str, int], np.ndarray] = defaultdict(lambda: np.zeros((3, 2)))
    for (name, past, *_), result in zip(cases, make_executor("cores:2").map(run_job, jobs), strict=True):
        low = past.grid.index(result.grid.start)
        actual = np.full(result.grid.count, np.nan)
        part = past.offered[low : low + result.grid.count]
        actual[: len(part)] = part
        for end, *scores in stretches(result, actual):
            sums[name, end] += np.array(scores)
            sums["all", end] += np.array(scores)
    table = Table(title=f"{title}: WAPE %, intervals and days inside the 80 % band, by weeks ahead")
    table.add_column("series")
    for begin, end in zip((0, *WEEKS), WEEKS, strict=False):
        table.add_column(f"{begin + 1}-{end}", justify="right")
    for name in dict.fromkeys(key for key, _ in sums):
        cells = []
        for end in WEEKS:
            (error, volume), (hit, count), (days_hit, days) = sums[name, end]
            text = (
                f"{100 * error / volume:.1f}  {100 * hit / count:.0f}  {100 * days_hit / days:.0f}"
                if days and volume
                else "-"
            )
            cells.append(text)
        table.add_row(name, *cells)
    console.print(table)


def main() -> None:
    """Measure the simulated series, and the real ones where they are given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the real series")
    parser.add_argument("--seeds", type=int, default=8, help="simulated series of each kind")
    asked = parser.parse_args()
    console = Console(width=150)
    measure(list(simulated(asked.seeds)), console, "Simulated")
    if asked.data:
        measure(list(real(asked.data)), console, "Real")


if __name__ == "__main__":
    main()
