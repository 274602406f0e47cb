"""`wfm demo`: the whole way on the demo centre, twice, and then the app."""

from __future__ import annotations

import os
import re
import signal
import sys
from datetime import date, timedelta
from pathlib import Path

from tests.cli.commandline import Wfm
from tests.served_app import free_port, running

ROOT = Path(__file__).parents[2]


def test_the_demo_covers_its_centre_and_stands_a_second_run(wfm: Wfm) -> None:
    """Scheduled heads are within 5 % of those required, and few short; the second run changes nothing."""
    first = wfm("demo", "--no-app", "--time-limit", "4")
    assert first.code == 0, first.err
    told = re.search(r"^Required ([\d,]+).*, scheduled ([\d,]+).*\((\S+) %", first.out, flags=re.MULTILINE)
    assert told is not None, first.out
    required, scheduled = (float(told[n].replace(",", "")) for n in (1, 2))
    assert abs(scheduled / required - 1) < 0.05
    assert float(told[3]) < 5
    for name in ("planner", "manager", "boss", "rep", "rep2"):
        assert name in first.out
    before = wfm.dump()
    second = wfm("demo", "--no-app")
    assert second.code == 0
    assert "exists already: " in second.out
    assert "is published already" in second.out
    assert "The accounts exist already" in second.out
    assert wfm.dump() == before
    _opens_the_app(wfm.folder)
    later = wfm("demo", "--no-app", "--today", f"{date.today() + timedelta(days=15)}")
    assert later.code == 1
    assert "give a fresh one a folder of its own" in later.err
    assert wfm.dump() == before


def _opens_the_app(folder: Path) -> None:
    """Without --no-app the demo ends with the app, which answers until Ctrl-C."""
    port = free_port()
    command = (sys.executable, "-m", "wfm.cli", "demo", "--port", str(port))
    with running(command, port, folder, {**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"The app runs at http://localhost:{port}" in out
    assert out.endswith("The app has ended\n")
