"""`wfm hours`: when queues are open, by the week and on single dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.documents import day_windows, hours_text, opening_hours, windows_text
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError, NotFoundError
from wfm.domain.planning import HoursException
from wfm.services import centre

group = typer.Typer(
    help="When queues are open: the hours of the week, closed holidays, short days, extra days.",
    no_args_is_help=True,
    add_completion=False,
)

Queues = Annotated[list[str] | None, typer.Option("--queue", metavar="QUEUE", help="This queue; may be repeated.")]
All = Annotated[bool, typer.Option("--all", help="Every queue.")]
Day = Annotated[str, typer.Argument(metavar="DAY", help="The date, such as 2026-12-25.", show_default=False)]
Name = Annotated[str, typer.Option(help="Its name, such as Christmas Day.")]


@group.command("show")
def show(queue: Queues = None) -> None:
    """Show the opening hours of the week, and the dates with hours of their own."""
    stored = {found.id: found for found in centre.queues(database(), OPERATOR)}
    for id in queue or ():
        if id not in stored:
            raise NotFoundError(f"there is no queue {id!r}")
    wanted = [found for id, found in stored.items() if not queue or id in queue]
    if not wanted:
        say("There is no queue yet. Next: wfm import history FILE")
        return
    table("Opening hours", ("queue", "zone", "hours"), [(q.id, q.zone, hours_text(q.hours)) for q in wanted], words=3)
    rows = [(q.id, f"{e.day:%a} {e.day}", windows_text(e.windows), e.name) for q in wanted for e in q.hours.exceptions]
    if rows:
        table("Dates with hours of their own", ("queue", "day", "hours", "name"), rows, words=4)
    else:
        say("No date has hours of its own.")


@group.command("week")
def week(
    hours: Annotated[
        str, typer.Argument(metavar="HOURS", help="Such as 'Mon-Fri 08:00-18:00; Sat 22:00-06:00'.", show_default=False)
    ],
    queue: Queues = None,
    every: All = False,
) -> None:
    """Set the opening hours of the week. Dates with hours of their own keep them."""
    wanted = _wanted(queue, every)
    try:
        found = opening_hours(hours)
    except InputError as error:
        raise InputError(f"HOURS {error.reason}") from error
    _told(f"open {hours_text(found)}", centre.set_week_hours(database(), OPERATOR, wanted, found))


@group.command("close")
def close(on: Day, queue: Queues = None, every: All = False, name: Name = "") -> None:
    """Close a date from midnight to midnight, such as a holiday. What runs into it from the day before ends at midnight."""
    wanted, moment = _wanted(queue, every), _day(on)
    exception = HoursException(moment, (), name)
    _told(f"closed on {moment}", centre.set_exception(database(), OPERATOR, wanted, exception))


@group.command("open")
def open_day(
    on: Day,
    hours: Annotated[
        str,
        typer.Argument(metavar="HOURS", help="Such as 09:00-13:00, or 22:00-06:00 over midnight.", show_default=False),
    ],
    queue: Queues = None,
    every: All = False,
    name: Name = "",
) -> None:
    """Open a date in these hours instead of its weekday's: a short day, a long one, an extra one."""
    wanted, moment = _wanted(queue, every), _day(on)
    try:
        exception = HoursException(moment, tuple(day_windows(hours)), name)
    except InputError as error:
        raise InputError(f"HOURS {error.reason}") from error
    _told(
        f"open {windows_text(exception.windows)} on {moment}",
        centre.set_exception(database(), OPERATOR, wanted, exception),
    )


@group.command("clear")
def clear(on: Day, queue: Queues = None, every: All = False) -> None:
    """Let a date have its weekday's hours again."""
    wanted, moment = _wanted(queue, every), _day(on)
    _told(f"open as usual on {moment}", centre.clear_exception(database(), OPERATOR, wanted, moment))


def _wanted(queues: Sequence[str] | None, every: bool) -> list[str] | None:
    """The queues that are named, None for all; hours of all are never changed for want of a name."""
    if bool(queues) == every:
        raise InputError("say which queues: --queue QUEUE, or --all for every queue")
    return list(queues) if queues else None


def _day(text: str) -> date:
    found = day(text, "DAY")
    assert found is not None
    return found


def _told(what: str, changed: Sequence[str]) -> None:
    if changed:
        say(
            f"{', '.join(changed)}: {what}; forecasts, requirements and schedules made from now on take it into account"
        )
    else:
        say(f"Nothing changed: {what} already")
