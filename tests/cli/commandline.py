"""Running `wfm` inside the test process, as its entry point does."""

from __future__ import annotations

import io
import sqlite3
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.weekday_centre import QUEUES, REPS, SETUP, ZONE, history_csv
from wfm.cli import FAULT, main


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
        assert code != FAULT, err.getvalue()
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

    def write_centre(self) -> None:
        """The files of a centre with a queue, contracts, reps and history."""
        self.write("queues.csv", QUEUES)
        self.write("contracts.toml", SETUP)
        self.write("reps.csv", REPS)
        self.write("calls.csv", history_csv())

    def build(self) -> None:
        """A centre with a queue, contracts, reps and history."""
        self.write_centre()
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
