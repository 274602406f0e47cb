"""The files of people: reps in the columns that `wfm import reps` reads, and their approved time off."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from data import FOLDER
from data.people import Leave
from wfm.documents import CELLS, REP, Door, write
from wfm.domain.people import Rep

REPS, TIME_OFF = "reps.csv", "time_off.csv"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def reps_bytes(reps: Iterable[Rep]) -> bytes:
    """The reps file, without columns that no rep has anything in."""
    written = [write(REP, rep, Door(CELLS)) for rep in reps]
    keys = [key for key in REP.keys if any(cells[key] for cells in written)]
    return _table(keys, ([cells[key] or "" for key in keys] for cells in written))


def time_off_bytes(leave: Iterable[Leave]) -> bytes:
    """The time-off file: naive local times, half-open."""
    rows = (
        (entry.rep, f"{entry.start:%Y-%m-%d %H:%M}", f"{entry.end:%Y-%m-%d %H:%M}", entry.reason) for entry in leave
    )
    return _table(("rep", "start", "end", "reason"), rows)


def read_time_off(path: Path | None = None) -> list[Leave]:
    """The time-off file read back."""
    with (path or FOLDER / TIME_OFF).open(encoding="utf-8", newline="") as file:
        return [
            Leave(row["rep"], datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]), row["reason"])
            for row in csv.DictReader(file)
        ]
