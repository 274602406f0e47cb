"""`wfm retention`: how long each kind of data is kept."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm.cli.terminal import database, say, table
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.services.personal import apply_retention, kept_kinds, set_retention

group = typer.Typer(
    help="How long each kind of data is kept: list, set, apply.", no_args_is_help=True, add_completion=False
)


@group.command("list")
def show() -> None:
    """List the kinds of data, how long each is kept, and how many rows are older."""
    found = kept_kinds(database(), OPERATOR)
    rows = [
        (one.kind.name, one.kind.removes, "never" if one.days is None else one.days, one.kind.suggested, one.rows)
        for one in found
    ]
    table("What is kept", ("kind", "what is removed", "removed after days", "suggested", "older now"), rows, words=2)
    say("Nothing is removed of a kind until wfm retention set gives it a number of days")


@group.command("set")
def set_days(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind, as the list names it.", show_default=False)],
    days: Annotated[
        str, typer.Argument(metavar="DAYS", help="Removed after so many days, or never.", show_default=False)
    ],
) -> None:
    """Keep a kind of data for so many days, or never remove any.

    Nothing is removed yet: the running app does so once a day, and the command apply at once.
    """
    if days != "never" and not (days.isascii() and days.isdigit()):
        raise InputError(f"the days must be a whole number, or never, got {days!r}")
    set_retention(database(), OPERATOR, kind, None if days == "never" else int(days))
    say(f"{kind}: never removed" if days == "never" else f"{kind}: kept for {int(days)} days")


@group.command("apply")
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed, and remove nothing.")] = False,
) -> None:
    """Remove what is older than its kind is kept. The running app does so once a day."""
    db = database()
    removed = [o for o in kept_kinds(db, OPERATOR) if o.days is not None] if dry_run else apply_retention(db, OPERATOR)
    if not removed:
        say("Nothing is removed: no kind of data was given a time")
        return
    title = "What would be removed" if dry_run else "Removed"
    table(title, ("kind", "days kept", "rows"), [(one.kind.name, one.days, one.rows) for one in removed])
