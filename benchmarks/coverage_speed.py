"""Seconds of the Coverage page's work on the server: the first time, and after one shift has changed.

`python -m benchmarks.coverage_speed` makes two centres: the demo's, whose timeline of two weeks is looked at, and one of
1,000 reps who work 7 days. It prints medians of what the page asks of the services, with the frames of its charts.
`--demo FOLDER` takes a demo that `wfm demo --no-app` has made there (WFM_DATA_DIR); `--reps N` takes another size.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from wfm.database import Database, initialise, open_database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Break, Contract, Rep, Shift, ShiftTemplate, WorkMode
from wfm.domain.planning import (
    Channel,
    DeferrableWork,
    OperatingHours,
    Queue,
    RequirementRun,
    ServiceTarget,
    StaffingRequirement,
)
from wfm.domain.time import DAY, Horizon, TimeGrid, local_midnight
from wfm.services.export import coverage_frame
from wfm.services.schedule import (
    ALLOCATORS,
    ALONE,
    SERVED,
    coverage_week,
    service_of,
    summary,
    timeline_coverage,
)

ZONE = "America/New_York"
MONDAY = date(2026, 6, 1)
DAYS = 7
SLOT = 15
QUEUES = {"voice-en": 0.42, "voice-es": 0.12, "chat-en": 0.22, "email-en": 0.14, "email-es": 0.05}
"""The share of the heads that each queue asks for."""

SKILLS = (
    ("voice-en",),
    ("voice-en", "chat-en"),
    ("voice-en", "email-en"),
    ("voice-en", "chat-en", "email-en"),
    ("voice-es", "voice-en", "email-es"),
    ("voice-es", "chat-en"),
    ("chat-en", "email-en"),
)
WAITS = 24 * 60 // SLOT
"""Slots that email may wait."""


Spent = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def big_centre(url: str, reps: int) -> Database:
    """A centre that works around the clock, with its week published; one rep in eight is in nesting."""
    db, rng = initialise(url), np.random.default_rng(1)
    hours = OperatingHours.daily(0, DAY)
    queues = [_queue(id, hours) for id in QUEUES]
    contract = Contract("full", (2400, 2400), (5, 5), 6, 660, (ShiftTemplate("8h", 0, 1425, 15, (510,), 60),))
    people = [_rep(n) for n in range(reps)]
    starts = rng.choice(96, (reps, DAYS), p=_shape() / _shape().sum()) * SLOT
    off = np.argsort(rng.random((reps, DAYS)), axis=1)[:, :2]
    shifts = [
        _shift(rep.id, day * DAY + int(starts[n, day]), int(rng.integers(-2, 3)) * SLOT)
        for n, rep in enumerate(people)
        for day in range(DAYS)
        if day not in off[n]
    ]
    horizon = Horizon(MONDAY, DAYS, SLOT, ZONE, week_start=0, elapsed=True)
    now = datetime.now(UTC)
    record = ScheduleVersion(0, "a week", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), now, "benchmark")
    with db.write() as uow:
        uow.queues.put_many(queues)
        uow.contracts.put_many([contract])
        uow.reps.put_many(people)
        uow.requirements.add(_requirement(queues, reps, rng))
        uow.publications.publish(uow.schedules.add(record, shifts), 1, now)
    return db


def _queue(id: str, hours: OperatingHours) -> Queue:
    channel = Channel(id.split("-")[0])
    target = ServiceTarget(0.9, 24 * 3600) if channel is Channel.EMAIL else ServiceTarget(0.8, 20)
    return Queue(
        id, channel, id[-2:], ZONE, hours, target, aht_seconds=240, weight=0.5 if channel is Channel.EMAIL else 1.0
    )


def _rep(n: int) -> Rep:
    speed = 0.6 if n % 8 == 0 else 1.0
    skills = dict.fromkeys(SKILLS[n % len(SKILLS)], speed)
    hired = MONDAY - timedelta(days=400 + n)
    return Rep(
        f"r{n:04d}", f"Person {n}", "full", skills, work_mode=WorkMode.REMOTE, hired=hired, home_workspace_approved=True
    )


def _shape() -> np.ndarray:
    """How busy each slot of a day is, beside the others."""
    return np.maximum(0.15, np.sin(np.linspace(-0.5 * np.pi, 1.5 * np.pi, 96) + 0.3) + 1)


def _shift(rep: str, start: int, by: int) -> Shift:
    breaks = (Break("break", start + 120, start + 135), Break("lunch", start + 240 + by, start + 270 + by))
    return Shift(rep, start, start + 510, None, (*breaks, Break("break", start + 390, start + 405)))


def _requirement(queues: list[Queue], reps: int, rng: np.random.Generator) -> RequirementRun:
    grid = TimeGrid.of_days(ZONE, MONDAY, DAYS, SLOT)
    busy = np.resize(np.roll(_shape(), 17), grid.count)
    at_work = reps * 5 / 7 * 7.5 / 24 * busy / busy.mean()
    parts = []
    for queue in queues:
        heads = np.maximum(0, QUEUES[queue.id] * at_work * rng.normal(1, 0.03, grid.count))
        work = tuple(
            DeferrableWork(i, i + WAITS, float(heads[i])) for i in range(grid.count) if queue.channel is Channel.EMAIL
        )
        ones = np.ones(grid.count)
        contacts, seconds = heads * 900 / 240, ones * 240
        seen = ones * 0.8, ones, ones * 20, ones * 0.02
        made = "made up", queue.weight, work
        parts.append(
            StaffingRequirement(queue.id, queue.skill, grid, contacts, seconds, heads, heads, *seen, 0.0, *made)
        )
    return RequirementRun(0, None, grid, tuple(parts), datetime.now(UTC), "benchmark")


def measure(db: Database, first_day: date, days: int, tries: int) -> tuple[list[Spent], list[Spent]]:
    """The page's work with nothing kept, and after one more shift has lost its last hour."""
    first, again = [], []
    for n in range(tries):
        for kept in (ALLOCATORS, ALONE, SERVED):
            kept.forget()
        first.append(_page(db, first_day, days))
        _shorten_one(db, first_day, days, (n + 0.5) / tries)
        again.append(_page(db, first_day, days))
    return first, again


