"""Where the commands find their database, and how they take dates, runs and the word of the keyboard."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from wfm.cli.terminal.console import err
from wfm.database import Database, open_database
from wfm.domain.errors import InputError
from wfm.machine import Settings

Cores = Annotated[
    str, typer.Option("--cores", help="serial, or cores:N for N processes; one for each core by default.")
]


Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write, with --file.")]


def only_with_file(options: dict[str, object]) -> None:
    """InputError for an option that makes sense without a database only."""
    for name, value in options.items():
        if value is not None:
            raise InputError(f"{name} goes with --file; the database knows it already")


def only_without_file(options: dict[str, object], instead: str) -> None:
    """InputError for an option that a file is not read with, rather than leave it without effect."""
    for name, value in options.items():
        if value:
            raise InputError(f"{name} does not go with --file; {instead}")


def database() -> Database:
    """The database of `WFM_DATABASE_URL`, or the embedded one in the data folder."""
    return open_database(Settings.read().database_url)


def day(text: str | None, what: str) -> date | None:
    """A date such as 2026-11-23; a time of midnight may follow it."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{what} must be a date such as 2026-11-23, got {text!r}") from error
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        raise InputError(f"{what} must be a whole day, got {text!r}")
    return moment.date()


def local_time(text: str | None, what: str) -> datetime | None:
    """A time such as 2026-11-25 12:00 on the clock of what it is about."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{what} must be a time such as '2026-11-25 12:00', got {text!r}") from error


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets, so that the best result so far is kept; the second one ends at once."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked  # signals are told to the main thread only
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        err.print("stopping, and keeping the best schedule so far; press Ctrl-C again to drop it")

    previous = signal.signal(signal.SIGINT, handle)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, previous)
