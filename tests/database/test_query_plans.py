"""What services ask for every day is found by an index in tables that grow with the years, on both databases."""

from __future__ import annotations

from benchmarks.trust.grown_centre import fill
from benchmarks.trust.queries import QUERIES, plans
from wfm.database.engine import Database


def test_no_growing_table_is_read_from_end_to_end(database: Database) -> None:
    """A planner without much to plan for takes an index where there is one; where there is none, it must read all."""
    fill(database, reps=40, weeks=6)
    found = list(plans(database, tries=1, reluctant=True))
    assert len(found) == len(QUERIES)
    read = {plan.name: (plan.scanned, plan.text) for plan in found if plan.scanned}
    assert not read, read


BY_INDEX = {
    "who works at a site": "ix_shifts_site_live_end_at",
    "published shifts of some reps": "ix_shifts_rep_live_end_at",
    "one rep's shifts": "ix_shifts_rep_live_end_at",
    "approved leave of a window": "ix_time_off_state_end",
    "published horizons of a window": "ix_schedules_status_first_day",
    "published shifts of a window": "ix_shifts_live_end_at",
}


def test_windows_are_found_by_their_end(sqlite_database: Database) -> None:
    """What ended years ago is passed over, not read and left out. SQLite plans without looking at the data."""
    fill(sqlite_database, reps=20, weeks=2)
    words = {plan.name: plan.text for plan in plans(sqlite_database, tries=1)}
    assert {name: index in words[name] for name, index in BY_INDEX.items()} == dict.fromkeys(BY_INDEX, True), words
