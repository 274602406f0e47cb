"""`wfm delete`: runs and drafts taken away again."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm.cli.terminal import database, say
from wfm.domain.accounts import OPERATOR
from wfm.services import centre

group = typer.Typer(
    help="Delete a forecast, a requirement or a draft schedule on which nothing stands.",
    no_args_is_help=True,
    add_completion=False,
)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number.", show_default=False)]


@group.command("forecast")
def forecast(number: Number) -> None:
    """Delete a forecast run. Requirements made from it must be deleted first."""
    centre.delete_forecast(database(), OPERATOR, number)
    say(f"Forecast {number} is deleted")


@group.command("requirement")
def requirement(number: Number) -> None:
    """Delete a requirement run. Schedules made for it must be deleted first; published ones keep it."""
    centre.delete_requirement(database(), OPERATOR, number)
    say(f"Requirement {number} is deleted")


@group.command("schedule")
def schedule(number: Number) -> None:
    """Delete a draft schedule. A published one, or one that a published one replaced, stays on record."""
    centre.delete_schedule(database(), OPERATOR, number)
    say(f"Schedule {number} is deleted")
