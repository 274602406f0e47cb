"""`wfm import`: files into the database, stated back before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wfm.cli.terminal import database, err, say, working
from wfm.documents import opening_hours
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel
from wfm.services import imports
from wfm.services.imports import PeopleReport, RowsRefused
from wfm.services.readers import ImportOptions, advising

group = typer.Typer(
    help="Read files: history, reps, leave, activities, terms, classes, teams, and the centre's queues, contracts and sites.",
    no_args_is_help=True,
    add_completion=False,
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.", show_default=False)]
SkipRefused = Annotated[
    bool, typer.Option("--skip-refused", help="Import the rows that can be read and list the others.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show how the file is read, and write nothing.")]
SheetName = Annotated[str | None, typer.Option("--sheet", help="Sheet of an Excel file; the first by default.")]

MOST_TOLD = 20
"""Refused rows that are listed on the screen."""

ADVICE = {
    "zone": "say --zone, such as --zone America/New_York",
    "day_first": "say --day-first or --month-first",
    "slot_minutes": "say --interval MINUTES",
    "queue": "if the file is of one queue, say --queue NAME",
    "channel": "if the file is of one channel, say --channel CHANNEL",
}
"""The option that tells what a file leaves untold."""


@group.command("history")
def history(
    file: File,
    zone: Annotated[str | None, typer.Option(help="Time zone of local times, such as America/New_York.")] = None,
    queue: Annotated[str | None, typer.Option(help="Queue, if the file does not name one.")] = None,
    channel: Annotated[Channel | None, typer.Option(help="Channel, if the file does not name one.")] = None,
    language: Annotated[str | None, typer.Option(help="Language, if the file does not name one: en, es ...")] = None,
    interval: Annotated[
        int | None, typer.Option(help="Length of an interval in minutes, if the rows do not show it.")
    ] = None,
    aht: Annotated[float | None, typer.Option(help="Handle time in seconds, for a new queue.")] = None,
    patience: Annotated[float | None, typer.Option(help="Patience in seconds, for a new queue.")] = None,
    hours: Annotated[str | None, typer.Option(help="Opening hours, for a new queue: 'Mon-Fri 07:00-21:00'.")] = None,
    country: Annotated[
        str | None,
        typer.Option(
            help="Country of the holidays, for a new queue: US, FR ..., or none; that of the zone by default."
        ),
    ] = None,
    subdivision: Annotated[
        str | None, typer.Option(help="State or province of the holidays, for a new queue: CA, NW ...")
    ] = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="Whether 03/04/2026 is in April or in March.")
    ] = None,
    repeated: Annotated[
        str, typer.Option(help="What a single row of the repeated hour in autumn means: refuse, first or second.")
    ] = "refuse",
    absent_is_zero: Annotated[
        bool, typer.Option("--absent-is-zero", help="Read intervals the file leaves out as zero contacts.")
    ] = False,
    skip_refused: SkipRefused = False,
    sheet: SheetName = None,
    dry_run: DryRun = False,
) -> None:
    """Import contact history: generic CSV, Amazon Connect, Genesys Cloud, Excel or two columns of time and contacts.

    The header shows which kind it is. Unknown queues are created and named. Uploaded intervals replace stored ones.
    One row that cannot be read refuses the whole file, unless --skip-refused is given.
    """
    options = ImportOptions(
        zone=zone,
        queue=queue,
        channel=channel,
        language=language,
        slot_minutes=interval,
        aht_seconds=aht,
        patience_seconds=patience,
        hours=None if hours is None else opening_hours(hours),
        country=country,
        subdivision=subdivision,
        day_first=day_first,
        repeated=_repeated(repeated),
        absent_is_zero=absent_is_zero,
        skip_refused=skip_refused,
        sheet=sheet,
    )
    db = database()
    with advising(ADVICE), _each_row_once():
        with working("Reading") as told:
            preview = imports.preview_history(file, options=options, db=db, who=OPERATOR, on_progress=told)
        for sentence in preview.sentences():
            say(sentence)
        if dry_run:
            _list(preview.refusals())
            say("nothing was written")
            return
        with working("Importing") as told:
            report = imports.import_history(db, OPERATOR, file, options, told, preview=preview)
    for sentence in report.sentences():
        say(sentence)
    _list(report.preview.refusals())


def _repeated(text: str) -> Literal["refuse", "first", "second"]:
    known: tuple[Any, ...] = ("refuse", "first", "second")
    if text not in known:
        raise InputError(f"--repeated must be one of {', '.join(known)}, got {text!r}")
    return text  # type: ignore[return-value]


@contextmanager
def _each_row_once() -> Iterator[None]:
    """Refused rows are named by the error where it has room for them, else in a list beside it."""
    try:
        yield
    except RowsRefused as error:
        if error.complete:
            raise
        _list(error.refused)
        raise error.beside from error


def _list(refused: tuple[str, ...]) -> None:
    for sentence in refused[:MOST_TOLD]:
        err.print(f"refused: {sentence}")
    if len(refused) > MOST_TOLD:
        err.print(f"and {len(refused) - MOST_TOLD} more refused rows")


@group.command("reps")
def reps(file: File, skip_refused: SkipRefused = False, sheet: SheetName = None) -> None:
    """Import reps: one row each with id, contract, skills, and whatever else is known.

    Existing reps are updated. Reps the file does not name stay as they are.
    """
    with _each_row_once(), working("Importing") as told:
        options = ImportOptions(skip_refused=skip_refused, sheet=sheet)
        report = imports.import_reps(database(), OPERATOR, file, options, told)
    for sentence in report.sentences():
        say(sentence)
    _list(report.refused)


@group.command("leave")
def leave(
    file: File,
    skip_refused: SkipRefused = False,
    sheet: SheetName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Import leave: one row each with rep, from, to, and perhaps kind, credited hours and days, and state.

    Days and times are on the rep's clock. What is there already stays as it is; overlapping leave is refused.
    """
    db, options = database(), ImportOptions(skip_refused=skip_refused, sheet=sheet)
    if dry_run:
        report = imports.preview_leave(db, OPERATOR, file, options)
    else:
        with _each_row_once(), working("Importing") as told:
            report = imports.import_leave(db, OPERATOR, file, options, told)
    for sentence in report.sentences():
        say(sentence)
    _list(report.refused)
    if dry_run:
        say("nothing was written")


