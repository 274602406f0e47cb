"""What a schedule could not do, as the schedule and coverage pages show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange.schedule import ScheduleVersion
from wfm.domain.exchange.shortage import shortages
from wfm.services.schedule.drafts import make_schedule
from wfm.services.timeline.publishing import publish
from wfm.ui.widgets.reasons_view import MOST


def schedule_page(url: str) -> None:
    """The schedule page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import schedule

    schedule.draw(open_database(url), OPERATOR)


def coverage_page(url: str) -> None:
    """The coverage page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import coverage

    coverage.draw(open_database(url), OPERATOR)


@pytest.fixture
def planned(sqlite_database: Database) -> tuple[Database, ScheduleVersion]:
    """A published week that asks for more heads than the dozen reps are."""
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement(heads=14.0, email=20.0))
    made = make_schedule(sqlite_database, OPERATOR, time_limit=0.5)
    return sqlite_database, publish(sqlite_database, OPERATOR, made.id, now=centre.NOW)


@pytest.mark.parametrize(("page", "headings"), [(schedule_page, 0), (coverage_page, 3)])
def test_the_largest_shortages_come_first_with_their_cause(
    page, headings: int, planned: tuple[Database, ScheduleVersion]
) -> None:
    """Sentence, times and head-hours, detail; the rest summed up; every stretch in a table; units told."""
    db, record = planned
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120)
    first = record.horizon.start  # the coverage page opens on the week that it is now
    shown.session_state["coverage_days"] = (first, first + timedelta(days=6))
    shown.run()
    assert not shown.exception
    labels = [metric.label for metric in shown.metric]
    assert {f"{what}, head-hours" for what in ("Required", "Scheduled", "Short", "Over")} <= set(labels)
    shown.session_state["schedule_view"] = "Reasons"
    shown.run()
    assert not shown.exception
    words = [element.value.replace("\\", "") for element in (*shown.markdown, *shown.caption)]
    found = shortages(record.shortfalls)
    assert len(found) > MOST
    for shortage in found[:MOST]:
        assert f"**{shortage.sentence}**" in words
        assert shortage.detail in words
    assert sum(text.startswith("**") for text in words) == MOST + headings  # those of the coverage beside it
    assert any(text.startswith(f"and {len(found) - MOST} smaller, together ") for text in words)
    assert any(text.endswith(f" in {len(found)} places, the largest first.") for text in words)
    assert "Person 12: in training and on no contacts yet" in words
    tables = [table.value for table in shown.dataframe]
    stretches = next(table for table in tables if "Why" in table.columns)
    assert len(stretches) == len(record.shortfalls)
    assert list(stretches["Why"]) == [reason.because for reason in record.shortfalls]


def test_nothing_short_is_said(sqlite_database: Database) -> None:
    """Instead of an empty list."""
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement(heads=1.0, email=0))
    made = make_schedule(sqlite_database, OPERATOR, time_limit=2)
    assert made.shortfalls == ()
    shown = AppTest.from_function(schedule_page, args=(sqlite_database.url,), default_timeout=120)
    shown.session_state["schedule_view"] = "Reasons"
    shown.run()
    assert not shown.exception
    assert "Nothing is left short." in [caption.value for caption in shown.caption]
