"""`wfm terms` and `wfm employ`: what changes for a rep, and from which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.documents import CELLS, DATED_TERMS, Door, Value, read, write
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.people import DatedTerms, days_employed
from wfm.services import centre

group = typer.Typer(
    help="Terms of a rep that hold from a date: set, list, remove.", no_args_is_help=True, add_completion=False
)

RepId = Annotated[str, typer.Argument(metavar="REP", help="A rep's id.", show_default=False)]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day on which they hold.")]

COLUMNS = ("from", "contract", "skills", "mode", "site", "office days", "stage", "team")


@group.command("set")
def set_terms(
    rep: RepId,
    first: From,
    contract: Annotated[str | None, typer.Option(help="The contract they work under.")] = None,
    skills: Annotated[str | None, typer.Option(help="Skills with their speeds: en=1,es=0.6.")] = None,
    mode: Annotated[str | None, typer.Option("--mode", help="Where they work: onsite, remote or hybrid.")] = None,
    site: Annotated[str | None, typer.Option(help="The site they work at.")] = None,
    office_days: Annotated[str | None, typer.Option(help="Least and most days on site a week: 2-3.")] = None,
    stage: Annotated[str | None, typer.Option(help="Stage: training, nesting or live.")] = None,
    team: Annotated[str | None, typer.Option(help="The team they are in.")] = None,
    no_team: Annotated[bool, typer.Option("--no-team", help="In no team from this day on.")] = False,
) -> None:
    """Have terms hold for a rep from a day on. What is not told stays as it is."""
    told = {
        "from": first,
        "contract": contract,
        "skills": None if skills is None else skills.replace("=", ":").replace(",", "|"),
        "work_mode": mode,
        "site": site,
        "office_days": office_days,
        "stage": stage,
        "team": team,
    }
    if no_team and team is not None:
        raise InputError("--team and --no-team do not go together")
    if no_team and all(value is None for key, value in told.items() if key != "from"):
        since = day(first, "--from")
        assert since is not None
        made = DatedTerms(since, team="")
    else:
        row = {key: value for key, value in told.items() if value is not None}
        made = read(DATED_TERMS, Value(row, "", Door(CELLS)), **({"team": ""} if no_team else {}))
    centre.set_terms(database(), OPERATOR, rep, made)
    say(f"{rep}: these terms hold from {made.first_day}")


@group.command("list")
def list_terms(rep: Annotated[str | None, typer.Argument(metavar="[REP]", help="Only this rep.")] = None) -> None:
    """List the terms that hold from a date, by rep and date."""
    db = database()
    reps = [centre.rep(db, OPERATOR, rep)] if rep is not None else centre.reps(db, OPERATOR)
    rows = [(one.id, *term_cells(terms)) for one in reps for terms in one.terms]
    table("Terms", ("rep", *COLUMNS), rows, words=9) if rows else say("No terms hold from a date.")


@group.command("remove")
def remove_terms(rep: RepId, first: From) -> None:
    """Take back the terms of a rep from a day. What held before goes on."""
    since = day(first, "--from")
    assert since is not None
    centre.remove_terms(database(), OPERATOR, rep, since)
    say(f"{rep}: the terms from {since} are removed")


def employ(
    rep: RepId,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, or open for none.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, or open for no end.")] = None,
) -> None:
    """Set the first and the last day of a rep's employment. Outside of it they are not scheduled.

    What is not told stays as it is. Who has left keeps their history and their account.
    """
    db = database()
    found = centre.rep_record(db, OPERATOR, rep)
    begins = _end(first, "--from", found.rep.first_day)
    ends = _end(last, "--to", found.rep.last_day)
    told = centre.set_employment(db, OPERATOR, rep, begins, ends, found.version)
    say(f"{rep}: employed {days_employed(begins, ends)}")
    for sentence in told:
        say(sentence)


def term_cells(terms: DatedTerms) -> tuple[object, ...]:
    """Terms as a row of a table; what they leave open is empty."""
    row = write(DATED_TERMS, terms, Door(CELLS))
    row["team"] = "no team" if terms.team == "" else row["team"]
    return tuple(row[key] or "" for key in DATED_TERMS.keys)


def skills_text(skills: Mapping[str, float]) -> str:
    """Skills as a file has them."""
    return "|".join(name if speed == 1 else f"{name}:{speed:g}" for name, speed in skills.items())


def _end(text: str | None, option: str, kept: date | None) -> date | None:
    if text is None:
        return kept
    return None if text == "open" else day(text, option)