@group.command("activities")
def activities(
    file: File,
    schedule: Annotated[
        int | None, typer.Option("--schedule", help="Number of a draft to change, in place of what is published.")
    ] = None,
    skip_refused: SkipRefused = False,
    sheet: SheetName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Import activities into shifts: one row each with rep, activity, start, and end or minutes.

    Times are on the rep's clock. Each lies in a shift still to come, on its slots, over no break or other activity.
    """
    options = ImportOptions(skip_refused=skip_refused, sheet=sheet)
    with _each_row_once():
        report = imports.import_activities(database(), OPERATOR, file, options, schedule=schedule, dry_run=dry_run)
    for sentence in report.sentences():
        say(sentence)
    _list(report.refused)
    if dry_run:
        say("nothing was written")


@group.command("terms")
def terms(file: File, skip_refused: SkipRefused = False, sheet: SheetName = None, dry_run: DryRun = False) -> None:
    """Import terms of reps that hold from a date: one row each with rep, from, and whatever changes.

    Empty cells, and dates the file does not name, stay as they are.
    """
    options = ImportOptions(skip_refused=skip_refused, sheet=sheet)
    with _each_row_once():
        _state(imports.import_terms(database(), OPERATOR, file, options, dry_run=dry_run), dry_run)


@group.command("classes")
def classes(file: File, skip_refused: SkipRefused = False, sheet: SheetName = None, dry_run: DryRun = False) -> None:
    """Import training classes from CSV or Excel, with id, starts, graduates, ramp and members; or from TOML.

    Members the file does not name stay in their class.
    """
    if file.suffix.lower() == ".toml":
        for option, given in (("--skip-refused", skip_refused), ("--sheet", sheet), ("--dry-run", dry_run)):
            if given:
                raise InputError(f"{option} goes with CSV and Excel files; a TOML file is stored whole or not at all")
        _setup(file)
        return
    options = ImportOptions(skip_refused=skip_refused, sheet=sheet)
    with _each_row_once():
        _state(imports.import_classes(database(), OPERATOR, file, options, dry_run=dry_run), dry_run)


def _state(report: PeopleReport, dry_run: bool) -> None:
    for line in report.lines[:MOST_TOLD]:
        say(line)
    if len(report.lines) > MOST_TOLD:
        say(f"and {len(report.lines) - MOST_TOLD} more")
    for sentence in report.sentences():
        say(sentence)
    _list(report.refused)
    if dry_run:
        say("nothing was written")


def _setup(file: Path) -> None:
    for sentence in imports.import_setup(database(), OPERATOR, file):
        say(sentence)


@group.command("contracts")
def contracts(file: File) -> None:
    """Import contracts with their shift templates, from TOML. Sites and queues in the file are imported too."""
    _setup(file)


@group.command("sites")
def sites(file: File) -> None:
    """Import sites with their seats, from TOML. Queues and contracts in the file are imported too."""
    _setup(file)


@group.command("teams")
def teams(file: File) -> None:
    """Import teams with their leads and members, from TOML. Whatever else is in the file is imported too."""
    _setup(file)


@group.command("queues")
def queues(file: File) -> None:
    """Import queues with their targets and opening hours, from TOML, CSV or Excel."""
    if file.suffix.lower() == ".toml":
        _setup(file)
        return
    with _each_row_once():
        told = imports.import_queues(database(), OPERATOR, file)
    for sentence in told:
        say(sentence)
