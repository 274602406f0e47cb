"""Error of 28-day forecasts against the cleaned mean of 6 on simulated series with the features real ones have.

    python -m benchmarks.forecasting_robust [--seeds N]

Ratios below 1 are better than the mean of 6, which gets the same cleaning and the same date effects. `worst` is the
worst single series over its three origins.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from rich.console import Console
from rich.table import Table

from forecasting import DEFAULT_OPTIONS, FALLBACK, Calendar, ForecastJob, Series, run_job, simulated_history, wape
from wfm.domain.time import local_midnight
from wfm.machine import make_executor

DAYS = 28
OPEN_WEEK = (1.1, 1.0, 1.0, 0.95, 1.05, 0.9, 0.8)

KINDS = {
    "plain year": Series(days=400),
    "three months": Series(days=95),
    "strong annual season, 2.5 years": Series(days=910, annual=0.5),
    "strong annual season, 1.5 years": Series(days=550, annual=0.5),
    "strong annual season, 9 months": Series(days=280, annual=0.5),
    "break up, 2 weeks ago": Series(days=500, breaks=((430, 0.35),)),
    "break down, 2 months ago": Series(days=500, breaks=((380, -0.4),)),
    "two breaks": Series(days=500, breaks=((250, 0.3), (420, -0.25))),
    "closed Sundays and Saturdays": Series(days=450, weekdays=(1.2, 1.1, 1.0, 1.0, 0.9, 0.0, 0.0)),
    "open all week, day and night": Series(days=450, weekdays=OPEN_WEEK, open_from=0, open_to=1440),
    "weeks missing": Series(days=450, gap=(300, 330)),
    "last weeks missing": Series(days=450, gap=(352, 372)),
    "9 contacts a slot": Series(days=450, daily=216),
    "1 contact a slot": Series(days=450, daily=24),
    "9 a slot, annual, Sundays closed": Series(days=800, daily=216, annual=0.4),
    "pay days": Series(days=450, month_start=0.25),
    "noisy days": Series(days=450, noise=0.2),
    "growth 40 % a year": Series(days=600, trend=0.4),
    "level wanders 3 % a week": Series(days=600, drift=0.03),
    "all at once": Series(
        days=800, annual=0.3, breaks=((600, 0.25),), gap=(500, 521), month_start=0.15, drift=0.01, noise=0.08
    ),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=6)
    seeds = parser.parse_args().seeds
    plain = replace(DEFAULT_OPTIONS, components=(FALLBACK.name,))
    jobs, keys = [], []
    for name, series in KINDS.items():
        for seed in range(seeds):
            start = date(2021, 1, 4) + timedelta(days=61 * seed)
            past, _ = simulated_history(replace(series, slot_minutes=60, start=start), 500 + seed, name)
            for back in (0, 1, 2):
                origin = start + timedelta(days=series.days - DAYS * (back + 1))
                for method, options in (("own", DEFAULT_OPTIONS), ("mean of 6", plain)):
                    begin = local_midnight(origin, past.grid.zone)
                    jobs.append(ForecastJob(past, begin, DAYS, calendar=Calendar("US", None), options=options))
                    keys.append((name, seed, method))
    errors: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    for key, job, made in zip(keys, jobs, make_executor("cores:2").map(run_job, jobs), strict=True):
        low = job.history.grid.index(made.grid.start)
        actual = job.history.offered[low : low + made.grid.count]
        errors[key].append(wape(actual, made.mean[: len(actual)]))
    table = Table(title="WAPE % over 28 days")
    for column in ("series", "this project", "mean of 6", "ratio", "worst"):
        table.add_column(column, justify="left" if column == "series" else "right")
    for name in KINDS:
        own, six = (np.array([errors[name, seed, m] for seed in range(seeds)]) for m in ("own", "mean of 6"))
        each = np.nanmean(own, axis=1) / np.nanmean(six, axis=1)
        row = (100 * np.nanmean(own), 100 * np.nanmean(six), np.nanmean(own) / np.nanmean(six), each.max())
        table.add_row(name, *(f"{x:.2f}" for x in row))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
