"""The pages of leave: a sick call is entered with what it counts, shortened and cancelled; a rep asks by kind and hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.services.small_centre import ZONE, fill, published, rep, shift
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.people import Site
from wfm.domain.planning import LeaveTakes
from wfm.services.clock import clock_now

TODAY = clock_now(None).date()
FAR = TODAY + timedelta(days=30)


def page(url: str, name: str, role: str, rep: str | None) -> None:
    """A page for someone in that role."""
    import importlib

    from wfm.database.engine import open_database
    from wfm.domain.accounts import Principal, Role

    importlib.import_module(f"wfm.ui.pages.{name}").draw(open_database(url), Principal("mo", Role(role), rep))


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A manager who is a rep, and Ana who works full time."""
    with sqlite_database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
    fill(sqlite_database, [rep("mo", site="hq"), rep("ana", "full", site="hq")])
    return sqlite_database


def shown(db: Database, name: str, role: str, rep: str | None) -> AppTest:
    """The page as it is drawn first."""
    return AppTest.from_function(page, args=(db.url, name, role, rep), default_timeout=120).run()


def words(test: AppTest) -> str:
    """All captions and texts."""
    return "\n".join(element.value for element in (*test.caption, *test.markdown)).replace("\\", "")


def pressed(test: AppTest, label: str) -> AppTest:
    """After a button with that label is pressed."""
    next(button for button in test.button if button.label == label).click()
    return test.run()


def test_a_sick_call_is_entered_and_taken_back(db: Database) -> None:
    """Nobody enters their own; what stands is listed with what it counts."""
    test = shown(db, "approvals", "manager", "mo")
    who = next(box for box in test.selectbox if box.label == "Rep")
    assert who.options == ["Ana (ana)"]
    who.select("ana")
    pressed(test, "Enter leave")
    assert not test.exception
    with db.read() as unit:
        [request] = unit.time_off.list()
    assert (request.rep, request.kind, request.state) == ("ana", "sick", LeaveState.APPROVED)
    assert "Sick, paid; it counts 8 h and 1 day as worked" in words(test)
    test.session_state[f"change_{request.id}"] = True
    pressed(test.run(), "Cancel all of it")
    with db.read() as unit:
        assert unit.time_off.get(request.id).state is LeaveState.WITHDRAWN


def test_a_sick_call_says_what_it_takes(db: Database) -> None:
    """Looked at first, then entered for today: the shift is on the board, and the rep sees the day off."""
    published(db, [shift("ana", 1)], TODAY, 2)
    test = shown(db, "approvals", "planner", None)
    next(box for box in test.selectbox if box.label == "Rep").select("ana")
    test.date_input[0].set_value((TODAY + timedelta(days=1), TODAY + timedelta(days=1)))
    pressed(test, "What it would take")
    [told] = [w.value.replace("\\", "") for w in test.warning]
    assert told.startswith("Published shifts would be taken: 1 shift opened (")
    pressed(test, "Enter leave")
    assert test.session_state["flash"].startswith(
        "Entered: Sick, paid; it counts 8 h and 1 day as worked. Published shifts: 1"
    )
    with db.read() as unit:
        [offer] = unit.offers.list()
    assert offer.leave == 1
    next(radio for radio in test.radio if radio.label == "From now on").set_value(LeaveTakes.RELEASE).run()
    pressed(test, "Set it")
    with db.read() as unit:
        assert unit.centre.settings().leave_takes is LeaveTakes.RELEASE
    assert "Sick, all day" in words(shown(db, "my_schedule", "rep", "ana"))


def test_what_cannot_be_entered_is_told(db: Database) -> None:
    """One sentence, and nothing is stored."""
    test = shown(db, "approvals", "manager", None)
    pressed(test, "Enter leave")
    assert [error.value for error in test.error] == ["Choose the rep and the days."]
    with db.read() as unit:
        assert unit.time_off.list() == ()


def test_a_rep_asks_for_hours_of_a_kind(db: Database) -> None:
    """Sick leave is not among what is asked for; the request says what it will count."""
    test = shown(db, "time_off", "rep", "ana")
    kind = next(box for box in test.selectbox if box.label == "Kind")
    assert "Sick" not in kind.options
    kind.select("personal")
    test.date_input[0].set_value((FAR, FAR))
    test.time_input[0].set_value(time(8))
    test.time_input[1].set_value(time(12))
    pressed(test, "Ask for time off")
    assert not test.exception
    with db.read() as unit:
        [request] = unit.time_off.list()
    assert request.kind == "personal"
    assert request.end - request.start == timedelta(hours=4)
    told = words(test)
    assert "Personal day, paid; it counts 8 h and 1 day as worked" in told
    assert "4 h of leave count as a day" in told


def test_leave_that_has_begun_is_not_offered_for_withdrawal(db: Database) -> None:
    """The service refuses it, so the page has no button for it; what lies ahead has one."""
    with db.write() as unit:
        for first in (TODAY - timedelta(days=3), FAR):
            start = datetime.combine(first, time(), UTC)
            unit.time_off.request("ana", start, start + timedelta(days=1), state=LeaveState.APPROVED)
    test = shown(db, "time_off", "rep", "ana")
    assert words(test).count("Approved") == 2
    assert [button.label for button in test.button].count("Withdraw") == 1
