"""A centre that has worked for a year or more, written past the services so that it is there in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, text

from wfm.database import Database

MONDAY = date(2026, 6, 1)
"""The first day of the last week; every schedule is a week from a Monday."""

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""The moment at which the centre is looked at: within its last week but one."""

SITES = 4
BREAKS = json.dumps([["lunch", 240, 270]])

Rows = Iterable[Sequence[Any]]


def fill(db: Database, reps: int, weeks: int) -> int:
    """Store reps who work five days a week, what they offered, asked and bid, and what was written of it; the shifts."""
    engine = create_engine(db.url)
    with engine.begin() as connection:
        _people(connection, reps)
        shifts = _schedules(connection, reps, weeks)
        _trades(connection, reps, weeks)
        _rest(connection, reps, weeks)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":  # as it does by itself after a while
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    return shifts


def _write(connection: Connection, table: str, columns: str, rows: Rows) -> None:
    """Write many rows by the fastest way that the driver has."""
    names = ", ".join(f'"{name}"' for name in columns.split())
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns.split()))
        plain = (tuple(_sqlite(value) for value in row) for row in rows)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)  # noqa: S608
        return
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)


def _sqlite(value: Any) -> Any:
    """A value as SQLAlchemy stores it on SQLite."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _people(connection: Connection, reps: int) -> None:
    _write(connection, "sites", "id name seats zone version", ((f"s{n}", f"s{n}", 600, "UTC", 1) for n in range(SITES)))
    columns = "id paid_low paid_high days_low days_high max_consecutive_days min_rest shifts version"
    _write(connection, "contracts", columns, [("full", 0, 2400, 0, 5, 6, 660, "[]", 1)])
    columns = "id name contract skills languages work_mode site home_workspace_approved stage active version"
    people = (
        (_rep(n), f"Rep {n}", "full", '{"en": 1.0}', '["en"]', "onsite", f"s{n % SITES}", False, "live", True, 1)
        for n in range(reps)
    )
    _write(connection, "reps", columns, people)


def _rep(number: int) -> str:
    return f"r{number:04d}"


def _schedules(connection: Connection, reps: int, weeks: int) -> int:
    """A published week after the other, each made from an archived one that it replaced."""
    columns = (
        "id name first_day days slot_minutes zone status terms shortfalls unscheduled created_at created_by version"
    )
    heads = []
    for week in range(weeks):
        first, made = MONDAY - timedelta(days=7 * (weeks - 1 - week)), NOW - timedelta(days=7 * (weeks - week))
        for id, status in ((2 * week + 1, "published"), (2 * week + 2, "archived")):
            heads.append((id, f"{first}", first, 7, 15, "UTC", status, "{}", "[]", "[]", made, "pat", 1))
    _write(connection, "schedules", columns, heads)
    columns = "id schedule rep start end start_at end_at site breaks locked version"
    _write(connection, "shifts", columns, _shifts(reps, weeks))
    return reps * weeks * 5


def _shifts(reps: int, weeks: int) -> Iterator[Sequence[Any]]:
    id = 0
    for week in range(weeks):
        monday = datetime.combine(MONDAY - timedelta(days=7 * (weeks - 1 - week)), datetime.min.time(), UTC)
        times = {
            (day, hour): (monday + timedelta(days=day, hours=hour), monday + timedelta(days=day, hours=hour + 8))
            for day in range(7)
            for hour in range(6, 14)
        }
        for n in range(reps):
            hour = 6 + n % 8
            for day in range(n % 3, n % 3 + 5):
                id += 1
                start, (begin, stop) = 1440 * day + 60 * hour, times[day, hour]
                owner, site = _rep(n), f"s{n % SITES}"
                yield id, 2 * week + 1, owner, start, start + 480, begin, stop, site, BREAKS, False, 1


def _trades(connection: Connection, reps: int, weeks: int) -> None:
    """Ten offers for each rep a year that were taken, and one that still stands; a round with the bids of all."""
    columns = "id kind shift offered_by taken_by state note reason created_at version skills"
    done = (
        (id, "giveaway", id, _rep(id % reps), _rep((id + 1) % reps), "done", "", "", NOW, 1, "[]")
        for id in range(1, reps * max(1, weeks // 5))
    )
    _write(connection, "shift_offers", columns, done)
    first = reps * (weeks - 1) * 5 + 1
    standing = (
        (10_000_000 + n, "giveaway", first + 5 * n + 4, _rep(n), None, "open", "", "", NOW, 1, "[]")
        for n in range(0, reps, 4)
    )
    _write(connection, "shift_offers", columns, standing)
    columns = "id schedule name state opens_at closes_at seed version everyone"
    _write(connection, "bid_rounds", columns, [(1, 1, "round", "closed", NOW, NOW + timedelta(days=1), 1, 1, True)])
    columns = "id round number contract skills work_mode shifts"
    _write(connection, "shift_lines", columns, ((n + 1, 1, n, "full", "[]", "onsite", "[]") for n in range(reps)))
    bids = ((1, _rep(n), rank, 1 + (n + rank) % reps, NOW) for n in range(reps) for rank in range(1, 11))
    _write(connection, "bids", "round rep rank line at", bids)
    _write(connection, "line_shifts", "line shift", ((n + 1, 5 * n + day) for n in range(reps) for day in range(1, 6)))


def _rest(connection: Connection, reps: int, weeks: int) -> None:
    """Twenty days of leave for each rep a year, a log of what was done, jobs, and two queues' history."""
    columns = "rep start end state reason decision created_at version"
    leave = (
        (
            _rep(n),
            start := NOW - timedelta(days=(n + 17 * k) % (7 * weeks) - 10),
            start + timedelta(days=1),
            state,
            "",
            "",
            NOW,
            1,
        )
        for n in range(reps)
        for k, state in enumerate(["approved"] * 19 + ["requested" if n % 100 == 0 else "refused"])
    )
    _write(connection, "time_off", columns, leave)
    log = (
        (NOW - timedelta(minutes=5 * n), f"rep{n % reps}", "take", "shift", f"{n % 50_000}", "{}")
        for n in range(reps * weeks)
    )
    _write(connection, "audit", "at who action entity entity_id detail", log)
    columns = "kind arguments state progress message detail stop_asked created_at created_by"
    jobs = (
        (kind, "{}", "done", 1.0, "", "{}", False, NOW, "pat")
        for _ in range(20 * weeks)
        for kind in ("forecast", "staff", "schedule")
    )
    _write(connection, "jobs", columns, jobs)
    columns = (
        "id channel language zone hours target aht_seconds patience_seconds concurrency concurrency_slowdown weight "
        "skill country version"
    )
    queues = [(f"q{n}", "voice", "en", "UTC", "[]", "{}", 240.0, 120.0, 1, 0.0, 1.0, "en", "US", 1) for n in range(2)]
    _write(connection, "queues", columns, queues)
    _write(connection, "history", "queue slot_minutes phase_minutes version", ((q[0], 15, 0, 1) for q in queues))
    columns, blank = "queue day offered handled abandoned handle_seconds wait_seconds", bytes(8 * 96)
    days = ((q[0], MONDAY - timedelta(days=d), *[blank] * 5) for q in queues for d in range(1, 7 * weeks))
    _write(connection, "history_days", columns, days)
