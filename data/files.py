"""The history file: one row per day, queue and measure, one column per quarter of an hour; empty is not recorded."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data import FOLDER, centre
from data.arrivals import MISSING, SLOTS, QueueRecords, days
from wfm.domain.planning import Channel, ContactHistory
from wfm.domain.time import TimeGrid

HISTORY = "history.csv"
MEASURES = ("offered", "handled", "abandoned", "aht_seconds")
WITHOUT_ABANDONS = (Channel.EMAIL, Channel.OUTBOUND)


def history_bytes(records: Iterable[QueueRecords]) -> bytes:
    """The history file of all queues."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    times = [centre.OPENS + slot * centre.SLOT for slot in range(SLOTS)]
    writer.writerow(["date", "queue", "measure", *(f"{t // 60:02d}:{t % 60:02d}" for t in times)])
    every = list(records)
    for index, day in enumerate(days()):
        for record in every:
            for measure in MEASURES:
                if measure == "abandoned" and record.queue.channel in WITHOUT_ABANDONS:
                    continue
                row = getattr(record, measure)[index]
                if (row != MISSING).any():
                    writer.writerow([day, record.queue.id, measure, *("" if v == MISSING else int(v) for v in row)])
    return out.getvalue().encode()


def read_history(path: Path | None = None) -> list[ContactHistory]:
    """Every queue's history on one grid of whole local days, NaN where nothing was recorded."""
    grid = TimeGrid.of_days(centre.ZONE, centre.FIRST_DAY, len(days()), centre.SLOT)
    first = _slot_of_local_time(grid)
    arrays: dict[str, dict[str, npt.NDArray[np.float64]]] = defaultdict(dict)
    with (path or FOLDER / HISTORY).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for day, queue, measure, *cells in rows:
            values = arrays[queue].setdefault(measure, np.full(grid.count, np.nan))
            low = first[date.fromisoformat(day)]
            values[low : low + SLOTS] = [float(cell) if cell else np.nan for cell in cells]
    return [ContactHistory(queue, grid, **measures) for queue, measures in arrays.items()]


def _slot_of_local_time(grid: TimeGrid) -> dict[date, int]:
    """Index of each day's opening slot; clocks change at night, when the centre is closed."""
    opening = np.flatnonzero(grid.minutes_of_day() == centre.OPENS)
    return dict(zip(days(), opening.tolist(), strict=True))
