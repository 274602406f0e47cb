"""The app that the tests of the door attack, and the internet that it must not ask."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served_app import free_port, running
from tests.ui.browser_centre import build
from tests.ui.door.gate_centre import Served

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`wfm app` on a small centre; what it asked of the internet would come to a port that is watched."""
    folder, port = tmp_path_factory.mktemp("gate"), free_port()
    db = build(folder / "data")
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0.1)
        proxy = f"http://127.0.0.1:{outside.getsockname()[1]}"
        environment = {k: v for k, v in os.environ.items() if k != "WFM_DATABASE_URL"} | {
            "PYTHONPATH": str(ROOT),
            "WFM_DATA_DIR": str(folder / "data"),
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), proxy),
        }
        environment.pop("WFM_PROXY", None)
        command = [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]
        with running(command, port, folder, environment) as process:
            yield Served(port, process, db)
        try:
            outside.accept()
            pytest.fail("the app asked the internet for something")
        except TimeoutError:
            db.close()
