"""Activities from a file: put into shifts that are planned, on the rep's clock, all of them or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.small_centre import MANAGER, NOW, PLANNER, ZONE, add_schedule, fill, planned, published, rep, shift
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.people import Activity, Site
from wfm.services.bidding import bid_rounds
from wfm.services.imports import activities_import
from wfm.services.imports.people_reports import ActivitiesReport
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers import ImportOptions

HEAD = "Employee ID,Activity,Start,End,Minutes,Room\n"
FILE = (
    HEAD
    + "ana,coaching,2026-06-01 22:00,2026-06-01 22:30,,3\n"  # ten in the morning at the site
    + "bo,huddle,2026-06-01 09:00,,15,\n"
    + "bo,training,2026-06-02 14:00,2026-06-02 16:00,,\n"
)


@pytest.fixture
def ids(sqlite_database: Database) -> dict[tuple[str, int], int]:
    """Ana works in Manila, Bo at the site: the ids of their published shifts of 09:00 to 17:30 in New York."""
    with sqlite_database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
    fill(sqlite_database, [rep("ana", zone="Asia/Manila"), rep("bo", site="hq"), rep("gone")])
    with sqlite_database.write() as unit:
        unit.reps.set_active("gone", False)
    return published(sqlite_database, [shift("ana", 0), shift("bo", 0), shift("bo", 1)])


def run(db: Database, text: str, who: Principal = PLANNER, skip: bool = False, **options: object) -> ActivitiesReport:
    """Import a CSV file."""
    told = {"name": "pieces.csv", "now": NOW, **options}
    return activities_import.import_activities(db, who, text.encode(), ImportOptions(skip_refused=skip), **told)  # type: ignore[arg-type]


def test_activities_are_put_into_the_shifts_they_lie_in(
    sqlite_database: Database, ids: dict[tuple[str, int], int]
) -> None:
    """On the clock of each rep, by an end or by minutes; a dry run writes nothing, and again nothing changes."""
    db = sqlite_database
    told = ("pieces.csv: 3 activities added to 3 shifts, 0 as they were", "not used: Room")
    assert run(db, FILE, dry_run=True).sentences() == told
    assert planned(db, ids["bo", 0]).shift == shift("bo", 0)
    assert run(db, FILE).sentences() == told
    assert planned(db, ids["ana", 0]).shift == replace(shift("ana", 0), activities=(Activity("coaching", 600, 630),))
    assert planned(db, ids["bo", 0]).shift.activities == (Activity("huddle", 540, 555),)
    assert planned(db, ids["bo", 1]).shift.activities == (Activity("training", 1440 + 840, 1440 + 960),)
    assert planned(db, ids["bo", 1]).version == 2
    with db.read() as unit:
        logged = {entry.entity_id: entry.detail for entry in unit.audit.list(entity="shift")}
    told_of = {"file": "pieces.csv", "schedule": 1, "from": "bo", "to": "bo"}
    assert logged[str(ids["bo", 0])] == {**told_of, "activities": [["huddle", 540, 555]], "was": []}
    again = run(db, FILE)
    assert again.sentences()[:2] == (
        "pieces.csv: 0 activities added to 0 shifts, 3 as they were",
        "nothing changes: all of it is there already",
    )
    assert planned(db, ids["bo", 1]).version == 2


def test_every_row_that_cannot_be_used_is_named(sqlite_database: Database, ids: dict[tuple[str, int], int]) -> None:
    """One sentence each, and nothing is stored; with the rest skipped, what fits is."""
    db = sqlite_database
    rows = (
        "nobody,x,2026-06-01 10:00,,15,",
        "gone,x,2026-06-01 10:00,,15,",
        "bo,x,2026-06-01,,15,",
        "bo,x,2026-06-01 10:00,2026-06-01 10:15,15,",
        "bo,x,2026-06-01 10:00,,0,",
        "bo,x,2026-06-03 10:00,,15,",
        "bo,x,2026-06-01 17:15,,30,",
        "bo,x,2026-06-01 10:05,,10,",
        "bo,x,2026-06-01 13:15,,30,",
        "bo,huddle,2026-06-01 09:00,,15,",
        "bo,y,2026-06-01 09:00,,30,",
        "bo,huddle,2026-06-01 09:00,,15,",
        "ana,x,2026-06-02 01:00,,60,",
        "bo,,2026-06-01 11:00,,15,",
    )
    with pytest.raises(RowsRefused) as caught:
        run(db, HEAD + "\n".join(rows) + "\n")
    assert caught.value.refused == (
        "pieces.csv line 2, column Employee ID: rep 'nobody' is not on record",
        "pieces.csv line 3, column Employee ID: rep 'gone' no longer works here",
        "pieces.csv line 4, column Start: must be a local time such as 2026-12-24 13:30, got '2026-06-01'",
        "pieces.csv line 5, column End: a row must have an end or minutes, and not both",
        "pieces.csv line 6, column Minutes: must be a whole number in 1..1440, got '0'",
        "pieces.csv line 7, column Start: bo has no shift then",
        "pieces.csv line 8, column Start: x must lie inside the shift 09:00-17:30, got 17:15-17:45",
        "pieces.csv line 9, column Start: x must start and end on a slot of 15 min, got 10:05-10:15",
        "pieces.csv line 10, column Start: x must not overlap lunch 13:00-13:30, got 13:15-13:45",
        "pieces.csv line 12, column Start: y must not overlap huddle 09:00-09:15, got 09:00-09:30",
        "pieces.csv line 14, column Start: x must not overlap lunch 13:00-13:30, got 13:00-14:00 (times in America/New_York)",
        "pieces.csv line 15, column Activity: must not be empty",
    )
    assert planned(db, ids["bo", 0]).version == 1
    report = run(db, HEAD + "\n".join(rows) + "\n", skip=True)
    assert (report.added, report.shifts, report.duplicates, len(report.refused)) == (1, 1, 1, 12)
    begun = datetime(2026, 6, 1, 13, tzinfo=UTC)
    with pytest.raises(RowsRefused, match="the shift on Mon 1 Jun 09:00-17:30 has already begun"):
        run(db, HEAD + "bo,x,2026-06-01 10:00,,15,\n", now=begun)
    with pytest.raises(InputError, match="must have the column end or minutes"):
        run(db, "rep,activity,start\nbo,x,2026-06-01 10:00\n")


def test_a_draft_is_changed_when_it_is_named(sqlite_database: Database, ids: dict[tuple[str, int], int]) -> None:
    """And what is published stays; a published schedule is not named, nor a draft that reps bid on."""
    db, row = sqlite_database, HEAD + "bo,huddle,2026-06-01 09:00,,15,\n"
    draft = add_schedule(db, [shift("bo", 0)])
    assert run(db, row, schedule=draft).added == 1
    with db.read() as unit:
        found = unit.schedules.get(draft)
    assert found.shifts[0].shift.activities == (Activity("huddle", 540, 555),)
    assert found.record.version == 2
    assert planned(db, ids["bo", 0]).shift.activities == ()
    with pytest.raises(RefusedError, match="schedule 1 is published and no draft"):
        run(db, row, schedule=1)
    bid_rounds.open_round(db, PLANNER, draft, "june", NOW, NOW + timedelta(hours=1), 1, now=NOW)
    with pytest.raises(RefusedError, match="bid round 'june' is held over schedule 2; it must be over first"):
        run(db, row, schedule=draft)


def test_planners_put_none_into_their_own_shifts(sqlite_database: Database, ids: dict[tuple[str, int], int]) -> None:
    """Nor do managers, who import nothing, nor reps."""
    row = HEAD + "bo,huddle,2026-06-01 09:00,,15,\n"
    for who in (MANAGER, Principal("bo", Role.REP, "bo"), Principal("bo", Role.PLANNER, "bo")):
        with pytest.raises(AccessError):
            run(sqlite_database, row, who)
    assert planned(sqlite_database, ids["bo", 0]).version == 1
