"""Files of history for tests, and what an import of one leaves behind."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import ContactHistory
from wfm.services.imports.importing import import_history
from wfm.services.readers.options import ImportOptions

PLANNER = Principal("pat", Role.PLANNER)
NEW_YORK = ImportOptions(zone="America/New_York")


def table(*lines: str) -> bytes:
    """A CSV file."""
    return "\n".join(lines).encode()


def stored(db: Database, queue: str) -> ContactHistory:
    """A queue's history as it is in the database."""
    with db.read() as unit:
        history = unit.history.get(queue)
    assert history is not None
    return history


def state(db: Database) -> tuple[object, ...]:
    """Everything an import can change."""
    with db.read() as unit:
        queues = unit.queues.all()
        spans = tuple(unit.history.span(queue.id) for queue in queues)
        return queues, spans, unit.uploads.list(), unit.audit.list()


def refused(db: Database, source: bytes | Path, options: ImportOptions = NEW_YORK, name: str = "history.csv") -> str:
    """The sentence an import ends with, after a look that nothing has changed."""
    before = state(db)
    with pytest.raises(InputError) as caught:
        import_history(db, PLANNER, source, options, name=name)
    assert state(db) == before
    text = str(caught.value)
    assert "\n" not in text
    return text


GENERIC = table(
    "timestamp,queue,channel,language,offered,handled,abandoned,aht",
    "2025-01-06T14:00:00Z,support,voice,en,10,8,2,300",
    "2025-01-06T14:15:00Z,support,voice,en,20,20,0,240.5",
    "2025-01-06T14:00:00Z,soporte,chat,es,4,4,0,600",
    "2025-01-06T14:15:00Z,soporte,chat,es,0,0,0,",
)


def workbook(rows: Iterable[Iterable[object]], sheet: str = "Calls") -> bytes:
    """An Excel file."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
