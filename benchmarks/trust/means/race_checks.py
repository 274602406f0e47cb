"""What must hold after a race, read off the tables: each check yields the sentences that say what does not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from benchmarks.trust.means.at_once import Outcome
from benchmarks.trust.means.databases import Tables, moment

_DRIVER = re.compile(r"duplicate key|UNIQUE constraint|constraint failed|violates|psycopg|sqlite3\.|Traceback", re.I)
"""Words of a database driver, which nobody should be told."""

LONGEST_WAIT = 31.0
"""Seconds after which a wait for another's lock must have ended: 30, and one for the machine."""


def everything(tables: Tables, outcomes: Sequence[Outcome], strict: bool = False) -> Iterator[str]:
    """All that holds after any race; `strict` counts leave granted over work that was there before, too."""
    yield from told_well(outcomes)
    yield from no_work_taken_in_leave(tables, strict)
    yield from one_shift_at_a_time(tables)
    yield from live_shifts_are_published(tables)
    yield from nothing_offered_off_the_timeline(tables)
    yield from one_leave_at_a_time(tables)
    yield from allotments_kept(tables)
    yield from an_admin_is_left(tables)
    yield from one_run_of_a_kind(tables)


def told_well(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """No traceback, no words of the driver, nobody waits for ever."""
    for outcome in outcomes:
        if outcome.state == "fault":
            yield f"a traceback: {outcome.text.strip().splitlines()[-1]}"
        elif outcome.state == "refused" and _DRIVER.search(outcome.text):
            yield f"the driver's own words are told: {outcome.text.splitlines()[0]}"
        if outcome.seconds > LONGEST_WAIT:
            yield "someone waited more than 30 s"


def no_work_taken_in_leave(tables: Tables, strict: bool = False) -> Iterator[str]:
    """No published shift came to a rep, by a trade or a publication, after leave over it was granted.

    Leave that a manager enters over a shift that is there already is theirs to mend, so the order counts.
    """
    clashes = tables.rows(
        "SELECT s.id AS shift, s.rep AS rep, t.id AS leave, h.id AS schedule FROM shifts s"
        " JOIN schedules h ON h.id = s.schedule AND s.live"
        " JOIN time_off t ON t.rep = s.rep AND t.state = 'approved' AND t.\"start\" < s.end_at"
        ' AND s.start_at < t."end"'
    )
    if strict and clashes:
        yield "a rep works in granted leave, in whatever order it came"
    if strict or not clashes:
        return
    shifts, leave, heads = (tables.committed(name, "id") for name in ("shifts", "time_off", "schedules"))
    for clash in clashes:
        if shifts:
            late = max(shifts[clash["shift"]], heads[clash["schedule"]]) > leave[clash["leave"]]
        else:
            late = _came_after(tables, clash)
        if late:
            yield "a rep was given work in leave that was granted before"


def _came_after(tables: Tables, clash: dict[str, object]) -> bool:
    """Whether the audit log has the shift's last move, or its publication, after the leave's grant."""
    grant = tables.one(
        "SELECT max(id) FROM audit WHERE entity = 'time off' AND entity_id = :id", id=str(clash["leave"])
    )
    moved = tables.one(
        "SELECT max(a.id) FROM audit a LEFT JOIN shift_offers o ON a.entity = 'shift offer' AND a.entity_id = CAST(o.id AS"
        " VARCHAR) WHERE (o.shift = :shift AND o.state = 'done' AND a.action IN ('take', 'approve'))"
        " OR (a.entity = 'schedule' AND a.action = 'publish' AND a.entity_id = :schedule)",
        shift=clash["shift"],
        schedule=str(clash["schedule"]),
    )
    return moved is not None and grant is not None and moved > grant


def one_shift_at_a_time(tables: Tables) -> Iterator[str]:
    """No rep has two published shifts that overlap."""
    found = tables.one(
        "SELECT count(*) FROM shifts a JOIN shifts b ON a.rep = b.rep AND a.id < b.id"
        " AND a.start_at < b.end_at AND b.start_at < a.end_at AND a.live AND b.live"
    )
    if found:
        yield "a rep has two published shifts at the same time"


def live_shifts_are_published(tables: Tables) -> Iterator[str]:
    """Every shift on the timeline is of a published schedule, and none that left it is there."""
    found = tables.one(
        "SELECT count(*) FROM shifts s JOIN schedules h ON h.id = s.schedule"
        " WHERE s.live AND (h.status <> 'published' OR s.left_by IS NOT NULL)"
    )
    if found:
        yield "a shift is on the timeline whose schedule is not published"


def nothing_offered_off_the_timeline(tables: Tables) -> Iterator[str]:
    """No offer stands on a shift that is not on the timeline, or waits for one in return that is not."""
    found = tables.one(
        "SELECT count(*) FROM shift_offers o JOIN shifts s ON s.id = o.shift OR s.id = o.in_return"
        " WHERE o.state IN ('open', 'pending') AND NOT s.live"
    )
    if found:
        yield "an offer stands on a shift that is not on the timeline"


def one_leave_at_a_time(tables: Tables) -> Iterator[str]:
    """No rep has asked for the same time twice."""
    seen: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in tables.rows("SELECT * FROM time_off WHERE state IN ('requested', 'approved')"):
        start, end = moment(row["start"]), moment(row["end"])
        others = seen.setdefault(row["rep"], [])
        if row["decided_by"] in (None, "allotment") and any(start < b and a < end for a, b in others):
            yield "one rep's time off stands twice"
        others.append((start, end))


def allotments_kept(tables: Tables) -> Iterator[str]:
    """What was granted by the allotment is not more than it allows; absences here lie within one day."""
    allowed = {str(row["day"]): row["hours"] for row in tables.rows("SELECT day, hours FROM allotments")}
    used: defaultdict[str, float] = defaultdict(float)
    for row in tables.rows("SELECT * FROM time_off WHERE state = 'approved' AND decided_by = 'allotment'"):
        start, end = moment(row["start"]), moment(row["end"])
        used[start.date().isoformat()] += min(8.0, (end - start).total_seconds() / 3600)
    for day, hours in used.items():
        if hours > allowed.get(day, 0.0) + 1e-6:
            yield "more leave was granted than the day's allotment"


def an_admin_is_left(tables: Tables) -> Iterator[str]:
    """Someone can still manage the accounts."""
    if not any(row["active"] for row in tables.rows("SELECT active FROM users WHERE role = 'admin'")):
        yield "no active admin is left"


def one_run_of_a_kind(tables: Tables) -> Iterator[str]:
    """At most one job of a kind waits or runs."""
    if tables.rows("SELECT kind FROM jobs WHERE state IN ('queued', 'running') GROUP BY kind HAVING count(*) > 1"):
        yield "two runs of one kind are under way"


def done(outcomes: Sequence[Outcome]) -> int:
    """How many were told that it is done."""
    return sum(outcome.done for outcome in outcomes)


def one_done(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Exactly one was told that it is done."""
    if done(outcomes) != 1:
        yield f"{done(outcomes)} of {len(outcomes)} were told that it is done, where one can be"


def works(tables: Tables, rep: str, start: datetime, end: datetime) -> bool:
    """Whether a rep has a published shift that touches start <= t < end."""
    return bool(
        tables.one(
            "SELECT count(*) FROM shifts s WHERE s.live AND s.rep = :rep AND s.start_at < :end AND s.end_at > :start",
            rep=rep,
            start=tables.bound(start),
            end=tables.bound(end),
        )
    )
