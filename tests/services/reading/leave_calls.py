"""Services of leave, and how the tests of their statements call them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.services.reading.growing_centre import Growing
from wfm.services import imports, leave
from wfm.services.leave import day_allotments


def _leave_file(c: Growing) -> Callable[[], object]:
    rows = "".join(f"{c.rep.rep},{c.monday + timedelta(days=300 + n)},,\n" for n in range(6 * c.size))
    return lambda: imports.import_leave(c.db, c.planner, f"rep,from,to,kind\n{rows}".encode(), name="leave.csv")


def _leave_decided(c: Growing) -> Callable[[], object]:
    return lambda: leave.decide(c.db, c.manager, c.requests[0], False, "no")


def _leave_asked(c: Growing) -> Callable[[], object]:
    start = datetime.combine(c.monday, datetime.min.time(), UTC)
    return lambda: leave.ask(c.db, c.rep, start, start + timedelta(hours=9))


READS: dict[str, Callable[[Growing], object]] = {
    "leave.requests.my_requests": lambda c: leave.my_requests(c.db, c.rep),
    "leave.requests.list_requests": lambda c: leave.list_requests(c.db, c.manager),
    "leave.requests.clashes": lambda c: leave.clashes(c.db, c.manager, c.requests),
    "leave.counting.counts": lambda c: leave.counts(c.db, c.manager, c.requests),
    "leave.leave_kinds.kinds": lambda c: leave.kinds(c.db, c.manager),
    "leave.day_allotments.allotments": lambda c: day_allotments.allotments(
        c.db, c.manager, c.monday, c.monday + timedelta(days=60)
    ),
}
"""Calls that read."""

WRITES: dict[str, Callable[[Growing], Callable[[], object]]] = {
    "imports.leave_import.import_leave": _leave_file,
    "leave.requests.ask": _leave_asked,
    "leave.requests.decide": _leave_decided,
}
"""Calls that write, made ready first."""
