"""`wfm init`, `wfm status`, `wfm week-start` and `wfm generate`: the database, what it holds, and made-up reps."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm.cli.terminal import database, say, table, working
from wfm.database import Database, initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import ConflictError, InputError
from wfm.machine import Settings
from wfm.services.centre import (
    Status,
    centre_settings,
    create_user,
    generate_password,
    read_status,
    set_week_start,
)

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

generate = typer.Typer(help="Make up reps where there are none yet.", no_args_is_help=True, add_completion=False)


@generate.callback()
def _group() -> None:
    """Make up reps where there are none yet."""


MOST_DATES = 8
"""Coming dates with hours of their own that are listed for a queue; wfm hours show has all."""


def init() -> None:
    """Create the database or upgrade an older one, and add an administrator if there is no account yet."""
    settings = Settings.read()
    db = initialise(settings.database_url)
    say(f"The database is ready: {db}")
    with db.read() as uow:
        empty = uow.users.count() == 0
    if empty:
        password = generate_password()
        try:
            create_user(db, OPERATOR, "admin", password, Role.ADMIN)
        except ConflictError:
            say("The app's administrator is admin; another wfm init has made it at this moment, and shows its password")
        else:
            say(f"The app's administrator is admin with the password {password}; it is shown only now")
    say("Next: wfm import history FILE, or wfm demo in a database of its own")


def status() -> None:
    """Show what the database holds: queues, history, reps, forecasts, requirements, schedules."""
    show_status(read_status(database(), OPERATOR))


def week_start(
    weekday: Annotated[
        str | None, typer.Argument(metavar="[WEEKDAY]", help="From monday to sunday.", show_default=False)
    ] = None,
) -> None:
    """Set on which weekday the centre's weeks begin, or show it. Schedules made from now on count by it."""
    db = database()
    if weekday is not None:
        wanted = weekday.casefold()
        if wanted not in WEEK:
            raise InputError(f"the weekday must be one of {', '.join(WEEK)}, got {weekday!r}")
        set_week_start(db, OPERATOR, WEEK.index(wanted))
    found = WEEK[centre_settings(db, OPERATOR).settings.week_start]
    say(f"Weeks begin on {found.capitalize()}")


def show_status(found: Status) -> None:
    """Print what is there."""
    rows = [
        (
            q.id,
            q.channel,
            q.language,
            q.zone,
            q.hours,
            q.first or "",
            q.last or "",
            f"{q.slot_minutes} min" if q.slot_minutes else "",
            q.promise,
            q.country or "none",
        )
        for q in found.queues
    ]
    header = ("queue", "channel", "language", "zone", "open", "history from", "to", "interval", "promise", "holidays")
    table("Queues", header, rows, words=10)
    for q in found.queues:
        if q.exceptions:
            more = f" and {len(q.exceptions) - MOST_DATES} more" if len(q.exceptions) > MOST_DATES else ""
            say(f"{q.id}: {'; '.join(q.exceptions[:MOST_DATES])}{more}")
    for doubt in found.doubts:
        say(f"note: {doubt}")
    say(
        f"Sites: {', '.join(found.sites) or 'none'}   Contracts: {', '.join(found.contracts) or 'none'}   Reps: {found.reps}"
    )
    say(f"Latest forecast: {found.forecast or 'none'}   Latest requirement: {found.requirement or 'none'}")
    made = [
        (
            s.id,
            s.status.value,
            s.given_name,
            str(s.horizon.start),
            s.horizon.days,
            s.scope_words or "everyone",
            s.created_by,
        )
        for s in found.schedules
    ]
    if made:
        table("Schedules", ("id", "status", "name", "from", "days", "whose", "made by"), made, words=7)
    else:
        say("Schedules: none")


@generate.command("reps")
def reps(
    run: Annotated[
        str | None,
        typer.Option("--for", metavar="RUN", help="Make as many as this requirement needs: its number, or latest."),
    ] = None,
    count: Annotated[int | None, typer.Option(help="Make this many, divided among the skills.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same reps.")] = 0,
) -> None:
    """Make up reps: as many as a requirement needs, or a given number.

    Where no contract is on record, a full-time and a part-time one are made that fit the opening hours.
    """
    from wfm.services.schedule import generate_reps

    db = database()
    with working("Making reps") as told:
        team = generate_reps(db, OPERATOR, count=count, requirement_run=_run(db, run), seed=seed, on_progress=told)
    if team.new_contracts:
        say(f"No contract was on record, so these were written: {', '.join(team.new_contracts)}")
    table("Reps made", ("skill", "reps"), [*team.by_skill.items(), ("all", len(team.reps))])


def _run(db: Database, text: str | None) -> int | None:
    if text is None:
        return None
    if text == "latest":
        with db.read() as uow:
            run = uow.requirements.latest()
        if run is None:
            raise InputError("there is no requirement yet to make reps for; run wfm staff first")
        return run.id
    if not text.isdigit():
        raise InputError(f"--for takes the number of a requirement run, or latest, got {text!r}")
    return int(text)
