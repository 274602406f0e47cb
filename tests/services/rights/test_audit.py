"""The audit log as it is read: filtered, page by page, by planners and admins, and safe as CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.services.audit import COLUMNS, Sought, detail_words, entries, entries_csv, every_entry

PLANNER = Principal("pat", Role.PLANNER)
NOW = datetime.now(UTC)


@pytest.fixture
def log(database: Database) -> Database:
    """Seven entries of three people, on both kinds of database."""
    with database.write() as uow:
        for number in range(5):
            uow.audit.add("pat", "publish", "schedule", number, {"replaced": [number]})
        uow.audit.add("=cmd()", "set", "rep", "+1", {"note": 'a "b",\n<b>'})
        uow.audit.add("mo", "publish", "schedule", 3)
    return database


def ids(found: object) -> list[int]:
    return [entry.id for entry in found]


def test_the_newest_come_first_and_pages_follow_one_another(log: Database) -> None:
    """A page begins where the last one ended; nothing is told twice or left out."""
    first = entries(log, PLANNER, limit=3)
    assert ids(first) == [7, 6, 5]
    second = entries(log, PLANNER, before=first[-1].id, limit=3)
    assert ids(second) == [4, 3, 2]
    assert ids(entries(log, PLANNER, before=2)) == [1]
    assert ids(every_entry(log, PLANNER)) == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(by="pat"), [5, 4, 3, 2, 1]),
        (Sought(by="pat", entity="schedule", id="3"), [4]),
        (Sought(entity="schedule", id="3"), [7, 4]),
        (Sought(action="set"), [6]),
        (Sought(by="' OR 1=1 --"), []),
        (Sought(since=NOW + timedelta(days=1)), []),
        (Sought(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), by="mo"), [7]),
        (Sought(until=NOW - timedelta(days=1)), []),
    ],
)
def test_what_is_sought_is_found(log: Database, sought: Sought, found: list[int]) -> None:
    """By whom, what, to which thing, and when; all together narrow it down."""
    assert ids(entries(log, PLANNER, sought)) == found


def test_who_did_it_last(log: Database) -> None:
    """By id, of any action or of one; what the log does not know is absent."""
    with log.read() as uow:
        assert uow.audit.last_by("schedule", [1, "3", 99]) == {"1": "pat", "3": "mo"}
        assert uow.audit.last_by("rep", ["+1"], "set") == {"+1": "=cmd()"}
        assert uow.audit.last_by("rep", ["+1"], "publish") == {}
        assert uow.audit.last_by("schedule", []) == {}


def test_bounds_that_make_no_sense(log: Database) -> None:
    """Told in a sentence."""
    for limit in (0, -1, 1001):
        with pytest.raises(InputError, match=r"in 1\.\.1000"):
            entries(log, PLANNER, limit=limit)
    with pytest.raises(InputError, match="from a moment to a later one"):
        Sought(since=NOW, until=NOW)
    with pytest.raises(InputError, match="since must carry a time zone"):
        Sought(since=NOW.replace(tzinfo=None))


def test_it_is_not_for_managers(log: Database) -> None:
    """Nor for reps; a generator refuses as it begins."""
    for role in (Role.MANAGER, Role.REP):
        with pytest.raises(AccessError):
            entries(log, Principal("mo", role))
        with pytest.raises(AccessError):
            next(entries_csv(log, Principal("mo", role)))


def test_as_csv(log: Database) -> None:
    """Every entry with its detail, times in UTC, and no cell that a spreadsheet runs."""
    rows = list(csv.reader(io.StringIO("".join(entries_csv(log, OPERATOR)))))
    assert tuple(rows[0]) == COLUMNS
    assert [row[0] for row in rows[1:]] == ["7", "6", "5", "4", "3", "2", "1"]
    odd = rows[2]
    assert odd[2] == "'=cmd()"
    assert odd[5] == "'+1"
    assert json.loads(odd[6]) == {"note": 'a "b",\n<b>'}
    assert odd[1].endswith("Z")


def test_details_are_told_in_words(log: Database) -> None:
    """In one line, shortened where asked to."""
    assert detail_words(entries(log, PLANNER, Sought(id="3", by="pat"))[0]) == "replaced [3]"
    (odd,) = entries(log, PLANNER, Sought(by="=cmd()"))
    assert detail_words(odd) == 'note a "b", <b>'
    assert detail_words(odd, 8) == "note a…"
