"""Nothing printed loses square brackets, which rich's markup takes for styles: help, errors, tables, people's data."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest

from scheduler.control.progress import Progress
from tests.cli.commandline import Wfm
from tests.weekday_centre import REPS
from wfm.cli.commands import COMMANDS
from wfm.cli.terminal import console
from wfm.cli.terminal.console import fail, say, table, working
from wfm.cli.terminal.search_view import watching

HOSTILE = r"[[pools]] [red]Ann[/red] [/] [link=x] :smile: C:\[bold]" + "\\"
"""What markup and emoji codes would change."""


def _commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    for listed in COMMANDS:
        yield from _within(listed.name, listed.load())


def _within(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner: dict[str, Any] = getattr(command, "commands", {})
    for word, child in inner.items():
        yield from _within(f"{name} {word}", child)
    if not inner:
        yield name, command


def _bare(text: str) -> str:
    """Text without blanks and the frames of help pages."""
    return re.sub(r"[\s│╭╮╰╯─]", "", text)


@pytest.mark.parametrize(
    ("name", "command"), list(_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_help_says_every_word(wfm: Wfm, name: str, command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A help page holds the docstring and the words of every option as they stand in the code."""
    monkeypatch.setenv("COLUMNS", "500")
    shown = _bare(wfm(*name.split(), "--help").out)
    function = command.callback.__wrapped__
    assert _bare(function.__doc__) in shown
    hints = get_type_hints(function, include_extras=True)
    options = [info for hint in hints.values() for info in getattr(hint, "__metadata__", ())]
    assert len(options) == len(command.params)
    for option in options:
        assert _bare(option.help) in shown


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What results are printed to, instead of stdout."""
    text = io.StringIO()
    monkeypatch.setattr(console.out, "_file", text)
    return text


@pytest.fixture(params=["pipe", "terminal"])
def err(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> io.StringIO:
    """What progress and errors are printed to, instead of stderr: a pipe, or a terminal with bars and live tables."""
    text = io.StringIO()
    monkeypatch.setattr(console.err, "_file", text)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(console.err, "_width", 200)
    monkeypatch.setattr(console.err, "_force_terminal", request.param == "terminal")
    monkeypatch.setattr(console.err, "is_interactive", request.param == "terminal")
    return text


def test_results_are_printed_letter_by_letter(out: io.StringIO) -> None:
    """Lines, and a table's title, header and cells."""
    say(HOSTILE)
    assert out.getvalue() == HOSTILE + "\n"
    table(HOSTILE, (HOSTILE, "figure"), [(HOSTILE, 1)])
    assert out.getvalue().count(HOSTILE) == 4


def test_errors_and_progress_are_printed_letter_by_letter(err: io.StringIO) -> None:
    """The sentence of an error, the steps of a piece of work, and a running search."""
    fail(HOSTILE)
    assert err.getvalue() == f"error: {HOSTILE}\n"
    with working(HOSTILE) as told:
        told(0.5, HOSTILE)
    assert err.getvalue().count(HOSTILE) >= 3
    with watching(HOSTILE + "search") as listener:
        listener(Progress(HOSTILE, 1.0, 2.0, 1.0, 0.0, 0.0, HOSTILE))
    assert f"{HOSTILE}search" in err.getvalue()
    assert f"{HOSTILE}: {HOSTILE}" in err.getvalue()


def test_a_rep_in_brackets(centre: Wfm) -> None:
    """A file's own brackets come back in the sentence that refuses it, and a queue's in the list of layers."""
    centre.write("reps.csv", REPS.replace("full-time", "[full][[time]]", 1))
    assert "[full][[time]]" in centre("import", "reps", "reps.csv").err
    done = centre(
        *("layer", "add", "multiply", "--value", "2", "--name", "[red]sale[/red]"),
        *("--from", "2026-06-01", "--to", "2026-06-01"),
    )
    assert done.code == 0, done.err
    assert "[red]sale[/red]" in centre("layer", "list").out


def test_wrong_usage_in_brackets(wfm: Wfm) -> None:
    """What was typed is named as it was typed."""
    assert "[[x]]" in wfm("forecast", "[[x]]").err
    assert "[[x]]" in wfm("[[x]]").err


def test_messages_name_tables_in_brackets(centre: Wfm) -> None:
    """A settings file without any known table is told which there are."""
    centre.write("empty.toml", "# nothing\n")
    assert (
        "[[sites]], [[queues]], [[contracts]], [[teams]] or [[classes]]"
        in centre("import", "contracts", "empty.toml").err
    )
