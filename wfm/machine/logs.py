"""What a process tells of itself: one line per event on standard error, as JSON or as text, and nothing personal.

A line has what the program says of itself, as an event with ids and figures, never a name, a reason or a sentence that
may hold one. Exceptions are told by their type and the places they passed: their own words may quote a row. What looks
like a secret or an address is blotted out of every line, also of those that other packages write.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from wfm.domain.errors import InputError, StorageError
from wfm.machine.files import append_private

BLOT = "***"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=://)([^/\s:@]*):[^/\s]*@"), rf"\1:{BLOT}@"),  # the password of an address
    (re.compile(r"(/calendar/)[^/\s?\"']+"), rf"\1{BLOT}"),
    (
        re.compile(r"(?i)\b([\w-]*(?:password|passwd|token|secret|cookie|authorization|session))(\"?'?\s*[=:]\s*)\S+"),
        rf"\1\2{BLOT}",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), f"{BLOT}@{BLOT}"),
    (re.compile(r"\b[A-Za-z0-9_-]{40,}\b"), BLOT),  # tokens, and hashes of them
)
"""What is blotted out of every line, and what stands there instead."""

_OWN = "fields"
"""The attribute of a record that holds the figures of an event."""

log = logging.getLogger("wfm")
log.addHandler(logging.NullHandler())  # where nobody started logging, nothing is printed


def redact(text: str) -> str:
    """A text without passwords, tokens, calendar addresses and e-mail addresses."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def note(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Log an event of the program, with ids and figures."""
    log.log(level, event, extra={_OWN: fields})


def incident(event: str, error: BaseException, **fields: object) -> str:
    """Log a failure that nobody foresaw, and return the number by which a user can name it."""
    number = secrets.token_hex(4)
    log.error(event, exc_info=error, extra={_OWN: {"incident": number, **fields}})
    return number


def cause(error: BaseException) -> str:
    """What may be said of an error in a log: of the database and the machine its sentence, of all others the type."""
    return str(error) if isinstance(error, StorageError) else type(error).__name__


def start_logging(stream: IO[str] | None = None) -> None:
    """Send all that this process logs to standard error, in the form that `WFM_LOG` names.

    Without it, people at a terminal read text, and programs JSON. What other packages set up for themselves is undone:
    their warnings come in the same form, and what they say of every request does not.
    """
    stream = sys.stderr if stream is None else stream
    form = os.environ.get("WFM_LOG") or ("text" if stream.isatty() else "json")
    if form not in ("text", "json"):
        raise InputError(f"WFM_LOG must be text or json, got {form!r}")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for other in root.manager.loggerDict.values():
        if isinstance(other, logging.Logger):
            other.handlers.clear()
            other.propagate = True
            other.setLevel(logging.NOTSET)
    log.setLevel(logging.INFO)
    threading.excepthook = _thread_failed


def fault(event: str, error: BaseException, file: Path) -> str:
    """Add a failure that nobody foresaw to a log file, and return what to say of it to the user."""
    said = f"an unexpected {type(error).__name__}: {error}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with append_private(file) as opened, io.TextIOWrapper(opened, encoding="utf-8") as text:
            handler = logging.StreamHandler(text)
            handler.setFormatter(_Json())
            log.addHandler(handler)
            try:
                number = incident(event, error)
            finally:
                log.removeHandler(handler)
    except OSError:
        return f"{said}; please report it"
    return f"{said}; please report it as incident {number}, of which {file} tells more"


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    """A thread that ends by an error is told like any other."""
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        incident("thread failed", failed.exc_value, thread=failed.thread.name if failed.thread else "")


class _Form(logging.Formatter):
    """A record as the parts of a line."""

    def parts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level, event and figures; where it failed, if it did."""
        moment = datetime.fromtimestamp(record.created, UTC)
        fields = getattr(record, _OWN, {})
        parts: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": redact(_short(record.getMessage())),
            "process": record.process,
        }
        if record.name != log.name:
            parts["logger"] = record.name
        parts |= {name: redact(_short(v)) if isinstance(v, str) else v for name, v in fields.items()}
        if record.exc_info and record.exc_info[1] is not None:
            parts["failed"] = list(_places(record.exc_info[1]))
        return parts


def _short(text: str) -> str:
    """A text whose length cannot fill a disk; how much was left out is said."""
    most = 2000
    return text if len(text) <= most else f"{text[:most]} ... ({len(text) - most} more characters)"


def _places(error: BaseException) -> list[str]:
    """An error and those it came from, without their own words: the type, and where it passed, innermost last."""
    lines: list[str] = []
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen and len(seen) < 5:
        passed = traceback.StackSummary.extract(traceback.walk_tb(link.__traceback__), limit=-30, lookup_lines=False)
        lines += [
            f"{'from ' if seen else ''}{type(link).__name__}",
            *(f"{f.filename}:{f.lineno} {f.name}" for f in passed),
        ]
        seen.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return lines


class _Json(_Form):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line without its end."""
        return json.dumps(self.parts(record), default=str, ensure_ascii=False)


class _Text(_Form):
    """One line for people; what failed stands in lines of its own below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, in which no control character moves a terminal."""
        parts = self.parts(record)
        failed = parts.pop("failed", ())
        time, level, event = (parts.pop(name) for name in ("time", "level", "event"))
        del parts["process"]
        figures = "".join(f" {name}={value}" for name, value in parts.items())
        lines = [f"{time} {level:7} {event}{figures}", *(f"    {place}" for place in failed)]
        return "\n".join(_printable(line) for line in lines)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
