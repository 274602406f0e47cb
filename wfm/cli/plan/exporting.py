"""`wfm export`: a schedule as CSV, Excel or iCalendar."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.plan.planning import chosen
from wfm.cli.terminal import database, day, say, working
from wfm.database import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.exchange import ScheduleVersion
from wfm.machine import write_file


def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write: .csv, .xlsx, .ics; or a folder for one .ics per rep.")
    ],
    number: Annotated[
        int | None,
        typer.Argument(metavar="[SCHEDULE]", help="Number of the schedule; the latest published by default."),
    ] = None,
    rep: Annotated[str | None, typer.Option(help="The rep's id, for one rep's .ics.")] = None,
    first_day: Annotated[
        str | None,
        typer.Option("--first-day", help="In place of a schedule: all that is published from this day on, 2026-06-01."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=56, help="How many days, with --first-day.")] = 7,
) -> None:
    """Write a schedule to a file: CSV, Excel, or calendars for the reps."""
    from wfm.services import export

    db = database()
    since = day(first_day, "--first-day")
    if since is not None:
        if number is not None or rep is not None:
            raise InputError(
                "--first-day goes with neither a schedule nor --rep: it exports what is published for everyone"
            )
        _days(db, since, days, output)
        return
    record = chosen(db, number)
    kind = output.suffix.lower()
    if rep is not None and kind != ".ics":
        raise InputError(f"--rep goes with an .ics file, got {output}")
    if kind == ".csv":
        write_file(output, export.schedule_csv(db, OPERATOR, record.id))
    elif kind == ".xlsx":
        with working("Exporting") as told:
            told(0.0, "counting coverage")
            write_file(output, export.schedule_xlsx(db, OPERATOR, record.id))
    elif kind == ".ics":
        if rep is None:
            raise InputError(
                "an .ics file holds one rep's shifts: name the rep with --rep, or a folder for all of them"
            )
        write_file(output, export.schedule_ics(db, OPERATOR, record.id, rep))
    elif not kind:
        _calendars(db, record, output)
        return
    else:
        raise InputError(f"the file must end in .csv, .xlsx or .ics, got {output}")
    say(f"Schedule {record.id} ({record.status.value}) is written to {output}")


def _days(db: Database, first_day: date, days: int, output: Path) -> None:
    from wfm.services import export

    kind = output.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise InputError(f"with --first-day the file must end in .csv or .xlsx, got {output}")
    write = export.days_csv if kind == ".csv" else export.days_xlsx
    write_file(output, write(db, OPERATOR, first_day, days))
    say(f"What is published for the {days} days from {first_day} is written to {output}")


def _calendars(db: Database, record: ScheduleVersion, folder: Path) -> None:
    from wfm.services import export

    with db.read() as uow:
        reps = sorted({p.shift.agent for p in uow.schedules.get(record.id).shifts if p.shift.agent})
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made: {error.strerror}", str(folder)) from error
    with working("Exporting") as told:
        for number, rep in enumerate(reps):
            told(number / len(reps), rep)
            write_file(
                folder / (re.sub(r"[^\w.-]", "_", rep) + ".ics"), export.schedule_ics(db, OPERATOR, record.id, rep)
            )
    say(f"{len(reps)} calendars of schedule {record.id} are written to {folder}")
