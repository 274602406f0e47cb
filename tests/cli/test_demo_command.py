"""`wfm demo`: the whole way on the demo centre, twice, and the app."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from tests.cli.commandline import Wfm


def test_the_demo_covers_its_centre_and_stands_a_second_run(wfm: Wfm) -> None:
    """Required, scheduled and short heads are printed, under 1 % short; the second run changes nothing."""
    first = wfm("demo", "--no-app", "--time-limit", "3")
    assert first.code == 0, first.err
    line = next(line for line in first.out.splitlines() if line.startswith("Required "))
    assert "scheduled" in line
    assert float(line.split("(")[1].split(" %")[0]) < 1
    for name in ("planner", "manager", "rep", "rep2"):
        assert name in first.out
    before = wfm.dump()
    second = wfm("demo", "--no-app")
    assert second.code == 0
    assert "exists already: 120 reps" in second.out
    assert "is published already" in second.out
    assert "The accounts exist already" in second.out
    assert wfm.dump() == before


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _hear_interrupts() -> None:
    """Hear Ctrl-C even where the tests run in a shell's background, which turns it off for all they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_app_answers_until_it_is_interrupted(planned: Wfm) -> None:
    """`wfm app` serves on its port; Ctrl-C ends it and frees the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]
    root = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    environment = {**os.environ, "PYTHONPATH": root}
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that whatever goes wrong, all of it can be ended
        preexec_fn=_hear_interrupts,
    )
    try:
        deadline = time.monotonic() + 90
        while not _answers(port) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)
        assert _answers(port)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0, err
    assert f"http://localhost:{port}" in out
    assert "The app has ended" in out
    assert not _answers(port)
