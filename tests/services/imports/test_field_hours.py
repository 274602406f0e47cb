"""Histories as planners send them: what is odd beside opening hours is told at import and never refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.services.imports.history_files import PLANNER
from wfm.database.engine import Database
from wfm.documents.clock_words import hours_text, opening_hours
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.imports.importing import import_history, preview_history
from wfm.services.readers.options import ImportOptions
from wfm.services.staffing.requirements import make_requirement

STRAY = Path(__file__).parent / "field" / "stray_call.csv"
CHICAGO = ImportOptions(zone="America/Chicago")


def test_a_stray_call_opens_no_hour(sqlite_database: Database) -> None:
    """Twelve weeks, Monday to Friday, and a wrong number on a Sunday at 03:00: told, and nobody works on Sunday."""
    report = import_history(sqlite_database, PLANNER, STRAY.read_bytes(), CHICAGO, name="calls.csv")
    (made,) = report.preview.queues
    assert hours_text(made.queue.hours) == "Mon-Fri 08:00-18:00"
    assert (len(made.rows.start), made.offered, made.absent) == (1201, 14258, 0)
    told = (
        "queue main: 1 contact in 1 interval came more than an hour outside opening hours, the first at "
        "2026-02-08 03:00; they are kept and do not teach the forecast"
    )
    assert told in made.notes
    run = make_forecast(sqlite_database, PLANNER, days=7)
    (need,) = make_requirement(sqlite_database, PLANNER, forecast_run=run.id).requirements
    sunday = need.grid.weekdays() == 6
    assert sunday.sum() == 48
    assert need.required[sunday].sum() == 0
    assert need.required[~sunday].sum() > 0


def test_contacts_far_outside_the_hours_of_a_stored_queue_are_told(sqlite_database: Database) -> None:
    """Late calls within an hour of closing are nothing unusual; those in the night are counted with the first."""
    with sqlite_database.write() as unit:
        unit.queues.put(Queue("q", Channel.VOICE, "en", "UTC", opening_hours("Mon-Fri 08:00-10:00")))
    rows = ["2026-01-06 08:00,5", "2026-01-06 10:30,2", "2026-01-07 02:00,3", "2026-01-07 23:30,4"]
    source = "\n".join(["t,calls", *rows]).encode()
    preview = preview_history(
        source, options=ImportOptions(queue="q", slot_minutes=30), db=sqlite_database, who=PLANNER
    )
    (note,) = preview.queues[0].notes
    assert note.startswith(
        "queue q: 7 contacts in 2 intervals came more than an hour outside opening hours, the first at 2026-01-07 02:00"
    )


def test_more_handled_than_offered_is_told(sqlite_database: Database) -> None:
    """With the count and the first place; the figures are kept as they are."""
    rows = ["2026-01-06 08:00,5,5", "2026-01-06 08:30,4,6", "2026-01-06 09:00,4,7"]
    source = "\n".join(["t,calls,handled", *rows]).encode()
    report = import_history(
        sqlite_database, PLANNER, source, ImportOptions(zone="UTC", queue="q", slot_minutes=30), name="h.csv"
    )
    assert (
        "queue q: 2 intervals handled more contacts than were offered, the first at 2026-01-06 08:30 (6 of 4)"
        in report.preview.sentences()
    )
    with sqlite_database.read() as unit:
        handled = unit.history.get("q").handled
    assert handled is not None
    np.testing.assert_array_equal(handled, [5, 6, 7])
