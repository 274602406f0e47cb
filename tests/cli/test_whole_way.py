"""From files to a published schedule and its exports, one command after the other."""

from __future__ import annotations

import csv
import io
import signal
import threading
import time

import pytest
from openpyxl import load_workbook

from tests.cli.commandline import Wfm
from tests.weekday_centre import ZONE, history_csv
from wfm.database.repositories.accounts import Users


def test_from_files_to_a_published_schedule(centre: Wfm) -> None:
    """Each step says what it did; the schedule covers the centre; exports hold every shift."""
    forecast = centre("forecast", "--start", "2026-06-01", "--days", "7")
    assert "voice-en" in forecast.out
    assert "2026-06-01 to 2026-06-07" in forecast.out
    staffed = centre("staff", "--target", "80/20", "--patience", "180", "--shrinkage", "0.1")
    assert "Erlang A" in staffed.out
    drafted = centre("schedule", "--time-limit", "2")
    assert "Draft 1 is ready" in drafted.out
    assert "Required " in drafted.out
    assert " head-hours, scheduled " in drafted.out
    assert "head-slots" not in drafted.out
    assert centre("publish").out.startswith("Schedule 1 is published: 60 shifts")
    covered = centre("coverage", "--service")
    assert "Predicted service level" in covered.out
    played = centre("simulate", "--replications", "5")
    assert played.code == 0
    assert "played 5 times" in played.out
    for command in (forecast, staffed, drafted, covered):
        assert command.code == 0
    assert centre("export", "-o", "out.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((centre.folder / "out.csv").read_text())))
    assert len(rows) == 60
    assert centre("export", "1", "-o", "out.xlsx").code == 0
    assert load_workbook(centre.folder / "out.xlsx")["Shifts"].max_row == 61
    assert centre("export", "-o", "r01.ics", "--rep", "r01").code == 0
    assert (centre.folder / "r01.ics").read_bytes().count(b"BEGIN:VEVENT") == 5
    assert centre("export", "-o", "calendars").code == 0
    assert len(list((centre.folder / "calendars").iterdir())) == 12
    status = centre("status")
    assert "published" in status.out
    assert "Reps: 12" in status.out


def test_generated_reps_cover_a_centre_without_any(wfm: Wfm) -> None:
    """With history alone: forecast, staff, as many reps as it takes, schedule: under 1 % short."""
    wfm.write("calls.csv", history_csv())
    wfm("init")
    assert "created queue voice-en" in wfm("import", "history", "calls.csv", "--zone", ZONE).out
    assert wfm("forecast", "--days", "8").code == 0
    assert wfm("staff", "--aht", "200", "--remember").code == 0
    made = wfm("generate", "reps", "--for", "latest")
    assert "No contract was on record" in made.out
    done = wfm("schedule", "--time-limit", "3")
    assert done.code == 0
    share = float(done.out.split("short ")[-1].split("(")[1].split(" %")[0])
    assert share < 1
    assert wfm("generate", "reps", "--count", "2").code == 0


def test_a_keyboard_interrupt_keeps_the_best_so_far(centre: Wfm) -> None:
    """Ctrl-C in a search of ten minutes ends it soon, and the draft is stored."""
    centre("forecast", "--start", "2026-06-01", "--days", "7")
    centre("staff")
    began = time.monotonic()
    # Sent once the command has taken over the signal, and until then again and again to nobody.
    ended = threading.Event()

    def press() -> None:
        while not ended.wait(0.5):
            if signal.getsignal(signal.SIGINT) is not before:
                time.sleep(2)
                signal.raise_signal(signal.SIGINT)
                return

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=press)
    thread.start()
    try:
        done = centre("schedule", "--time-limit", "600")
    finally:
        ended.set()
        thread.join()
    assert done.code == 0
    assert "keeping the best schedule so far" in done.err
    assert "Draft 1 is ready" in done.out
    assert time.monotonic() - began < 300
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("command", [["forecast"], ["staff"], ["schedule"], ["publish"], ["coverage"], ["status"]])
def test_steps_out_of_order_are_told(wfm: Wfm, command: list[str]) -> None:
    """Before init every step says to run it; after it, each says what it misses."""
    done = wfm(*command)
    assert done.code == 1
    assert "wfm init" in done.errors[0]
    wfm("init")
    done = wfm(*command)
    assert done.code == (0 if command == ["status"] else 1)
    assert len(done.errors) == (0 if command == ["status"] else 1)


def test_init_twice_changes_nothing(wfm: Wfm) -> None:
    """The first init makes an administrator and prints the password; the second says only that all is ready."""
    assert "admin with the password" in wfm("init").out
    before = wfm.dump()
    again = wfm("init")
    assert again.code == 0
    assert "password" not in again.out
    assert wfm.dump() == before


def test_init_beside_another(wfm: Wfm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second by a moment is told where the password is."""
    wfm("init")
    monkeypatch.setattr(Users, "count", lambda self: 0)
    again = wfm("init")
    assert again.code == 0, again.err
    assert "another wfm init has made it at this moment" in again.out


def test_accounts(centre: Wfm) -> None:
    """Add one, list it, renew its password; a name taken and a rep unknown are refused."""
    assert "may sign in with the password" in centre("user", "add", "pat").out
    assert centre("user", "add", "sam", "--role", "rep", "--rep", "r03").code == 0
    assert "r03" in centre("user", "list").out
    assert "may sign in" in centre("user", "password", "pat").out
    for refused in (("add", "pat"), ("add", "kim", "--role", "rep", "--rep", "nobody"), ("password", "ghost")):
        done = centre("user", *refused)
        assert (done.code, len(done.errors)) == (1, 1), refused
