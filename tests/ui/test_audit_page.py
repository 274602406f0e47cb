"""The audit page: for admins, filtered, page by page, every text shown letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.browser_centre import PASSWORD
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.services.centre.accounts import create_user
from wfm.ui.frame.shell import pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.ui.conftest import Served

HOSTILE = "<script>alert(1)</script>[x](http://x)"


def page(url: str) -> None:
    """The page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import audit

    audit.draw(open_database(url), OPERATOR)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A log of 70 entries, one of them hostile."""
    with sqlite_database.write() as uow:
        for number in range(69):
            uow.audit.add("pat", "publish", "schedule", number)
        uow.audit.add("mo", HOSTILE, "rep", HOSTILE, {"note": HOSTILE})
    return sqlite_database


def drawn(db: Database) -> AppTest:
    """The page as it is first shown."""
    return AppTest.from_function(page, args=(db.url,), default_timeout=120).run()


def numbers(shown: AppTest) -> list[int]:
    """The entries that are shown."""
    assert not shown.exception
    return [int(number) for number in shown.dataframe[0].value["Number"]]


def test_pages_follow_one_another(db: Database) -> None:
    """Fifty, then the rest, then the newest again; a zone stands with the times."""
    shown = drawn(db)
    assert numbers(shown) == list(range(70, 20, -1))
    assert any(column.startswith("When (") for column in shown.dataframe[0].value.columns)
    shown.button(key="audit_older").click().run()
    assert numbers(shown) == list(range(20, 0, -1))
    shown.button(key="audit_newest").click().run()
    assert numbers(shown)[0] == 70


def test_a_filter_narrows_it_down_and_begins_anew(db: Database) -> None:
    """By who and which; what is not there is told."""
    shown = drawn(db)
    shown.button(key="audit_older").click().run()
    shown.text_input(key="audit_who").input("mo").run()
    assert numbers(shown) == [70]
    row = shown.dataframe[0].value.iloc[0]
    assert row["Did"] == HOSTILE
    assert HOSTILE in row["Detail"]
    shown.text_input(key="audit_who").input("' OR 1=1 --").run()
    assert not shown.exception
    assert "no such entry" in shown.info[0].value


def test_an_address_that_makes_no_sense(db: Database) -> None:
    """It begins at the newest."""
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120)
    shown.query_params["before"] = "٣; DROP"
    assert numbers(shown.run())[0] == 70


def test_it_is_a_page_of_admins() -> None:
    """Nobody else is led to it."""
    for role in Role:
        titles = [entry.title for entry in pages_of(Principal("x", role, "r1"))]
        assert ("Audit" in titles) == (role is Role.ADMIN)


@pytest.mark.browser
def test_an_admin_reads_the_log_in_a_browser(chromium: Browser, app: Served) -> None:
    """What was imported is there, in the browser's own zone."""
    create_user(app.db, OPERATOR, "ann", PASSWORD, Role.ADMIN)
    context = chromium.new_context(timezone_id="America/New_York", viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(90_000)
    shown = context.new_page()
    shown.goto(f"{app.url}/")
    shown.get_by_label("User name").fill("ann")
    shown.get_by_label("Password").fill(PASSWORD)
    shown.get_by_role("button", name="Sign in").click()
    shown.get_by_role("heading", level=1).wait_for()
    shown.goto(f"{app.url}/audit")
    shown.get_by_role("heading", name="Audit", level=1).wait_for()
    shown.get_by_label("Kind of thing").fill("history")
    shown.get_by_label("Kind of thing").press("Enter")
    shown.locator("td", has_text="imported").first.wait_for(state="attached")
    assert shown.locator("th", has_text="When (America/New_York)").count() == 1
    context.close()
