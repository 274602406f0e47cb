"""Logs: one line per event, for programs or for people, with nothing personal and no secret in it."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wfm.domain.errors import InputError, NotFoundError, StorageError
from wfm.machine.logs import cause, fault, incident, note, redact, start_logging

TOKEN = "u8Zq3vX0mT-2kQ9bL_7cWnR4sYpE1aJ5dGhKfVxN6oI"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged as JSON; logging is as it was afterwards."""
    monkeypatch.setenv("WFM_LOG", "json")
    root = logging.getLogger()
    loggers = [root, *(each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger))]
    before = [(each, list(each.handlers), each.level, each.propagate) for each in loggers]
    hook = threading.excepthook
    stream = io.StringIO()
    start_logging(stream)
    yield stream
    threading.excepthook = hook
    for each, handlers, level, propagate in before:
        each.handlers[:] = handlers
        each.setLevel(level)
        each.propagate = propagate


def test_an_event_is_one_line_with_its_figures(said: io.StringIO) -> None:
    """In UTC, with what the program says of itself."""
    note("job ended", job=3, kind="forecast", result=None)
    line = json.loads(said.getvalue())
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "event": "job ended",
        "process": os.getpid(),
        "job": 3,
        "kind": "forecast",
        "result": None,
    }


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("postgresql://wfm:s3cr3t@db.example/wfm", "postgresql://wfm:***@db.example/wfm", "s3cr3t"),
        ("postgresql://wfm:a@b@db.example/wfm", "@db.example/wfm", "a@b"),
        ("postgresql://db/wfm?user=a&password=s3cr3t", "password=***", "s3cr3t"),
        (f'GET /calendar/{TOKEN}.ics HTTP/1.1" 200', "/calendar/***", TOKEN),
        ("/calendar/short.ics", "/calendar/***", "short"),
        (f"Cookie: wfm_session={TOKEN}", "***", TOKEN),
        ("'token': 'abc'", "'token': ***", "abc"),
        ("sent to ana.diaz@example.com", "sent to ***@***", "ana"),
        (TOKEN, "***", TOKEN),
    ],
)
def test_secrets_and_addresses_are_blotted_out(text: str, kept: str, gone: str) -> None:
    """Whatever package writes the line."""
    assert kept in redact(text)
    assert gone not in redact(text)


def test_lines_of_other_packages_are_blotted_too(said: io.StringIO) -> None:
    """Those of a server that prints the paths it was asked for, and those with figures apart from the text."""
    logging.getLogger("uvicorn.access").warning('%s - "GET %s HTTP/1.1" 200', "127.0.0.1", f"/calendar/{TOKEN}.ics")
    note("asked", path=f"/calendar/{TOKEN}.ics")
    assert TOKEN not in said.getvalue()
    assert json.loads(said.getvalue().splitlines()[0])["logger"] == "uvicorn.access"


def _fails() -> None:
    try:
        raise KeyError("Ana Díaz")
    except KeyError as error:
        raise ValueError("Ana Díaz is ill") from error


def test_a_failure_is_told_by_its_places_and_not_by_its_words(said: io.StringIO) -> None:
    """An exception may quote a row; its number ties the line to what the user was told."""
    try:
        _fails()
    except ValueError as error:
        number = incident("page failed", error, page="coverage")
    line = json.loads(said.getvalue())
    assert (line["incident"], line["page"], line["level"]) == (number, "coverage", "error")
    assert line["failed"][0] == "ValueError"
    assert "from KeyError" in line["failed"]
    assert any(place.startswith(f"{__file__}:") and place.endswith(" _fails") for place in line["failed"])
    assert "Ana" not in said.getvalue()


def test_errors_of_the_tree_say_their_sentence_only_where_it_names_nobody() -> None:
    """Of the database its sentence, of all others the type."""
    assert cause(StorageError("cannot use the database x")) == "cannot use the database x"
    assert cause(NotFoundError("there is no rep Ana")) == "NotFoundError"


def test_a_thread_that_fails_is_told(said: io.StringIO) -> None:
    """In a line like any other, and not as a trace on the terminal."""
    thread = threading.Thread(target=_fails, name="beat")
    thread.start()
    thread.join()
    line = json.loads(said.getvalue())
    assert (line["event"], line["thread"]) == ("thread failed", "beat")


def test_text_cannot_move_a_terminal_nor_forge_a_line(said: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line ends and control characters of what others sent are written as such."""
    monkeypatch.setenv("WFM_LOG", "text")
    stream = io.StringIO()
    start_logging(stream)
    note("asked", path="/x\n2026-11-27T00:00:00Z info  signed in\x1b[2J")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()
    assert " info    asked path=/x\\n2026" in stream.getvalue()


def test_a_long_line_is_cut(said: io.StringIO) -> None:
    """A stranger must not fill the disk with one request; how much was left out is said."""
    note("asked", path="x y " * 100_000)
    assert len(said.getvalue()) < 3000
    assert "(398000 more characters)" in said.getvalue()


def test_the_form_must_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error is told."""
    monkeypatch.setenv("WFM_LOG", "xml")
    with pytest.raises(InputError, match="WFM_LOG must be text or json, got 'xml'"):
        start_logging(io.StringIO())


def test_a_fault_of_a_command_is_one_sentence(tmp_path: Path) -> None:
    """It names the incident and the log, which only its owner may read; no trace reaches the terminal."""
    program = "import sys; import wfm.cli.centre.centre as c; c.read_status = lambda *_: 1 / 0\n"
    program += "from wfm.cli import main; sys.argv = ['wfm', 'status']; main()"
    folder = tmp_path / "data"
    environment = {**os.environ, "WFM_DATA_DIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-m", "wfm.cli", "init"], env=environment, check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr.startswith(
        "error: an unexpected ZeroDivisionError: division by zero; please report it as incident"
    )
    assert len(done.stderr.splitlines()) == 1
    line = json.loads((folder / "wfm.log").read_text())
    assert line["incident"] in done.stderr
    assert line["failed"][0] == "ZeroDivisionError"
    assert (folder / "wfm.log").stat().st_mode & 0o077 == 0


def test_a_fault_without_a_place_to_log_is_a_sentence_still(tmp_path: Path) -> None:
    """Where the folder cannot be made."""
    (tmp_path / "file").write_text("")
    assert (
        fault("failed", ValueError("x"), tmp_path / "file" / "wfm.log")
        == "an unexpected ValueError: x; please report it"
    )
