"""Free texts at the doors of services: bounded, plain, and nothing written where they are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.planned_centre import VOICE
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.people import Rep, Site
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.services import leave
from wfm.services.bidding import awards, bid_rounds
from wfm.services.centre import records
from wfm.services.forecast import changes
from wfm.services.forecast.changes import Edit
from wfm.services.trading import swaps

ANN = Principal("ann", Role.REP, rep="r1")
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
LATER = SOON + timedelta(hours=8)

Door = Callable[[Database, str], object]

DOORS: dict[str, Door] = {
    "the reason": lambda db, text: leave.ask(db, ANN, SOON, LATER, text),
    "the reason ": lambda db, text: leave.enter_leave(db, OPERATOR, "r1", SOON, LATER, text, kind="sick"),
    "the decision": lambda db, text: leave.decide(db, OPERATOR, 1, True, text),
    "the reason  ": lambda db, text: swaps.decide(db, OPERATOR, 1, False, text),
    "the reason of an override": lambda db, text: awards.override_award(db, OPERATOR, 1, "r1", None, text),
    "the name of a bid round": lambda db, text: bid_rounds.open_round(db, OPERATOR, 1, text, SOON, LATER, 1),
    "the name of a layer": lambda db, text: changes.save_layers(
        db, OPERATOR, Edit(added=(QueueLayer(0, None, Layer(text, "multiply", 1.5, SOON, LATER)),))
    ),
    "the name of a special day": lambda db, text: changes.save_special_days(
        db, OPERATOR, Edit(added=(QueueDay(0, None, SpecialDay(SOON.date(), "exclude", None, text)),))
    ),
    "the name of a containment scenario": lambda db, text: changes.save_scenarios(
        db, OPERATOR, Edit(added=(Scenario(0, text, None, Containment(0.1)),))
    ),
    "site name": lambda db, text: records.set_site(db, OPERATOR, Site("hq", text, 1, "UTC")),
    "queue id": lambda db, text: records.set_queue(db, OPERATOR, replace(VOICE, id=text)),
    "rep name": lambda db, text: records.set_rep(db, OPERATOR, Rep("r1", text, "full", {}, site="hq")),
    "a key of rep skills": lambda db, text: records.set_reps(db, OPERATOR, [Rep("r1", "Ann", "full", {text: 1.0}, site="hq")]),
}  # fmt: skip


@pytest.mark.parametrize("field", DOORS)
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x" * 5_000_000, "must have at most (200|2,000) characters, got 5,000,000"),
        ("a\x00b", "must be plain text.*, got the character U\\+0000"),
        ("\x1b[2J", "must be plain text.*, got the character U\\+001B"),
        ("a\ud800", "must be plain text.*, got the character U\\+D800"),
        ("abc\u202etxt.exe", "must be plain text.*, got the character U\\+202E"),
    ],
    ids=["5 MB", "NUL", "escape", "half a pair", "override"],
)
def test_texts_are_bounded_and_plain(sqlite_database: Database, field: str, text: str, fault: str) -> None:
    """One sentence with the field, the limit and what was seen; nothing is written, the audit log included."""
    with pytest.raises(InputError, match=f"^{field.strip()} {fault}$"):
        DOORS[field](sqlite_database, text)
    with sqlite_database.read() as unit:
        assert not unit.audit.list()


@pytest.mark.parametrize("year", [9999, 2100])
def test_leave_ends_before_calendars_do(sqlite_database: Database, year: int) -> None:
    """The last day of Python's calendar was an OverflowError."""
    start = datetime(year, 12, 30, 20, tzinfo=UTC)
    for door in (
        lambda: leave.ask(sqlite_database, ANN, start, start + timedelta(hours=25)),
        lambda: leave.enter_leave(sqlite_database, OPERATOR, "r1", start, start + timedelta(hours=25), kind="sick"),
    ):
        with pytest.raises(InputError, match="time off must lie in the years 1970 to 2099, got"):
            door()
