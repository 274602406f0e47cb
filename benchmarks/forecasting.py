"""Forecast accuracy beside the usual methods and libraries, band coverage, handle time and speed, in one run.

    python -m benchmarks.forecasting --data FOLDER        the three real series, in FOLDER as CSV
    python -m benchmarks.forecasting                      simulated series instead
    python -m benchmarks.forecasting --speed [--queues N] seconds a queue, and N queues through the executor

Real series (28-day horizon, training on everything before the origin, errors pooled over origins):
`us_bank_2003_15min.csv` (t,calls; as in R's fpp2::calls), `il_bank_1999_30min.csv` (t,calls) and
`it_desk_2013_2014_60min.csv` (t,offered,...,aht_seconds; hours absent had no calls).
"""

from __future__ import annotations

import argparse
import csv
import math
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.forecasting_peers import PEERS
from forecasting import (
    Calendar,
    ForecastJob,
    Series,
    before,
    cell_index,
    forecast,
    forecast_many,
    poisson_floor,
    simulated_history,
    to_table,
)
from wfm.domain.arrays import Floats
from wfm.domain.planning import ContactHistory, VolumeForecast
from wfm.domain.time import TimeGrid, local_midnight
from wfm.machine import make_executor

DAYS = 28


@dataclass(frozen=True)
class Case:
    """A series, its calendar, its origins, and the bars it is held to (WAPE, pinball of 0.1 + 0.9, AHT; per cent)."""

    history: ContactHistory
    calendar: Calendar
    origins: tuple[date, ...]
    bars: tuple[float, float, float] = (math.nan, math.nan, math.nan)


def _every_28_days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=DAYS * i) for i in range(count))


def _read(path: Path, name: str, zone: str, slot: int, fill: float, column: str) -> ContactHistory:
    """A local-time CSV on its grid, rows of one interval summed."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    stamps = np.array([np.datetime64(row["t"], "m") for row in rows])
    first, last = stamps.min().astype("datetime64[D]").item(), stamps.max().astype("datetime64[D]").item()
    grid = TimeGrid.of_days(zone, first, (last - first).days + 1, slot)
    days, slots = cell_index(grid, first)
    cells = (stamps - np.datetime64(first, "m")).astype(int) // slot
    size = ((last - first).days + 1) * grid.slots_per_day
    sums = np.bincount(cells, [float(row[column]) for row in rows], size)
    table = np.where(np.bincount(cells, minlength=size) > 0, sums, fill)
    aht = None
    if "aht_seconds" in rows[0]:
        values = np.full(size, np.nan)
        values[cells] = [float(row["aht_seconds"] or "nan") for row in rows]
        aht = values[days * grid.slots_per_day + slots]
    return ContactHistory(name, grid, table[days * grid.slots_per_day + slots], aht_seconds=aht)


def real_cases(folder: Path) -> Iterator[Case]:
    """The real series that are there."""
    specs = (
        (
            "us_bank_2003_15min.csv",
            "us_bank",
            "America/New_York",
            30,
            math.nan,
            "calls",
            Calendar("US", None),
            _every_28_days(date(2003, 6, 9), 5),
            (6.1, 3.5, math.nan),
        ),
        (
            "il_bank_1999_30min.csv",
            "il_bank",
            "Asia/Jerusalem",
            30,
            math.nan,
            "calls",
            Calendar("IL", None),
            _every_28_days(date(1999, 6, 6), 7),
            (23.5, 12.2, math.nan),
        ),
        (
            "it_desk_2013_2014_60min.csv",
            "it_desk",
            "Europe/Berlin",
            60,
            0.0,
            "offered",
            Calendar("DE", "NW"),
            _every_28_days(date(2014, 4, 7), 7),
            (9.6, 4.7, 6.7),
        ),
    )
    for file, name, zone, slot, fill, column, calendar, origins, bars in specs:
        if (folder / file).exists():
            yield Case(_read(folder / file, name, zone, slot, fill, column), calendar, origins, bars)


SIMULATED = {
    "plain": Series(days=450),
    "annual": Series(days=1000, annual=0.3),
    "break up": Series(days=450, breaks=((400, 0.3),)),
    "break down": Series(days=450, breaks=((370, -0.4),)),
    "thin, 9 a slot": Series(days=450, daily=216),
    "weeks missing": Series(days=450, gap=(330, 360)),
    "noisy days": Series(days=450, noise=0.15),
    "pay days": Series(days=450, month_start=0.2),
}


def simulated_cases() -> Iterator[Case]:
    """Seeded series with the features of real ones."""
    for number, (name, series) in enumerate(SIMULATED.items()):
        past, _ = simulated_history(series, 100 + number, name)
        last = series.start + timedelta(days=series.days - DAYS)
        yield Case(past, Calendar(None, None), tuple(last - timedelta(days=DAYS * i) for i in (2, 1, 0)))


def peer_wape(case: Case, peer: str) -> tuple[str, float]:
    """WAPE in per cent of one peer, and seconds a fit; `not installed` where its library is missing."""
    run = dict(PEERS)[peer]
    error = volume = 0.0
    begun = time.perf_counter()
    for origin in case.origins:
        actual = to_table(case.history.grid, case.history.offered, origin, DAYS)
        past = before(case.history, origin)
        # A history that ends on a Friday makes a forecast that begins on the Saturday.
        gap = (origin - past.grid.local_days()[-1].item()).days - 1
        try:
            table = run(past, case.calendar, gap + DAYS)[gap:]
        except ImportError as missing:
            return f"not installed ({missing.name})", math.nan
        known = ~np.isnan(actual)
        error += float(np.abs(table - actual)[known].sum())
        volume += float(actual[known].sum())
    return f"{100 * error / volume:.2f}", (time.perf_counter() - begun) / len(case.origins)


@dataclass
class Score:
    """Sums over the origins of one series."""

    error: float = 0.0
    volume: float = 0.0
    pinball: float = 0.0
    inside: float = 0.0
    cells: int = 0
    aht_error: float = 0.0
    aht_volume: float = 0.0
    floor: float = 0.0
    seconds: float = 0.0

    def add(self, past: ContactHistory, result: VolumeForecast) -> None:
        """One origin more."""
        low = past.grid.index(result.grid.start)
        actual = past.offered[low : low + result.grid.count]
        count = len(actual)
        known = ~np.isnan(actual)
        y, mean, lower, upper = (v[:count][known] for v in (actual, result.mean, result.low, result.high))
        self.error += float(np.abs(y - mean).sum())
        self.volume += float(y.sum())
        for level, edge in ((0.1, lower), (0.9, upper)):
            self.pinball += float(np.maximum(level * (y - edge), (level - 1) * (y - edge)).sum())
        self.inside += float(((y >= lower) & (y <= upper)).sum())
        self.cells += y.size
        self.floor += poisson_floor(mean) * float(y.sum())
        if past.aht_seconds is not None:
            self._add_aht(past.aht_seconds[low : low + count], actual, result.aht_seconds[:count])

    def _add_aht(self, actual: Floats, weights: Floats, expected: Floats) -> None:
        keep = ~np.isnan(actual) & (np.nan_to_num(weights) > 0)
        self.aht_error += float((weights * np.abs(actual - expected))[keep].sum())
        self.aht_volume += float((weights * actual)[keep].sum())


def own_score(case: Case) -> Score:
    """This project's forecast at every origin."""
    score = Score()
    for origin in case.origins:
        begun = time.perf_counter()
        start = local_midnight(origin, case.history.grid.zone)
        result = forecast(case.history, start, DAYS, calendar=case.calendar)
        score.seconds += time.perf_counter() - begun
        score.add(case.history, result)
    score.seconds /= len(case.origins)
    return score


