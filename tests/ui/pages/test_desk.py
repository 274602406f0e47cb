"""The desk under the timeline: a shift is chosen, changed, checked and kept; what needs a reason asks for one."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.services.small_centre import add_schedule, fill, planned, published, rep, shift
from wfm.database.engine import Database
from wfm.domain.time import DAY

FIRST = date.today() + timedelta(days=30)


def page(url: str, name: str, role: str) -> None:
    """A page for someone in that role."""
    import importlib

    from wfm.database.engine import open_database
    from wfm.domain.accounts import Principal, Role

    importlib.import_module(f"wfm.ui.pages.{name}").draw(open_database(url), Principal("mo", Role(role)))


def shown(db: Database, name: str, role: str) -> AppTest:
    """The page as it is drawn first."""
    test = AppTest.from_function(page, args=(db.url, name, role), default_timeout=120)
    test.session_state["schedule_view"] = "Shifts"
    return test.run()


def box(test: AppTest, label: str):
    return next(box for box in (*test.selectbox, *test.time_input, *test.text_input) if box.label == label)


def press(test: AppTest, key: str) -> AppTest:
    """After the button whose key ends like this is pressed."""
    next(b for b in test.button if b.key.endswith(key)).click()
    return test.run()


def words(test: AppTest) -> str:
    """All that is said."""
    parts = (*test.caption, *test.markdown, *test.warning, *test.success, *test.info, *test.error)
    return "\n".join(element.value for element in parts).replace("\\", "")


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Ana and Bo, and a published week ahead in which Ana works on the second day."""
    fill(sqlite_database, [rep("ana"), rep("bo")])
    published(sqlite_database, [shift("ana", 1)], FIRST)
    return sqlite_database


def chosen(test: AppTest, what: str) -> AppTest:
    """After Ana's shift is chosen from the lists, and what is to become of it."""
    box(test, "Rep").select("ana").run()
    box(test, "Shift").select(1).run()
    box(test, "What").select(what).run()
    assert not test.exception
    return test


def test_a_manager_moves_a_shift(db: Database) -> None:
    """On the page of the timeline: nothing speaks against it, so no reason is asked."""
    test = shown(db, "live.timeline", "manager")
    test.date_input(key="timeline_from").set_value(FIRST).run()
    chosen(test, "Move")
    box(test, "Begins at").set_value(time(10)).run()
    press(test, "_check")
    assert "10:00-18:30, at home, lunch 14:00-14:30" in words(test)
    assert "It breaks no rule and needs no reason." in words(test)
    assert planned(db, 1).shift == shift("ana", 1)
    press(test, "_keep")
    assert not test.exception
    assert planned(db, 1).shift == shift("ana", 1, 600)


def test_a_planner_shortens_a_shift_with_a_reason(db: Database) -> None:
    """What is cut off is named; taken away with it, the broken rule asks for a reason."""
    test = chosen(shown(db, "schedule", "planner"), "Lengthen or shorten")
    box(test, "Ends at").set_value(time(12, 30)).run()
    press(test, "_check")
    assert "break lunch 13:00-13:30 would lie outside the shift 09:00-12:30" in words(test)
    test.multiselect[0].select(test.multiselect[0].options[0]).run()
    press(test, "_check")
    assert "It needs a reason" in words(test)
    press(test, "_keep")
    assert "the change needs a reason" in words(test)
    box(test, "Reason (kept in the audit log)").set_value("a fair").run()
    press(test, "_keep")
    assert planned(db, 1).shift.end == DAY + 750


def test_a_shift_is_added_to_a_draft(sqlite_database: Database) -> None:
    """By its template, with its breaks."""
    fill(sqlite_database, [rep("ana")])
    add_schedule(sqlite_database, [], FIRST)
    test = shown(sqlite_database, "schedule", "planner")
    box(test, "Whose").select("ana").run()
    box(test, "Template").select("day8").run()
    press(test, "_add_check")
    press(test, "_add_keep")
    assert not test.exception
    assert planned(sqlite_database, 1).shift == shift("ana", 0, 360)
