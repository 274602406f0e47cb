"""Staff from a forecast file to a requirement file, without a database.

The forecast is CSV with the header `t,queue,mean[,low,high,aht_seconds,method]`, the targets TOML (`staffing_targets`),
the result `t,queue,skill,volume,aht_seconds,base,required,service_level,asa_seconds,occupancy,abandonment`. Work that
may wait goes to a second file beside it, `NAME.work.csv`: `queue,skill,arrives,due,head_slots`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from wfm.domain.contacts import VolumeForecast
from wfm.domain.errors import InputError
from wfm.domain.requirement import StaffingRequirement
from wfm.domain.time import SLOT_LENGTHS, TimeGrid, is_ambiguous, to_utc, zone_of
from wfm.services.csv_files import read_rows, write_whole
from wfm.services.staffing_targets import StaffingTargets, read_targets
from wfm.staffing.requirement import staff

NEEDED = ("t", "queue", "mean")
OPTIONAL = ("low", "high", "aht_seconds", "method")
OUTPUT = (
    "t", "queue", "skill", "volume", "aht_seconds", "base", "required",
    "service_level", "asa_seconds", "occupancy", "abandonment",
)  # fmt: skip
WORK = ("queue", "skill", "arrives", "due", "head_slots")
LEVEL = 0.80
"""Share of outcomes that the band low..high of a forecast file is taken to cover."""
MOST_SLOTS = 200_000


@dataclass(frozen=True, slots=True)
class StaffedFile:
    """What was read and written: the requirements, and sentences on what was not as expected.

    `work` is the second file, None where nothing may wait.
    """

    requirements: tuple[StaffingRequirement, ...]
    rows_read: int
    notes: tuple[str, ...]
    output: Path
    work: Path | None


@dataclass(slots=True)
class _Series:
    """The rows of one queue: instant -> (mean, low, high, aht), and the line each came from."""

    values: dict[datetime, tuple[float, float, float, float]] = field(default_factory=dict)
    line_of: dict[datetime, int] = field(default_factory=dict)


def staff_file(forecast: Path, targets: Path, output: Path) -> StaffedFile:
    """Required heads for every queue of a forecast file; both results appear whole or not at all.

    Raises
    ------
    InputError
        Naming the file and the line or key that cannot be used.
    """
    plan = read_targets(targets)
    series, rows = _read(forecast, plan)
    slot = _slot_minutes(series, forecast)
    forecasts = [_forecast(name, rows_of, slot, plan, forecast) for name, rows_of in series.items()]
    requirements = tuple(
        staff(
            forecasts,
            plan.queues,
            plan.shrinkage,
            model=plan.model,
            quantile=plan.quantile,
            backlog={name: count for name, count in plan.backlog.items() if name in series},
            channels=plan.channels,
        )
    )
    waiting = [r for r in requirements if r.deferrable]
    work = output.with_name(f"{output.stem}.work{output.suffix or '.csv'}") if waiting else None
    files = {output: _rows(requirements, plan)}
    if work is not None:
        files[work] = _work_rows(waiting, plan)
    write_whole({path: (OUTPUT if path == output else WORK, lines) for path, lines in files.items()})
    notes = [note for requirement in requirements for note in requirement.notes]
    idle = sorted(set(plan.queues) - set(series))
    if idle:
        notes.append(f"no forecast rows for {', '.join(idle)}; nothing is required there.")
    return StaffedFile(requirements, rows, tuple(notes), output, work)


def _read(path: Path, plan: StaffingTargets) -> tuple[dict[str, _Series], int]:
    """Rows by queue in the order they first appear."""
    series: dict[str, _Series] = {}
    count = 0
    for line, row in read_rows(path, NEEDED, OPTIONAL):
        where = f"{path}, line {line}"
        name = row["queue"].strip()
        if name not in plan.queues:
            raise InputError(f"queue must be one that the targets name ({', '.join(plan.queues)}), got {name!r}", where)
        queue = series.setdefault(name, _Series())
        moment = _instant(row["t"], plan.timezone, where)
        if moment in queue.line_of and is_ambiguous(_local(moment, plan.timezone), plan.timezone):
            moment += timedelta(hours=1)
        if moment in queue.line_of:
            raise InputError(f"queue {name} has this time already on line {queue.line_of[moment]}", where)
        mean = _number(row["mean"], "mean", where)
        low, high = (_number(row.get(c), c, where) for c in ("low", "high"))
        aht = _number(row.get("aht_seconds"), "aht_seconds", where)
        queue.values[moment] = (mean, mean if math.isnan(low) else low, mean if math.isnan(high) else high, aht)
        queue.line_of[moment] = line
        count += 1
    if not count:
        raise InputError("the file has no rows below its header", str(path))
    return series, count


def _instant(text: str, zone: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"t must be a time such as 2026-03-02T08:00, got {text!r}", where) from None
    return moment.astimezone(UTC) if moment.tzinfo else to_utc(moment, zone)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def _number(text: str | None, column: str, where: str) -> float:
    """A number >= 0, NaN for an empty cell."""
    if text is None or not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{column} must be a number, got {text!r}", where) from None
    if not (math.isfinite(value) and value >= 0):
        raise InputError(f"{column} must be finite and >= 0, got {text.strip()}", where)
    return value


def _slot_minutes(series: dict[str, _Series], path: Path) -> int:
    """The interval of the file: the step most often found between two rows of a queue; all others are multiples."""
    steps = Counter(
        int((after - before).total_seconds()) // 60
        for queue in series.values()
        for before, after in pairwise(sorted(queue.line_of))
    )
    usual = steps.most_common(1)[0][0] if steps else 15
    odd = next((step for step in sorted(steps) if step % usual), usual)
    if usual not in SLOT_LENGTHS or odd != usual:
        raise InputError(
            f"times of a queue must lie whole intervals of {SLOT_LENGTHS} minutes apart, got {odd}", str(path)
        )
    return usual


def _forecast(name: str, series: _Series, slot: int, plan: StaffingTargets, path: Path) -> VolumeForecast:
    """One queue's rows on their grid; NaN where no row is."""
    first, last = min(series.values), max(series.values)
    count = int((last - first).total_seconds() // 60) // slot + 1
    if count > MOST_SLOTS:
        raise InputError(f"queue {name} must span at most {MOST_SLOTS} intervals, got {count}", str(path))
    grid = TimeGrid(plan.timezone, first, slot, count)
    table = np.full((count, 4), np.nan)
    for moment, values in series.values.items():
        table[grid.index(moment)] = values
    mean, low, high, aht = table.T
    return VolumeForecast(name, grid, mean, low, high, aht, LEVEL, "file", (), math.nan, math.nan, str(path))


def _stamp(grid: TimeGrid, index: int, zone: str) -> str:
    """Local time with its offset, so that no reader has to guess."""
    moment = grid.start + timedelta(minutes=index * grid.slot_minutes)
    return moment.astimezone(zone_of(zone)).isoformat(timespec="minutes")


def _rows(requirements: tuple[StaffingRequirement, ...], plan: StaffingTargets) -> Iterator[tuple[str, ...]]:
    for r in requirements:
        arrays = (
            r.volume, r.aht_seconds, r.base, r.required,
            r.service_level, r.asa_seconds, r.occupancy, r.abandonment,
        )  # fmt: skip
        for i in range(r.grid.count):
            yield (_stamp(r.grid, i, plan.timezone), r.queue, r.skill, *(f"{values[i]:.6g}" for values in arrays))


def _work_rows(requirements: list[StaffingRequirement], plan: StaffingTargets) -> Iterator[tuple[str, ...]]:
    for r in requirements:
        for item in r.work:
            times = (_stamp(r.grid, item.arrives, plan.timezone), _stamp(r.grid, item.due, plan.timezone))
            yield (r.queue, r.skill, *times, f"{item.head_slots:.6g}")
