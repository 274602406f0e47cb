"""The audit log, read: who did what to which thing, and when. For planners and admins."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from wfm.database import AuditEntry, Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError
from wfm.services.export import plain

PAGE = 50
"""Entries of a page, unless told otherwise."""

MOST = 1000
"""Most entries read at once; the next page begins where the last one ended."""

COLUMNS = ("id", "at_utc", "who", "action", "entity", "entity_id", "detail")
"""Columns of the log as CSV; `detail` is a JSON object."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries: by whom, what was done, to which kind of thing and which one, since <= t < until; None for all."""

    by: str | None = None
    action: str | None = None
    entity: str | None = None
    id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise InputError(f"{name} must carry a time zone, got {moment.isoformat()}")
        if self.since is not None and self.until is not None and not self.since < self.until:
            raise InputError(
                f"the log must be read from a moment to a later one, got {self.since.isoformat()} to "
                f"{self.until.isoformat()}"
            )


EVERYTHING = Sought()


def entries(
    db: Database, who: Principal, sought: Sought = EVERYTHING, *, before: int | None = None, limit: int = PAGE
) -> tuple[AuditEntry, ...]:
    """A page of the log, the newest entry first; `before` is the id of the last entry of the page before it."""
    who.require(Role.PLANNER)
    if not 1 <= limit <= MOST:
        raise InputError(f"the entries of a page must be in 1..{MOST}, got {limit}")
    with db.read() as uow:
        return uow.audit.list(
            sought.entity,
            sought.id,
            sought.by,
            limit,
            before,
            action=sought.action,
            since=sought.since,
            until=sought.until,
        )


def every_entry(db: Database, who: Principal, sought: Sought = EVERYTHING) -> Iterator[AuditEntry]:
    """Everything that is sought, the newest first, read page by page."""
    page = entries(db, who, sought, limit=MOST)
    while page:
        yield from page
        page = entries(db, who, sought, before=page[-1].id, limit=MOST)


def entries_csv(db: Database, who: Principal, sought: Sought = EVERYTHING) -> Iterator[str]:
    """Everything that is sought as CSV under COLUMNS, in pieces; no spreadsheet runs a cell of it."""
    who.require(Role.PLANNER)
    yield _line(COLUMNS)
    for entry in every_entry(db, who, sought):
        detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
        at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield _line((entry.id, at, entry.who, entry.action, entry.entity, entry.entity_id, detail))


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([plain(cell) for cell in cells])
    return out.getvalue()


def detail_words(entry: AuditEntry, most: int = 160) -> str:
    """An entry's detail in one line of at most `most` characters; a longer one ends in an ellipsis."""
    told = ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in entry.detail.items())
    told = " ".join(told.split())
    return told if len(told) <= most else told[: most - 1].rstrip() + "…"


def _value(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
