"""`wfm leave`: kinds of leave, and leave that is entered, shortened, cancelled and listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from wfm.cli.terminal import database, say, table
from wfm.database import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.people import LeaveKind
from wfm.domain.planning import LeaveTakes
from wfm.services import absence, centre, leave
from wfm.services.imports import moment
from wfm.services.leave import LeaveCount, Moment, SettledLeave

group = typer.Typer(
    help="Leave: its kinds, what it does to shifts, and entering, shortening, cancelling and listing it.",
    no_args_is_help=True,
    add_completion=False,
)
kind_group = typer.Typer(help="A kind of leave.", no_args_is_help=True, add_completion=False)
group.add_typer(kind_group, name="kind")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list.")]
First = Annotated[
    str, typer.Option("--from", help="First day, or local time of the rep, such as 2026-11-23 or 2026-11-23T08:00.")
]
Last = Annotated[
    str | None, typer.Option("--to", help="Last day, included, or the time at which it ends; the first day by default.")
]
CreditHours = Annotated[
    float | None, typer.Option("--credit-hours", help="Hours that it counts in all, in place of its kind's.")
]
CreditDays = Annotated[
    float | None, typer.Option("--credit-days", help="Days that it counts in all, in place of its kind's.")
]


@group.command("kinds")
def list_kinds() -> None:
    """List the kinds of leave: whether paid, and what a day of it counts of the week's hours that a rep owes."""
    rows = [
        (
            kind.id,
            kind.name,
            "paid" if kind.paid else "unpaid",
            _credit_words(kind),
            "yes" if kind.requestable else "no",
            "" if kind.active else "not used any more",
        )
        for kind in leave.kinds(database(), OPERATOR)
    ]
    table("Kinds of leave", ("kind", "name", "", "a day counts", "reps ask for it", ""), rows)


def _credit_words(kind: LeaveKind) -> str:
    if not kind.credited:
        return "nothing"
    return "the contract's mean day" if kind.minutes_per_day is None else f"{kind.minutes_per_day / 60:g} h"


@kind_group.command("set")
def set_kind(
    id: Annotated[str, typer.Argument(metavar="KIND", help="Its id, such as vacation.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Its name.")] = None,
    paid: Annotated[bool | None, typer.Option("--paid/--unpaid", help="Whether it is paid.")] = None,
    credited: Annotated[
        bool | None, typer.Option("--credited/--not-credited", help="Whether it lowers the hours and days owed.")
    ] = None,
    hours_per_day: Annotated[
        float | None, typer.Option("--hours-per-day", help="Hours that a day of it counts; 0: the contract's mean day.")
    ] = None,
    requestable: Annotated[
        bool | None, typer.Option("--requestable/--not-requestable", help="Whether reps can ask for it.")
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--retired", help="Whether leave of it can still be entered.")
    ] = None,
) -> None:
    """Change a kind of leave, or add one. What is not said stays as it is.

    Leave without credits of its own counts by its kind as it is now, also in the past.
    """
    db = database()
    known = {kind.id: kind for kind in leave.kinds(db, OPERATOR)}
    kind = known.get(id) or LeaveKind(id, name or id)
    told = {"name": name, "paid": paid, "credited": credited, "requestable": requestable, "active": active}
    values: dict[str, object] = {key: value for key, value in told.items() if value is not None}
    if hours_per_day is not None:
        values["minutes_per_day"] = _minutes(hours_per_day, "--hours-per-day") or None
    leave.set_kind(db, OPERATOR, replace(kind, **values))  # type: ignore[arg-type]
    say(f"leave kind {id} is {'changed' if id in known else 'added'}")


@group.command("enter")
def enter(
    rep: Annotated[str, typer.Argument(metavar="REP", help="A rep's id.", show_default=False)],
    kind: Annotated[str, typer.Option(help="Its kind, such as sick; see `wfm leave kinds`.")],
    first: First,
    last: Last = None,
    reason: Annotated[str, typer.Option(help="Why; the rep, managers and planners may read it.")] = "",
    credit_hours: CreditHours = None,
    credit_days: CreditDays = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would take, and what coverage would lose by it.")
    ] = False,
) -> None:
    """Enter leave that needs no decision, such as a sick call; it takes the published shifts in it."""
    db = database()
    start, end = _span(first, last)
    minutes = _minutes(credit_hours, "--credit-hours")
    if dry_run:
        cost = absence.cost_of_entry(
            db, OPERATOR, rep, start, end, kind=kind, credit_minutes=minutes, credit_days=credit_days
        )
        for sentence in cost.sentences() or ("no published shift lies in it",):
            say(sentence)
        say("nothing was written")
        return
    made = leave.enter_leave(
        db, OPERATOR, rep, start, end, reason, kind=kind, credit_minutes=minutes, credit_days=credit_days
    )
    _tell(db, made, "entered")


