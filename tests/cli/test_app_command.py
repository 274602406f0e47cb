"""`wfm app`: it serves until a signal ends it, and then leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from tests.served_app import answers, free_port, group_lives, page, running, sign_in

ROOT = Path(__file__).parents[2]


def _command(port: int) -> list[str]:
    return [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_the_app_answers_until_it_is_interrupted(planned: Wfm) -> None:
    """`wfm app` serves on its port; Ctrl-C ends it and frees the port."""
    port = free_port()
    with running(_command(port), port, planned.folder, _environment()) as process:
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/calendar/a-secret.ics", timeout=10)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"http://localhost:{port}" in out
    assert "The app has ended" in out
    assert "a-secret" not in out + err
    assert not answers(port)
    said = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert [line["event"] for line in said] == ["app started", "app ended"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_the_command_ends_the_app(planned: Wfm, number: signal.Signals) -> None:
    """Sent to the command alone, with a browser connected: no process of it stays, and the port is free at once."""
    port, added = free_port(), planned("user", "add", "pat").out
    password = added.partition("the password ")[2].partition(";")[0]
    with (
        running(_command(port), port, planned.folder, _environment()) as process,
        page(port, sign_in(port, "pat", password)),
    ):
        process.send_signal(number)
        assert process.wait(timeout=10) == -number
        assert not group_lives(process)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
