"""Nonsense at every door for files: tables, workbooks, settings, targets, problems, schedules and questions.

`python -m benchmarks.trust.fuzz_imports --seconds 3600` changes good files at random and reads each in a child process
that may take 1.5 GB more than it began with and ten seconds. A file must be read, or refused in one sentence; anything
else is counted, and kept with `--keep FOLDER`. The same `--seed` makes the same files. `--only DOOR` tries one door.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

from benchmarks.trust.mutations import bad, packed
from wfm.cli import main as command
from wfm.database import Database, initialise, open_database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import WfmError
from wfm.services import files, imports
from wfm.services.readers import ImportOptions

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
SECONDS = 10
"""Of processor time: a machine that is busy with something else makes no hang."""

WAITING = 60
"""Seconds by the clock, for what hangs without working."""

MEMORY = 1_500_000_000
OUTCOMES = ("read", "refused", "TRACEBACK", "HANG", "MEMORY", "KILLED")


@dataclass(frozen=True)
class Door:
    """A name, good files to begin with, and what reads one that has been changed."""

    name: str
    good: tuple[bytes, ...]
    read: Callable[[Path, random.Random], None]


def doors(url: str, folder: Path) -> tuple[Door, ...]:
    """Every door; what is imported goes to a database, the rest to the folder."""
    text = {name: (EXAMPLES / name).read_bytes() for name in os.listdir(EXAMPLES)}
    means = "\n".join(f"2026-01-05T{hour:02d}:00,voice-en,{hour},300" for hour in range(24))
    (folder / "means.csv").write_text(f"t,queue,mean,aht_seconds\n{means}\n", encoding="utf-8")
    problem, schedule = EXAMPLES / "problem.json", EXAMPLES / "schedule.json"

    def history(path: Path, rng: random.Random) -> None:
        zones = (None, "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
        options = ImportOptions(zone=rng.choice(zones), skip_refused=rng.random() < 0.5)
        options = replace(options, slot_minutes=rng.choice((None, 15, 30)), day_first=rng.choice((None, True)))
        _with(url, lambda db: imports.import_history(db, OPERATOR, path, options))

    def reps(path: Path, rng: random.Random) -> None:
        options = ImportOptions(skip_refused=rng.random() < 0.5)
        _with(url, lambda db: imports.import_reps(db, OPERATOR, path, options))

    def forecast(path: Path, _: random.Random) -> None:
        start = datetime(1971, 1, 1, 5, tzinfo=UTC)  # so that all is read, and nothing left to forecast from
        files.forecast_file(path, start, 1, None, None, "America/New_York", folder / "forecast.csv")

    def staffed(path: Path, _: random.Random) -> None:
        files.staff_file(folder / "means.csv", path, folder / "required.csv")

    def run(*words: str | Path) -> None:
        sys.argv = ["wfm", *map(str, words)]
        command()

    tables = (text["calls.csv"], _amazon(), _genesys(), text["calls.csv"].replace(b",", b";"))
    return (
        Door("history CSV", tables, history),
        Door("history Excel", tuple(map(_workbook, tables[:3])), history),
        Door("reps CSV", (text["reps.csv"],), reps),
        Door("reps Excel", (_workbook(text["reps.csv"]),), reps),
        Door("settings", (text["contracts.toml"],), lambda p, _: _with(url, lambda db: _settings(db, p))),
        Door("queues CSV", (text["queues.csv"],), lambda p, _: _with(url, lambda db: _queues(db, p))),
        Door("forecast", (text["history.csv"],), forecast),
        Door("targets", (text["targets.toml"],), staffed),
        Door("problem", (text["problem.json"],), lambda p, _: run("check", p, schedule)),
        Door("schedule", (text["schedule.json"],), lambda p, _: run("check", problem, p)),
        Door("questions", (text["questions.csv"],), lambda p, _: run("erlang", "--batch", p)),
    )


def _with(url: str, use: Callable[[Database], object]) -> None:
    db = open_database(url)
    try:
        use(db)
    finally:
        db.close()


def _settings(db: Database, path: Path) -> None:
    imports.import_setup(db, OPERATOR, path)


def _queues(db: Database, path: Path) -> None:
    imports.import_queues(db, OPERATOR, path)


def _amazon() -> bytes:
    rows = [f"Support,0f1e,VOICE,2025-03-03T{h:02d}:00:00Z,60mins,{h},300,{h}" for h in range(24)]
    header = "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,"
    return "\n".join([header + "ContactsHandled", *rows]).encode()


def _genesys() -> bytes:
    rows = [f"2025-03-03T{h:02d}:15:00Z,Billing,VOICE,gold|||en,English,{h},{h},{h * 240}" for h in range(24)]
    header = "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,"
    return "\n".join([header + "Total Handle Time (Seconds)", *rows]).encode()


def _workbook(table: bytes) -> bytes:
    """The rows as an Excel file, times and numbers as such."""
    book = Workbook()
    for number, line in enumerate(table.decode().splitlines()):
        row: list[object] = []
        for cell in line.split(","):
            value: object = cell
            with suppress(ValueError):
                value = float(cell) if number else cell
            with suppress(ValueError):
                value = datetime.fromisoformat(cell).replace(tzinfo=None) if number and "-" in cell else value
            row.append(value)
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as saved:  # its properties tell the time
        return packed({name: saved.read(name) for name in saved.namelist() if not name.startswith("docProps")})


def outcome(door: Door, path: Path, seed: int, told: Path) -> str:
    """How a child that reads the file ends."""
    child = os.fork()
    if child == 0:
        _in_child(door, path, random.Random(seed), told)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "HANG" if os.WTERMSIG(status) in (signal.SIGALRM, signal.SIGPROF) else "KILLED"
    return OUTCOMES[min(os.WEXITSTATUS(status), len(OUTCOMES) - 1)]


def _in_child(door: Door, path: Path, rng: random.Random, told: Path) -> None:
    """Read the file and end the process with the number of the outcome."""
    code = OUTCOMES.index("TRACEBACK")
    try:
        own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (own + MEMORY, own + MEMORY))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WAITING)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the child ends
        warnings.simplefilter("ignore")
        door.read(path, rng)
        code = OUTCOMES.index("read")
    except WfmError as error:
        code = OUTCOMES.index("refused" if "\n" not in str(error) and len(str(error)) < 5000 else "TRACEBACK")
        told.write_text(str(error), encoding="utf-8", errors="backslashreplace")
    except SystemExit as end:
        code = OUTCOMES.index({0: "read", 1: "refused", 2: "refused"}.get(end.code or 0, "TRACEBACK"))
    except MemoryError:
        code = OUTCOMES.index("MEMORY")
    except BaseException:
        told.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
    finally:
        os._exit(code)


def main() -> None:
    """Try door after door until the time is up, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    slowest: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'fuzz.db'}"
        initialise(url).close()
        chosen = [door for door in doors(url, folder) if given.only in (None, door.name)]
        for door in chosen:
            _loaded(door, folder / "case")
        end, number = time.monotonic() + given.seconds, given.seed * 1_000_000
        while time.monotonic() < end:
            door, number = chosen[number % len(chosen)], number + 1
            rng = random.Random(number)
            path, told = folder / "case", folder / "told.txt"
            told.unlink(missing_ok=True)
            path.write_bytes(bad(rng.choice(door.good), rng))
            begun = time.monotonic()
            ended = outcome(door, path, number, told)
            slowest[door.name] = max(slowest[door.name], int(1000 * (time.monotonic() - begun)))
            counts.setdefault(door.name, Counter())[ended] += 1
            if ended not in ("read", "refused"):
                _tell(door, number, ended, path, told, given.keep)
    print(f"{'door':15}" + "".join(f"{word:>11}" for word in OUTCOMES) + "  slowest ms")
    for title, found in counts.items():
        print(f"{title:15}" + "".join(f"{found[word]:11,}" for word in OUTCOMES) + f"{slowest[title]:12,}")


def _loaded(door: Door, path: Path) -> None:
    """Read every good file once here, so that no child spends its time on loading what reads them."""
    for good in door.good:
        path.write_bytes(good)
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            try:
                door.read(path, random.Random(1))
            except (WfmError, SystemExit) as error:
                if getattr(error, "code", 1):
                    sys.__stdout__.write(f"{door.name}: its good file is refused: {error}\n")


def _tell(door: Door, number: int, ended: str, path: Path, told: Path, keep: Path | None) -> None:
    last = told.read_text(encoding="utf-8").strip().splitlines()[-1:] if told.exists() else []
    print(f"{door.name} case {number}: {ended} {' '.join(last)[:300]}", flush=True)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        stem = f"{door.name.replace(' ', '-')}-{number}"
        (keep / stem).write_bytes(path.read_bytes())
        if told.exists():
            (keep / f"{stem}.txt").write_bytes(told.read_bytes())


if __name__ == "__main__":
    main()
