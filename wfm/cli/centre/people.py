"""`wfm person`: a rep at a glance, what is held on one person, and their erasure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.centre.terms import COLUMNS, skills_text, term_cells
from wfm.cli.terminal import database, say, table
from wfm.domain.accounts import OPERATOR
from wfm.domain.people import days_employed
from wfm.machine import write_file
from wfm.services.centre import rep_record, set_rep_active
from wfm.services.personal import Erased, erase_person, export_person, scrub_files

group = typer.Typer(
    help="A person's data: show a rep, export all that is held, mark as gone, erase.",
    no_args_is_help=True,
    add_completion=False,
)

Who = Annotated[
    str, typer.Argument(metavar="PERSON", help="A rep's id, or the user name of an account.", show_default=False)
]
RepId = Annotated[str, typer.Argument(metavar="REP", help="A rep's id.", show_default=False)]

MOST_TOLD = 20
"""Doubtful texts that are listed on the screen."""


@group.command("show")
def show(rep: RepId) -> None:
    """Show a rep: employment, class and clock, what holds today, and what changes from which day."""
    db, today = database(), date.today()
    found = rep_record(db, OPERATOR, rep)
    person = found.rep
    first, last = person.employed
    say(f"{person.id}: {person.name}{'' if found.active else ' (marked as gone)'}")
    clock = person.zone or "that of the site"
    say(f"Employed {days_employed(first, last)}   Clock: {clock}")
    if person.training is not None:
        course = person.training
        say(f"Class {course.id}: in training from {course.starts}, graduates on {course.graduates}")
    said = (("own record", person.on(date.min)), (f"today, {today}", person.on(today)))
    rows: list[tuple[object, ...]] = [
        (
            *(when, terms.contract, skills_text(terms.skills), terms.work_mode.value, terms.site or ""),
            "" if terms.office_days is None else "-".join(map(str, terms.office_days)),
            *(terms.stage.value, terms.team or ""),
        )
        for when, terms in said
    ]
    table("Terms", COLUMNS, rows + [term_cells(terms) for terms in person.terms], words=8)
    for account in found.accounts:
        say(f"Account: {account}")


@group.command("export")
def export(
    person: Who,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write it to a file, for you alone.")] = None,
) -> None:
    """Show everything that is held on one person, as JSON."""
    text = json.dumps(export_person(database(), OPERATOR, person), ensure_ascii=False, indent=2)
    if to is None:
        say(text)
        return
    write_file(to, f"{text}\n".encode())
    say(f"{to}: everything that is held on {person}")


@group.command("deactivate")
def deactivate(rep: RepId) -> None:
    """Mark a rep as gone. What they worked stays on record."""
    set_rep_active(database(), OPERATOR, rep, active=False)
    say(f"{rep} no longer works here")


@group.command("activate")
def activate(rep: RepId) -> None:
    """Mark a rep as working here again."""
    set_rep_active(database(), OPERATOR, rep, active=True)
    say(f"{rep} works here")


@group.command("erase")
def erase(
    person: Who,
    yes: Annotated[
        bool, typer.Option("--yes", help="Erase for good; without it, only what would be done is shown.")
    ] = False,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="WORD", help="Another word for the person; may be repeated.")
    ] = None,
) -> None:
    """Erase a person who is gone. A pseudonym takes their place, and schedules keep their numbers.

    Earlier backups still hold the person: see the page on privacy.
    """
    done = erase_person(database(), OPERATOR, person, also=tuple(also or ()), dry_run=not yes)
    table("Rows changed" if yes else "Rows that would change", ("table", "rows"), list(done.changed.items()))
    _tell_doubtful(done)
    say(
        f"{person} is erased; {done.pseudonym} stands in their place"
        if yes
        else "nothing was changed; add --yes to erase"
    )


@group.command("scrub")
def scrub() -> None:
    """Rewrite the database's files without what was removed. Erasing does so too, unless others keep it from it."""
    scrub_files(database(), OPERATOR)
    say("The database's files hold nothing that was removed")


def _tell_doubtful(done: Erased) -> None:
    """Single words of a name may be someone else's: a person must look."""
    if not done.doubtful:
        return
    say("These texts hold a word of the name, which may be someone else's; --also WORD replaces it everywhere:")
    for place, word in done.doubtful[:MOST_TOLD]:
        say(f"  {place}: {word}")
    if len(done.doubtful) > MOST_TOLD:
        say(f"  and {len(done.doubtful) - MOST_TOLD} more")
