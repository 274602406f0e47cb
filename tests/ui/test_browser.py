"""The whole way through the pages, in a real browser on the real app: plan, publish, bid, award, trade, watch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.ui.browser_centre import PASSWORD
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.services.viewing import schedule, schedules

if TYPE_CHECKING:
    from conftest import Served
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PATIENCE = 90_000
"""Milliseconds an expectation may take: the machine may be doing much else."""

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 1000}


class Person:
    """Someone at a browser of their own, signed in."""

    def __init__(self, browser: Browser, url: str, username: str, size: dict[str, int]) -> None:
        from playwright.sync_api import expect

        self.expect = expect
        self.url = url
        context = browser.new_context(viewport={"width": size["width"], "height": size["height"]})
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.page: Page = context.new_page()
        self.page.goto(f"{url}/")
        expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def open(self, path: str, title: str) -> None:
        """Go to a page and wait for its title."""
        self.page.goto(f"{self.url}/{path}")
        self.expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def settled(self) -> None:
        """Wait until the page has been drawn to its end."""
        shell = self.page.get_by_test_id("stApp")
        self.expect(shell).to_have_attribute("data-test-script-state", "notRunning")

    def press(self, name: str) -> None:
        """Press a button by its words, whatever icon stands before them."""
        self.page.get_by_role("button", name=re.compile(rf"{re.escape(name)}$")).click()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until a text is on the page."""
        self.expect(self.page.get_by_text(text).first).to_be_visible()

    def set_number(self, label: str, value: int) -> None:
        """Type into a number field and leave it."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(str(value))
        field.press("Tab")
        self.settled()


def plan(planner: Person) -> None:
    """Forecast a week and staff it."""
    planner.sees("History is there. Next, on")
    planner.open("forecast", "Forecast")
    planner.set_number("Days", 7)
    planner.press("Forecast")
    planner.sees("How it was made")
    planner.open("staffing", "Staffing")
    planner.press("Staff")
    planner.sees("The week by queue")


def build_schedule(planner: Person, number: int) -> None:
    """Build a draft of the week in a few seconds."""
    planner.open("schedule?new=1", "Schedule")
    planner.settled()
    planner.set_number("Search time, seconds", 5)
    planner.press("Build schedule")
    shown = planner.page.get_by_role("combobox", name="Schedule", exact=True)
    planner.expect(shown).to_have_value(re.compile(rf"Schedule {number} \(draft\)"))
    planner.sees("Proven bound")


def bid(rep: Person) -> None:
    """Rank the first two lines on offer."""
    rep.open("bids", "Bids")
    box = rep.page.get_by_role("combobox", name=re.compile("Your ranking"))
    for _ in range(2):
        box.click()
        rep.page.get_by_role("option").first.click()
    rep.page.keyboard.press("Escape")
    rep.press("Save my ranking")
    rep.sees("your choice 2")


def test_plan_bid_trade_and_watch(chromium: Browser, app: Served) -> None:
    """A planner plans and publishes, reps bid and get lines, two of them trade, and the manager sees the coverage."""
    planner = Person(chromium, app.url, "planner", DESK)
    plan(planner)

    build_schedule(planner, 1)
    planner.press("Publish")
    planner.press("Publish now")
    planner.expect(planner.page.get_by_test_id("stMain")).to_contain_text("Published")
    assert schedule(app.db, OPERATOR, 1).record.status is ScheduleStatus.PUBLISHED

    manager = Person(chromium, app.url, "manager", DESK)
    manager.open("coverage", "Coverage")
    manager.settled()
    days = manager.page.get_by_test_id("stDateInput").locator("input").first
    for _ in range(3):  # the plan begins in a week or two
        if not manager.page.get_by_text("Nothing is required on these days.").count():
            break
        shown = days.input_value()
        manager.press("Next week")
        manager.expect(days).not_to_have_value(shown)
        manager.settled()
    manager.sees("Required, head-hours")
    manager.expect(manager.page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first).to_be_visible()
    manager.expect(manager.page.get_by_role("link", name="Import")).to_have_count(0)
    bid_and_trade(planner, chromium, app)
    lock_by_hand(manager, app)


def bid_and_trade(planner: Person, chromium: Browser, app: Served) -> None:
    """A planner opens a round over a second draft, two reps bid and get lines, one trades with the other."""
    build_schedule(planner, 2)
    planner.open("rounds", "Bid rounds")
    planner.press("Open the round now")
    planner.sees("Close bidding now")

    ada, bo = (Person(chromium, app.url, name, PHONE) for name in ("ada", "bo"))
    bid(ada)
    bid(bo)

    planner.open("rounds", "Bid rounds")
    planner.press("Close bidding now")
    planner.press("Award the lines")
    planner.press("Publish as the reps' shifts")
    planner.expect(planner.page.locator("input[aria-label='Round'][value$='(published)']")).to_be_visible()
    status = {record.id: record.status for record in schedules(app.db, OPERATOR)}
    assert status[2] is ScheduleStatus.PUBLISHED  # and the first where some of its shifts are the same

    ada.open("bids", "Bids")
    ada.sees(re.compile("choice"))
    before = {s.id: s.shift.agent for s in schedule(app.db, OPERATOR, 2).shifts}
    trade(ada, bo)
    after = {s.id: s.shift.agent for s in schedule(app.db, OPERATOR, 2).shifts}
    changed = {id for id in after if after[id] != before[id]}
    assert {(before[id], after[id]) for id in changed} == {("r01", "r03"), ("r03", "r01")}


def lock_by_hand(manager: Person, app: Served) -> None:
    """A manager chooses a rep's shift under the timeline, sees what locking it does, and keeps it."""
    manager.open("timeline", "Timeline")
    manager.set_number("Days", 30)
    for label, option in (("Rep", "Person 2 (r02)"), ("Shift", re.compile("Mon ")), ("What", "Lock")):
        manager.page.get_by_role("combobox", name=label, exact=True).click()
        manager.page.get_by_role("option", name=option).first.click()
        manager.settled()
    manager.press("Check")
    manager.sees("It breaks no rule and needs no reason.")
    manager.press("Save the change")
    manager.sees(re.compile("Saved: Person 2, .*locked"))
    assert [s.shift.agent for s in schedule(app.db, OPERATOR, 2).shifts if s.shift.locked] == ["r02"]


def trade(ada: Person, bo: Person) -> None:
    """One offers her first shift for another; the other takes it for one of his."""
    ada.open("my-schedule", "My schedule")
    ada.sees("5 shifts")
    ada.open("swaps", "Swaps")
    ada.page.get_by_role("tab", name="Offer a shift").click()
    ada.page.get_by_text("Trade it for another shift").click()
    ada.press("Put it on the board")
    ada.sees("My offers (1)")
    bo.open("swaps", "Swaps")
    bo.sees("You may take it")
    bo.press("Take it")
    bo.sees("Nothing is on offer for you right now")
    bo.open("my-schedule", "My schedule")
    bo.sees("5 shifts")
