"""`wfm audit`: the audit log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.machine import write_file
from wfm.services.audit import PAGE, Sought, detail_words, entries, entries_csv


def audit(
    who: Annotated[str | None, typer.Option(help="Only what this account did; operator for commands.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this action, such as publish.")] = None,
    entity: Annotated[str | None, typer.Option(help="Only this kind of thing, such as schedule or time off.")] = None,
    id: Annotated[str | None, typer.Option(help="Only this one of its kind, with --entity.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, in UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, in UTC.")] = None,
    before: Annotated[int | None, typer.Option(help="Only entries older than this number, to go on.")] = None,
    limit: Annotated[int | None, typer.Option(help=f"Most entries shown: {PAGE} by default, at most 1000.")] = None,
    to: Annotated[
        Path | None, typer.Option("--csv", help="Write all that is sought to this CSV file and show nothing.")
    ] = None,
) -> None:
    """Show who did what to which thing, and when, the newest first; or write it to a CSV file."""
    if id is not None and entity is None:
        raise InputError("--id goes with --entity, which says what it is the number or name of")
    sought = Sought(who, action, entity, id, _midnight(day(since, "--since")), _after(day(until, "--until")))
    db = database()
    if to is not None:
        if limit is not None or before is not None:
            raise InputError("--csv writes all that is sought; --limit and --before go with what is shown")
        write_file(to, entries_csv(db, OPERATOR, sought))
        say(f"The log is written to {to}, times in UTC")
        return
    page = entries(db, OPERATOR, sought, before=before, limit=PAGE if limit is None else limit)
    if not page:
        say("There is no such entry in the log")
        return
    rows = [
        (
            e.id,
            f"{e.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            e.who,
            e.action,
            f"{e.entity} {e.entity_id}",
            detail_words(e),
        )
        for e in page
    ]
    table("Audit log", ("number", "when (UTC)", "who", "did", "to", "detail"), rows, words=6)
    if entries(db, OPERATOR, sought, before=page[-1].id, limit=1):
        say(f"There are older entries: --before {page[-1].id} goes on")


def _midnight(day: date | None) -> datetime | None:
    """Where a day of UTC begins."""
    return None if day is None else datetime.combine(day, time(), UTC)


def _after(day: date | None) -> datetime | None:
    """Where a day of UTC ends; nothing comes after the last day there is."""
    return None if day in (None, date.max) else _midnight(day + timedelta(days=1))
