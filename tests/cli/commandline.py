"""Running `wfm` inside the test process, as its entry point does, and files that tests import."""

from __future__ import annotations

import io
import sqlite3
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from wfm.cli import main
from wfm.domain.contacts import OperatingHours
from wfm.domain.time import TimeGrid

ZONE = "America/New_York"
HOURS = OperatingHours.daily(480, 1080, (0, 1, 2, 3, 4))

CONTRACTS = """
[[sites]]
id = "main"
seats = 10
zone = "America/New_York"

[[contracts]]
id = "full-time"
paid_minutes_per_week = [2400, 2400]
days_per_week = [5, 5]
max_consecutive_days = 6
min_rest_minutes = 660

[[contracts.shifts]]
id = "8h"
start = { earliest = "08:00", latest = "09:30", step = 30 }
span_minutes = [510]
min_gap_minutes = 60
[[contracts.shifts.breaks]]
name = "break"
minutes = 15
paid = true
window = [60, 150]
[[contracts.shifts.breaks]]
name = "lunch"
minutes = 30
paid = false
window = [210, 300]
"""

QUEUES = (
    "id,channel,language,zone,hours,service_level,within_seconds,aht_seconds\n"
    "voice-en,voice,en,America/New_York,Mon-Fri 08:00-18:00,0.8,20,240\n"
)

REPS = "id,name,contract,skills,work_mode,site,home_workspace_approved\n" + "".join(
    f"r{n:02d},Person {n},full-time,voice-en,{'onsite,main,no' if n % 2 else 'remote,,yes'}\n" for n in range(12)
)


def history_csv(queue: str = "voice-en", weeks: int = 8, per_slot: float = 15, seed: int = 5) -> str:
    """Half-hourly calls of a weekday centre up to Sunday, 31 May 2026, in local time."""
    grid = TimeGrid.of_days(ZONE, date(2026, 6, 1) - timedelta(weeks=weeks), weeks * 7, 30)
    offered = np.random.default_rng(seed).poisson(per_slot, grid.count)
    rows = [
        f"{str(moment).replace('T', ' ')},{queue},voice,en,{count},240"
        for moment, count, is_open in zip(grid.local(), offered, HOURS.mask(grid), strict=True)
        if is_open
    ]
    return "\n".join(["start,queue,channel,language,offered,aht_seconds", *rows]) + "\n"


@dataclass
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The sentences that tell what went wrong."""
        return [line for line in self.err.splitlines() if line.startswith("error:")]


class Wfm:
    """The command line on one data folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = monkeypatch
        monkeypatch.delenv("WFM_DATABASE_URL", raising=False)
        monkeypatch.setenv("WFM_DATA_DIR", str(folder / "data"))
        monkeypatch.chdir(folder)

    def __call__(self, *arguments: str | Path) -> Finished:
        """Run one command."""
        self._patch.setattr(sys, "argv", ["wfm", *map(str, arguments)])
        code = 0
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        assert "Traceback" not in err.getvalue()
        return Finished(code, out.getvalue(), err.getvalue())

    def write(self, name: str, text: str) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def dump(self) -> list[str]:
        """Everything the database holds, as SQL."""
        with closing(sqlite3.connect(self.folder / "data" / "wfm.db")) as connection:
            return list(connection.iterdump())

    def copy_of(self, other: Path) -> Wfm:
        """Take over the files and the database of another folder."""
        for path in other.iterdir():
            if path.is_file():
                (self.folder / path.name).write_bytes(path.read_bytes())
        (self.folder / "data").mkdir()
        with (
            closing(sqlite3.connect(other / "data" / "wfm.db")) as source,
            closing(sqlite3.connect(self.folder / "data" / "wfm.db")) as target,
        ):
            source.backup(target)
        return self

    def build(self) -> None:
        """A centre with a queue, contracts, reps and history."""
        self.write("queues.csv", QUEUES)
        self.write("contracts.toml", CONTRACTS)
        self.write("reps.csv", REPS)
        self.write("calls.csv", history_csv())
        for command in (
            ("init",),
            ("import", "queues", "queues.csv"),
            ("import", "history", "calls.csv", "--zone", ZONE),
            ("import", "contracts", "contracts.toml"),
            ("import", "reps", "reps.csv"),
        ):
            done = self(*command)
            assert done.code == 0, done.err

    def plan(self) -> None:
        """A forecast, a requirement and a draft of two days."""
        for command in (
            ("forecast", "--start", "2026-06-01", "--days", "2"),
            ("staff",),
            ("schedule", "--time-limit", "0.1"),
        ):
            done = self(*command)
            assert done.code == 0, done.err