def _verdict(value: float, bar: float) -> str:
    return f"{value:.2f}" + ("" if math.isnan(bar) else f" ({'pass' if value <= bar else 'short'} {bar:g})")


def accuracy_table(cases: list[Case], console: Console) -> None:
    """Print WAPE of every method, then this project's bands and handle time."""
    table = Table(title=f"WAPE of {DAYS}-day interval forecasts, % (seconds a fit)")
    table.add_column("method")
    for case in cases:
        table.add_column(case.history.queue, justify="right")
    for name, _ in PEERS:
        cells = [peer_wape(case, name) for case in cases]
        table.add_row(name, *(text if math.isnan(s) else f"{text} ({s:.1f})" for text, s in cells))
    scores = [own_score(case) for case in cases]
    rows = {
        "this project": [
            f"{_verdict(100 * s.error / s.volume, c.bars[0])} ({s.seconds:.1f})"
            for s, c in zip(scores, cases, strict=True)
        ],
        "Poisson floor": [f"{100 * s.floor / s.volume:.2f}" for s in scores],
        "80 % band covers, %": [f"{100 * s.inside / s.cells:.1f}" for s in scores],
        "pinball 0.1 + 0.9, %": [
            _verdict(100 * s.pinball / s.volume, c.bars[1]) for s, c in zip(scores, cases, strict=True)
        ],
        "AHT WAPE, %": [
            _verdict(100 * s.aht_error / s.aht_volume, c.bars[2]) if s.aht_volume else "-"
            for s, c in zip(scores, cases, strict=True)
        ],
    }
    for name, texts in rows.items():
        table.add_row(name, *texts)
    console.print(table)


def speed_table(queues: int, console: Console) -> None:
    """Seconds for 18 months of half hours on one core, and for many queues of 156 weeks of quarter hours."""
    past, _ = simulated_history(Series(days=548, daily=2000), 1)
    start = local_midnight(past.grid.local_days()[-1].item() + timedelta(days=1), past.grid.zone)
    forecast(past, start, DAYS, calendar=Calendar("US", None))
    begun, used = time.perf_counter(), time.process_time()
    forecast(past, start, DAYS, calendar=Calendar("US", None))
    console.print(
        f"18 months of 30-minute slots: {time.perf_counter() - begun:.2f} s, {time.process_time() - used:.2f} CPU s"
    )
    jobs = [_job(seed) for seed in range(queues)]
    begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    seen = []
    forecast_many(jobs, make_executor("cores:2"), lambda done, of, queue: seen.append((done, of, queue)))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
    console.print(
        f"{len(seen)} queues x 156 weeks x 15 minutes on 2 cores: {time.perf_counter() - begun:.0f} s, {cpu:.0f} CPU s"
    )


def _job(seed: int) -> ForecastJob:
    past, _ = simulated_history(
        Series(days=1092, daily=500 + 40 * seed, slot_minutes=15, start=date(2020, 1, 6)), seed, f"queue {seed}"
    )
    start: datetime = local_midnight(date(2020, 1, 6) + timedelta(days=1092), past.grid.zone)
    return ForecastJob(past, start, DAYS, calendar=Calendar("US", None))


def main() -> None:
    """Run what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the real series")
    parser.add_argument("--speed", action="store_true", help="measure seconds instead of errors")
    parser.add_argument("--queues", type=int, default=200, help="queues of the speed measurement")
    asked = parser.parse_args()
    console = Console(width=160)
    if asked.speed:
        speed_table(asked.queues, console)
    else:
        cases = list(real_cases(asked.data)) if asked.data else list(simulated_cases())
        if not cases:
            parser.error(f"no series found in {asked.data}")
        accuracy_table(cases, console)


if __name__ == "__main__":
    main()
