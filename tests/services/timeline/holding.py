"""What must hold of one timeline whatever is done to it, in sentences where it does not."""

from __future__ import annotations

import random

from benchmarks.trust.means import race_checks
from benchmarks.trust.means.centre import at, who
from benchmarks.trust.means.databases import Tables
from wfm.database.engine import Database
from wfm.services import export

REPS = 10
WEEKS = 3


def broken(db: Database, tables: Tables, seen: set[int], rng: random.Random) -> list[str]:
    """What does not hold of the timeline now, in sentences; `seen` are the shifts that were ever on it."""
    with db.read() as unit:
        found = [
            *race_checks.one_shift_at_a_time(tables),
            *race_checks.live_shifts_are_published(tables),
            *race_checks.nothing_offered_off_the_timeline(tables),
            *race_checks.no_work_taken_in_leave(tables, strict=True),
            *_offers_that_are_not_their_givers(tables),
        ]
        start, end = at(-1, 0), at(7 * WEEKS + 1, 0)
        live = {planned.id: planned for planned in unit.published.shifts_between(start, end)}
        name = f"r{rng.randrange(REPS)}"
        theirs = {planned.id for planned in live.values() if planned.shift.agent == name}
    seen |= live.keys()
    stored = {row["id"] for row in tables.rows("SELECT id FROM shifts")}
    if seen - stored:
        found.append(f"shifts {sorted(seen - stored)} were on the timeline and are nowhere")
    if len(theirs) != len({(live[id].start, live[id].end) for id in theirs}):
        found.append(f"{name} has a shift twice")
    return found


def feeds_that_differ(db: Database) -> list[str]:
    """Reps whose calendar holds anything but what is theirs on the timeline."""
    start, end, found = at(-1, 0), at(7 * WEEKS + 1, 0), []
    for k in range(REPS):
        name = f"r{k}"
        with db.read() as unit:
            theirs = {f"shift-{p.id}@wfm" for p in unit.schedules.shifts_of(name, start, end)}
        text = export.rep_ics(db, who(db, name), name, start, end).decode().replace("\r\n ", "")
        told = {line.removeprefix("UID:") for line in text.split("\r\n") if line.startswith("UID:")}
        if told != theirs:
            found.append(f"the calendar of {name} differs: {sorted(told ^ theirs)}")
    return found


def _offers_that_are_not_their_givers(tables: Tables) -> list[str]:
    query = (
        "SELECT o.id AS id FROM shift_offers o JOIN shifts s ON s.id = o.shift WHERE o.state IN ('open', 'pending')"
        " AND ((o.kind = 'open' AND s.rep IS NOT NULL) OR (o.kind <> 'open' AND (s.rep IS NULL OR s.rep <> o.offered_by)))"
    )
    return [f"offer {row['id']} stands on a shift that is not its giver's" for row in tables.rows(query)]
