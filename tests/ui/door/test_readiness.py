"""The database goes and comes back while the app runs: health, readiness and strangers are told the truth, and no more."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlencode

import psycopg
import pytest

from tests.served_app import ask, free_port, page, running, sign_in
from wfm.database.engine import initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user

ROOT = Path(__file__).parents[3]
PASSWORD = "correct-horse-battery"
UNREACHABLE = "The workforce app cannot reach its data at the moment. Try again in a minute."


@contextmanager
def gone(url: str, server: str | None) -> Iterator[None]:
    """The database under another name for a while, and whoever is connected to it sent away."""
    if server is None:
        path = Path(url.removeprefix("sqlite:///"))
        path.rename(path.with_suffix(".away"))
        yield
        path.with_suffix(".away").rename(path)
        return
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server, autocommit=True) as connection:

        def rename(old: str, new: str) -> None:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [old])
            connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

        rename(name, f"{name}_away")
        yield
        rename(f"{name}_away", name)


def until(port: int, path: str, status: int) -> str:
    """The answer once it has this status, within ten seconds."""
    for _ in range(50):
        found, text, _ = ask(port, "GET", path)
        if found == status:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{path} answers {found}, not {status}")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_database_that_goes_and_comes_back(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Readiness follows it without a restart; strangers read one sentence, and the reason is in the log once."""
    url = str(request.getfixturevalue(f"{kind}_url"))
    server = str(request.getfixturevalue("postgres_server")) if kind == "postgres" else None
    db = initialise(url)
    create_user(db, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    db.close()
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(tmp_path), "WFM_DATABASE_URL": url}
    command = [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]
    form = urlencode({"username": "pat", "password": PASSWORD}).encode()
    with running(command, port, tmp_path, environment) as process:
        cookies = sign_in(port, "pat", PASSWORD)
        assert until(port, "/ready", 200) == '{"status":"ready"}'
        with page(port, cookies), gone(url, server):
            assert until(port, "/ready", 503) == '{"status":"unavailable"}'
            assert ask(port, "GET", "/health")[:2] == (200, '{"status":"ok"}')
            told = [
                ask(port, "POST", "/sign-in", form, Content_Type="application/x-www-form-urlencoded"),
                ask(port, "GET", "/sign-in", Cookie=cookies),
                ask(port, "GET", "/", Cookie=cookies, Accept="text/html"),
                ask(port, "POST", "/sign-out", b"", Cookie=cookies),
                ask(port, "GET", f"/calendar/{'x' * 43}.ics"),
            ]
            for status, text, _ in told:
                assert status == 503
                assert UNREACHABLE in text
                assert "wfm.db" not in text
                assert "/tmp" not in unquote(text)
        assert until(port, "/ready", 200) == '{"status":"ready"}'
        assert ask(port, "GET", "/_stcore/health", Cookie=cookies)[0] == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    reasons = [line for line in err.splitlines() if "database" in line]
    assert 1 <= len(reasons) <= 3, err
    assert "Traceback" not in err
