"""A page that is open in a real browser when its session ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.ui.browser_centre import PASSWORD
from wfm.domain.accounts import OPERATOR
from wfm.services.centre.accounts import set_active

if TYPE_CHECKING:
    from conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PATIENCE = 60_000


def test_a_page_of_a_fresh_browser_leads_to_the_form(chromium: Browser, app: Served) -> None:
    """Also where the browser has fetched nothing that it did not need so far: its session ends, and scripts with it."""
    from playwright.sync_api import expect

    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    shown = context.new_page()
    shown.goto(f"{app.url}/")
    shown.get_by_label("User name").fill("bo")
    shown.get_by_label("Password").fill(PASSWORD)
    shown.get_by_role("button", name="Sign in").click()
    expect(shown.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    expect(shown.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    set_active(app.db, OPERATOR, "bo", False)
    try:
        expect(shown).to_have_url(re.compile(r"/sign-in"), timeout=20_000)
    finally:
        set_active(app.db, OPERATOR, "bo", True)
        context.close()


def test_an_open_page_leads_to_the_form_by_itself(chromium: Browser, app: Served) -> None:
    """Signed out in another tab, or switched off by an admin: nothing of the page stays on the screen."""
    from playwright.sync_api import expect

    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    form = re.compile(r"/sign-in")
    first, second = context.new_page(), context.new_page()

    def enter() -> None:
        first.goto(f"{app.url}/")
        first.get_by_label("User name").fill("manager")
        first.get_by_label("Password").fill(PASSWORD)
        first.get_by_role("button", name="Sign in").click()
        expect(first.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)

    enter()
    second.goto(f"{app.url}/approvals")
    expect(second.get_by_role("heading", name="Approvals", level=1)).to_be_visible(timeout=PATIENCE)
    second.get_by_role("button", name="Sign out").click()
    for page in (second, first):
        expect(page).to_have_url(form, timeout=PATIENCE)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    enter()
    set_active(app.db, OPERATOR, "manager", False)
    try:
        expect(first).to_have_url(form, timeout=PATIENCE)
        expect(first.get_by_role("heading", name="Sign in")).to_be_visible()
    finally:
        set_active(app.db, OPERATOR, "manager", True)
        context.close()