@group.command("takes")
def leave_takes(
    takes: Annotated[
        str | None, typer.Argument(metavar="[open|release|shorten]", help="What to do.", show_default=False)
    ] = None,
) -> None:
    """Set what leave does to the published shifts in it when it is approved, or show it.

    open puts them on the board whole; release takes them off the timeline; shorten leaves the longest part outside of the
    leave with the rep, and opens a shift of which less than an hour would be left.
    """
    db = database()
    if takes is not None:
        if takes not in list(LeaveTakes):
            raise InputError(f"what leave does to shifts must be {', '.join(LeaveTakes)}, got {takes!r}")
        centre.set_leave_takes(db, OPERATOR, LeaveTakes(takes))
    say(centre.centre_settings(db, OPERATOR).settings.leave_takes.said)


@group.command("shorten")
def shorten(
    number: Number, first: First, last: Last = None, credit_hours: CreditHours = None, credit_days: CreditDays = None
) -> None:
    """Have approved leave begin later or end earlier."""
    db = database()
    start, end = _span(first, last)
    minutes = _minutes(credit_hours, "--credit-hours")
    made = leave.shorten_leave(db, OPERATOR, number, start, end, credit_minutes=minutes, credit_days=credit_days)
    _tell(db, made, "shortened")


@group.command("cancel")
def cancel(
    number: Number, why: Annotated[str, typer.Option("--why", help="A sentence that the rep reads.")] = ""
) -> None:
    """Take back approved leave."""
    made = leave.cancel_leave(database(), OPERATOR, number, why)
    say(f"leave {made.id} of {made.rep} is cancelled; nothing of it counts any more")
    _tell_shifts(made)


@group.command("list")
def list_leave(
    rep: Annotated[str | None, typer.Option("--rep", help="Only this rep's.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also what was refused or withdrawn.")] = False,
) -> None:
    """List leave by its start, with what it counts."""
    db = database()
    found = leave.list_requests(db, OPERATOR, *(() if every else leave.STANDING), rep=rep)
    counted = leave.counts(db, OPERATOR, [request.id for request in found])
    rows = [
        (
            request.id,
            request.rep,
            leave.told(request.start, request.end, counted[request.id].zone),
            request.kind,
            request.state.value,
            _counts(counted[request.id]),
        )
        for request in found
    ]
    header = ("number", "rep", "when", "kind", "state", "counts")
    table("Leave", header, rows, words=5) if rows else say("There is no leave.")


def _tell(db: Database, request: SettledLeave, what: str) -> None:
    """What was done, what it counts, and what became of shifts."""
    id = request.id
    counted = leave.counts(db, OPERATOR, [id])[id]
    when = leave.told(request.start, request.end, counted.zone)
    say(
        f"leave {id} of {request.rep} is {what}: {counted.kind.name}, {when} ({counted.zone}); "
        f"it counts {_counts(counted)}"
    )
    for note in counted.notes:
        say(note)
    _tell_shifts(request)


def _tell_shifts(request: SettledLeave) -> None:
    if request.told:
        say(f"published shifts: {request.told}")


def _counts(counted: LeaveCount) -> str:
    return f"{counted.minutes / 60:g} h and {counted.days:g} {'day' if counted.days == 1 else 'days'}"


def _span(first: str, last: str | None) -> tuple[Moment, Moment]:
    start = _moment(first, "--from")
    if last is None and "T" not in first and " " not in first:
        return start, start
    if last is None:
        raise InputError("--to must be given where leave begins at a time")
    return start, _moment(last, "--to")


def _moment(text: str, what: str) -> Moment:
    try:
        return moment(text)
    except InputError as error:
        raise InputError(f"{what} {error.reason}") from error


def _minutes(hours: float | None, what: str) -> int | None:
    if hours is None:
        return None
    if not 0 <= hours <= 10_000:
        raise InputError(f"{what} must be in 0..10000, got {hours:g}")
    return round(60 * hours)
