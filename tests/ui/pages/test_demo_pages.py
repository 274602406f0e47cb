"""`wfm demo`: the whole way on the demo centre, twice, then the app, in which every page of every role is filled."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.commandline import Wfm
from tests.served_app import free_port, running
from wfm.domain.accounts import Role
from wfm.ui.frame.navigation import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
PATIENCE = 60_000
"""Milliseconds an expectation may take: the machine may be doing much else."""

ACCOUNTS = {"planner": Role.PLANNER, "manager": Role.MANAGER, "boss": Role.ADMIN, "rep": Role.REP, "rep2": Role.REP}

SHOTS = os.environ.get("WFM_DEMO_SHOTS", "")
"""A folder for pictures of all pages of all accounts; without one, pages that two roles share are seen once."""

VISITS = tuple(ACCOUNTS) if SHOTS else ("planner", "manager", "boss", "rep")

EMPTY = re.compile(
    r"\byet\b|^No (trade|time off|rep|file) |Nothing is on offer|You have no |There is no |has no shifts"
)
"""What a page says that has nothing to show."""

SEEN = {
    "people": r"reps",
    "forecast": r"How it was made",
    "staffing": r"The week by queue",
    "schedule": r"Proven bound",
    "rounds": r"Close bidding now",
    "coverage": r"Required, head-hours",
    "simulation": r"Play the schedule",
    "approvals": r"Moving house",
    "audit": r"bid round",
    "my-schedule": r"All times are on your clock",
    "bids": r"your choice 1",
    "swaps": r"Any other day of the week|Somebody with a free day",
    "time-off": r"Requested",
}
"""A text of each page that is there because the demo has something to show."""


def test_the_demo_fills_every_page_and_stands_a_second_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Scheduled heads are within 5 % of those required, and few short; the second run changes nothing."""
    wfm = Wfm(tmp_path, monkeypatch)
    first = wfm("demo", "--no-app", "--time-limit", "6")
    assert first.code == 0, first.err
    told = re.search(r"^Required ([\d,]+).*, scheduled ([\d,]+).*\((\S+) %", first.out, flags=re.MULTILINE)
    assert told is not None, first.out
    required, scheduled = (float(told[n].replace(",", "")) for n in (1, 2))
    assert abs(scheduled / required - 1) < 0.05
    assert float(told[3]) < 5
    passwords = dict(re.findall(r"│ (\w+) +│ (\S+) +│ (?:planner|manager|admin|rep) ", first.out))
    assert list(passwords) == list(ACCOUNTS)
    before = wfm.dump()
    second = wfm("demo", "--no-app")
    assert second.code == 0
    assert "exists already: " in second.out
    assert "is published already" in second.out
    assert "The accounts exist already" in second.out
    assert wfm.dump() == before
    later = wfm("demo", "--no-app", "--today", f"{date.today() + timedelta(days=15)}")
    assert later.code == 1
    assert "give a fresh one a folder of its own" in later.err
    assert wfm.dump() == before
    _open_the_app(wfm.folder, passwords, request)


def _open_the_app(folder: Path, passwords: Mapping[str, str], request: pytest.FixtureRequest) -> None:
    """Without --no-app the demo ends with the app, which answers until Ctrl-C."""
    port = free_port()
    command = (sys.executable, "-m", "wfm.cli", "demo", "--port", str(port))
    with running(command, port, folder, {**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            chromium = request.getfixturevalue("chromium")
            faults = [f for name in VISITS for f in _empty_pages(chromium, port, name, passwords[name])]
        finally:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"The app runs at http://localhost:{port}" in out
    assert out.endswith("The app has ended\n")
    assert not faults, "\n".join(faults)


def _empty_pages(chromium: Browser, port: int, username: str, password: str) -> list[str]:
    """What is wrong with the pages of an account: nothing to show, or an error."""
    from playwright.sync_api import expect

    url, role = f"http://localhost:{port}", ACCOUNTS[username]
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    page.goto(f"{url}/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    faults = []
    for entry in PAGES:
        if role not in entry.roles or (entry.needs_rep and role is not Role.REP):
            continue
        if username == "boss" and Role.PLANNER in entry.roles and not SHOTS:
            continue
        page.goto(f"{url}/{entry.path}")
        expect(page.get_by_role("heading", name=entry.title, level=1)).to_be_visible()
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        main = page.get_by_test_id("stMain")
        if entry.path in SEEN:
            expect(main).to_contain_text(re.compile(SEEN[entry.path]))
        for tab in [None, *page.get_by_role("tab").all()]:
            if tab is not None:
                tab.click()
                expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            told = [text.strip() for text in page.get_by_test_id("stAlert").all_inner_texts()]
            wrong = page.get_by_test_id("stException").all_inner_texts()
            if entry.path != "simulation":  # which plays when asked
                wrong += [text for text in told if EMPTY.search(text)]
            faults += [f"{username}: {entry.title}: {text}" for text in wrong]
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{username}-{entry.path}.png", full_page=True)
    context.close()
    return faults
