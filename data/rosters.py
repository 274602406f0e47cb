"""The files of people: reps in the columns that `wfm import reps` reads, and their approved time off."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from data import FOLDER
from data.people import Leave
from wfm.domain.people import Rep
from wfm.domain.time import DAY

REPS, TIME_OFF = "reps.csv", "time_off.csv"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COLUMNS = (
    "id,name,contract,skills,languages,work_mode,site,office_days,hired,wage_per_hour,home_workspace_approved,stage,"
    "performance,available,preferred_start,email"
)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def clock(minute: int) -> str:
    """A minute of the day as 08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _window(low: int, high: int) -> str:
    day = low // DAY
    return f"{WEEKDAYS[day]} {clock(low - day * DAY)}-{clock(high - day * DAY)}"


def _rep_row(rep: Rep) -> list[object]:
    return [
        rep.id,
        rep.name,
        rep.contract,
        "|".join(skill if speed == 1 else f"{skill}:{speed:g}" for skill, speed in rep.skills.items()),
        "|".join(rep.languages),
        rep.work_mode.value,
        rep.site or "",
        "" if rep.office_days is None else f"{rep.office_days[0]}-{rep.office_days[1]}",
        rep.hired or "",
        "" if rep.wage_per_hour is None else f"{rep.wage_per_hour:.2f}",
        "yes" if rep.home_workspace_approved else "no",
        rep.stage.value,
        "" if rep.performance is None else f"{rep.performance:g}",
        "|".join(_window(low, high) for low, high in rep.available or ()),
        "" if rep.preferred_start is None else clock(rep.preferred_start),
        rep.email or "",
    ]


def reps_bytes(reps: Iterable[Rep]) -> bytes:
    """The reps file."""
    return _table(COLUMNS.split(","), map(_rep_row, reps))


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