def _page(db: Database, first_day: date, days: int) -> Spent:
    """What the page asks the services, and the frames of its charts."""
    begin, work = time.perf_counter(), time.process_time()
    found = timeline_coverage(db, OPERATOR, first_day, days)
    summary(found.parts)
    service_of(db, OPERATOR, found)
    coverage_frame(found.parts)
    return time.perf_counter() - begin, time.process_time() - work


def _shorten_one(db: Database, first_day: date, days: int, share: float) -> None:
    """Take the last hour off a shift whose breaks are over by then, after a share of those in the days."""
    start = local_midnight(first_day, ZONE)
    with db.write() as uow:
        able = [
            planned
            for planned in uow.published.shifts_between(start, start + timedelta(days=days))
            if all(piece.end <= planned.shift.end - 60 for piece in planned.shift.pieces)
        ]
        one = sorted(able, key=lambda planned: planned.start)[int(share * len(able))]
        uow.schedules.replace_shift(one.id, one.version, replace(one.shift, end=one.shift.end - 60))


def _demo(folder: Path) -> Database:
    """The demo's database; made where the folder has none."""
    place = os.environ | {"WFM_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "wfm.cli", "demo", "--no-app", "--time-limit", "15"]
    if not (folder / "wfm.db").exists():
        subprocess.run(command, env=place, check=True, stdout=subprocess.DEVNULL)
    return open_database(f"sqlite:///{folder / 'wfm.db'}")


def main() -> None:
    """Make both centres, and print the medians."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--demo", type=Path, help="folder of a demo; made in a folder of its own without")
    told.add_argument("--reps", type=int, default=1000)
    told.add_argument("--tries", type=int, default=5)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        big = big_centre(f"sqlite:///{Path(folder) / 'big.db'}", asked.reps)
        _page(big, MONDAY, 1)  # reads the libraries
        _print(f"{asked.reps:,} reps, {DAYS} days", *measure(big, MONDAY, DAYS, asked.tries))
        demo = _demo(Path(folder) if asked.demo is None else asked.demo)
        _print("the demo, two weeks", *measure(demo, coverage_week(demo, OPERATOR), 14, asked.tries))
        for db in (big, demo):
            db.close()


def _print(name: str, *times: list[Spent]) -> None:
    """The medians, and the longest, of both kinds of seconds."""
    for when, spent in zip(("first", "after one changed shift"), times, strict=True):
        wall, work = zip(*spent, strict=True)
        print(
            f"{name}, {when}: {median(work):.2f} s of one core, at most {max(work):.2f} s; {median(wall):.2f} s by the "
            f"clock, at most {max(wall):.2f} s"
        )


if __name__ == "__main__":
    main()
