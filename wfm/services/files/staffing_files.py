"""Staff from a forecast file to a requirement file, without a database.

The forecast is CSV with the header `t,queue,mean[,low,high,aht_seconds,method]` (without the queue where the targets
name one only; each queue may have intervals of its own length), the targets TOML (`staffing_targets`),
the result `t,queue,skill,volume,aht_seconds,base,required,service_level,asa_seconds,occupancy,abandonment`. Work that
may wait goes to a second file beside it, `NAME.work.csv`: `queue,skill,arrives,due,head_slots`. Where queues share reps,
`NAME.pools.csv` says per interval how many reps must be able to serve one or more of some queues:
`t,queues,base,required`, the queues joined by `+`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_FORECAST
from wfm.domain.planning import StaffedPool, StaffingRequirement, VolumeForecast
from wfm.domain.texts import quoted
from wfm.domain.time import SLOT_LENGTHS, TimeGrid, is_ambiguous, to_utc, zone_of
from wfm.services.files.csv_files import moment_of, number, read_rows, write_whole
from wfm.services.files.staffing_targets import StaffingTargets, read_targets
from wfm.services.progress import OnProgress, quiet
from wfm.staffing import Pool, StaffedPlan, staff_plan

NEEDED = ("t", "queue", "mean")
OPTIONAL = ("low", "high", "aht_seconds", "method")
OUTPUT = (
    "t", "queue", "skill", "volume", "aht_seconds", "base", "required",
    "service_level", "asa_seconds", "occupancy", "abandonment",
)  # fmt: skip
WORK = ("queue", "skill", "arrives", "due", "head_slots")
POOLS = ("t", "queues", "base", "required")
LEVEL = 0.80
"""Share of outcomes that the band low..high of a forecast file is taken to cover."""
MOST_SLOTS = 200_000


@dataclass(frozen=True, slots=True)
class StaffedFile:
    """What was read and written: the requirements, and sentences on what was not as expected.

    `work` is the second file, None where nothing may wait; `pools` the third, None where no queues are staffed together.
    """

    requirements: tuple[StaffingRequirement, ...]
    rows_read: int
    notes: tuple[str, ...]
    output: Path
    work: Path | None
    pools: Path | None = None


@dataclass(slots=True)
class _Series:
    """The rows of one queue: instant -> (mean, low, high, aht), and the line each came from."""

    values: dict[datetime, tuple[float, float, float, float]] = field(default_factory=dict)
    line_of: dict[datetime, int] = field(default_factory=dict)


def staff_file(
    forecast: Path, targets: Path, output: Path, *, pooled: bool = True, on_progress: OnProgress = quiet
) -> StaffedFile:
    """Required heads for every queue of a forecast file; all results appear whole or not at all.

    `pooled` staffs the queues of the targets' pools together; False staffs each on its own.

    Raises
    ------
    InputError
        Naming the file and the line or key that cannot be used.
    """
    plan = read_targets(targets)
    series, rows = _read(forecast, plan)
    slots = _slot_minutes(series, forecast)
    pools = plan.pools if pooled else ()
    grids = _grids(series, slots, plan, pools, forecast)
    forecasts = [_forecast(name, rows_of, grids[name], forecast) for name, rows_of in series.items()]
    made = staff_plan(
        forecasts,
        plan.queues,
        plan.shrinkage,
        pools=pools,
        escalations=plan.escalations,
        model=plan.model,
        quantile=plan.quantile,
        backlog={name: count for name, count in plan.backlog.items() if name in series},
        channels=plan.channels,
        told=on_progress,
    )
    beside = _written(made, output, plan)
    notes = [note for r in made.requirements for note in r.notes] + [note for p in made.pools for note in p.notes]
    idle = sorted(set(plan.queues) - {r.queue for r in made.requirements})
    if idle:
        notes.append(f"no forecast rows for {', '.join(idle)}; nothing is required there.")
    return StaffedFile(made.requirements, rows, tuple(notes), output, *beside)


def _written(made: StaffedPlan, output: Path, plan: StaffingTargets) -> tuple[Path | None, Path | None]:
    """Write the result with its files of waiting work and of pools, together; the paths of those two, None for none."""
    waiting = [r for r in made.requirements if r.deferrable]
    work, pools = (output.with_name(f"{output.stem}.{name}{output.suffix or '.csv'}") for name in ("work", "pools"))
    files: dict[Path, tuple[Sequence[str], Iterator[tuple[str, ...]]]] = {
        output: (OUTPUT, _rows(made.requirements, plan))
    }
    if waiting:
        files[work] = (WORK, _work_rows(waiting, plan))
    if made.pools:
        files[pools] = (POOLS, _pool_rows(made.pools, plan))
    write_whole(files)
    return work if waiting else None, pools if made.pools else None


def _grids(
    series: dict[str, _Series], slots: dict[str, int], plan: StaffingTargets, pools: Sequence[Pool], path: Path
) -> dict[str, TimeGrid]:
    """The intervals of each queue, from the first to the last of its own, or of all it is staffed or fed together with."""
    together = [*(p.queues for p in pools), *((e.first, e.second) for e in plan.escalations)]
    spans = {n: (min(q.values), max(q.values) + timedelta(minutes=slots[n])) for n, q in series.items()}
    for _ in together:  # as often as there are links, so that chains reach their ends
        for names in together:
            mine = [spans[name] for name in names if name in spans]
            for name in names:
                if name in spans:
                    spans[name] = (min(first for first, _ in mine), max(end for _, end in mine))
    return {name: _grid(name, min(rows.values), spans[name], slots[name], plan, path) for name, rows in series.items()}


def _grid(
    name: str, mark: datetime, span: tuple[datetime, datetime], slot: int, plan: StaffingTargets, path: Path
) -> TimeGrid:
    """Whole intervals of a queue, one of which begins at `mark`, from the start to the end of a span or beyond."""
    low = -(-int((mark - span[0]).total_seconds() // 60) // slot)
    high = -(-int((span[1] - mark).total_seconds() // 60) // slot)
    if low + high > MOST_SLOTS:
        raise InputError(f"queue {name} must span at most {MOST_SLOTS} intervals, got {low + high}", str(path))
    return TimeGrid(plan.queues[name].zone, mark - timedelta(minutes=low * slot), slot, low + high)


def _read(path: Path, plan: StaffingTargets) -> tuple[dict[str, _Series], int]:
    """Rows by queue in the order they first appear."""
    series: dict[str, _Series] = {}
    count = 0
    only = next(iter(plan.queues)) if len(plan.queues) == 1 else None
    for line, row in read_rows(path, NEEDED, OPTIONAL, only, MOST_FORECAST):
        where = f"{path}, line {line}"
        name = row["queue"].strip()
        if name not in plan.queues:
            raise InputError(
                f"queue must be one that the targets name ({', '.join(plan.queues)}), got {quoted(name)}", where
            )
        queue = series.setdefault(name, _Series())
        moment = _instant(row["t"], plan.timezone, where)
        if moment in queue.line_of and is_ambiguous(_local(moment, plan.timezone), plan.timezone):
            moment += timedelta(hours=1)
        if moment in queue.line_of:
            raise InputError(f"queue {name} has this time already on line {queue.line_of[moment]}", where)
        mean = number(row["mean"], "mean", where)
        low, high = (number(row.get(c), c, where) for c in ("low", "high"))
        aht = number(row.get("aht_seconds"), "aht_seconds", where)
        queue.values[moment] = (mean, mean if math.isnan(low) else low, mean if math.isnan(high) else high, aht)
        queue.line_of[moment] = line
        count += 1
    if not count:
        raise InputError("the file has no rows below its header", str(path))
    return series, count


def _instant(text: str, zone: str, where: str) -> datetime:
    moment = moment_of(text, "2026-03-02T08:00", where)
    return moment.astimezone(UTC) if moment.tzinfo else to_utc(moment, zone)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def _slot_minutes(series: dict[str, _Series], path: Path) -> dict[str, int]:
    """The interval of each queue: the step most often found between two of its rows; its others are multiples.

    A queue of a single row has the interval most often found in the file.
    """
    steps = {
        name: Counter(int((after - before).total_seconds()) // 60 for before, after in pairwise(sorted(queue.line_of)))
        for name, queue in series.items()
    }
    found = [_usual_step(counts, path) for counts in steps.values() if counts]
    usual = Counter(found).most_common(1)[0][0] if found else 15
    return {name: _usual_step(counts, path) if counts else usual for name, counts in steps.items()}


def _usual_step(steps: Counter[int], path: Path) -> int:
    """The step most often found, after a check that it is an interval's and that all others are multiples of it."""
    usual = steps.most_common(1)[0][0]
    odd = next((step for step in sorted(steps) if step % usual), usual)
    if usual not in SLOT_LENGTHS or odd != usual:
        raise InputError(
            f"times of a queue must lie whole intervals of {SLOT_LENGTHS} minutes apart, got {odd}", str(path)
        )
    return usual


def _forecast(name: str, series: _Series, grid: TimeGrid, path: Path) -> VolumeForecast:
    """One queue's rows on its grid; NaN where no row is."""
    table = np.full((grid.count, 4), np.nan)
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


def _pool_rows(pools: Sequence[StaffedPool], plan: StaffingTargets) -> Iterator[tuple[str, ...]]:
    for pool in pools:
        for row in pool.rows:
            for i in range(pool.grid.count):
                figures = (f"{values[i]:.6g}" for values in (row.base, row.required))
                yield (_stamp(pool.grid, i, plan.timezone), "+".join(row.queues), *figures)
