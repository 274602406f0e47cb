"""`wfm shift`: shifts looked at and changed by hand, each change with its verdict before it is kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.exchange import PlannedShift, when
from wfm.domain.texts import quoted
from wfm.domain.time import DAY, Horizon, clock
from wfm.services import desk, viewing
from wfm.services.desk import NOBODY, Add, Alter, Edit, PieceAct, PieceEdit, Remove

group = typer.Typer(
    help="Shifts: show, move, resize, add, remove, give, break, activity, lock, unlock; each tells what it would do.",
    no_args_is_help=True,
    add_completion=False,
)

Number = Annotated[int, typer.Argument(metavar="SHIFT", help="Number of the shift; see `wfm shift show`.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what it would do.")]
Reason = Annotated[str, typer.Option(help="Why; needed where something speaks against it, and kept in the audit log.")]
Skills = Annotated[
    list[str] | None,
    typer.Option("--skill", metavar="SKILL", help="With --open: a skill that it asks; may be repeated."),
]
Place = Annotated[str | None, typer.Option("--site", help="Where it is worked; home for at home.")]
Until = Annotated[str | None, typer.Option(help="Local time at which it ends; as long as it was by default.")]
Was = Annotated[str | None, typer.Option(help="When it begins now, where the shift has several of the name.")]
AT = "a local time such as 09:00 or 2026-06-02 09:00"


@group.command("show")
def show(
    rep: Annotated[str | None, typer.Option(help="Only this rep's.")] = None,
    first: Annotated[str | None, typer.Option("--day", metavar="DATE", help="First day; today by default.")] = None,
    days: Annotated[int, typer.Option(help="So many days.")] = 7,
    schedule: Annotated[int | None, typer.Option(help="The shifts of this draft, not the published timeline.")] = None,
) -> None:
    """List shifts with their numbers, times, breaks and activities: the published timeline of some days, or a draft."""
    db, start = database(), day(first, "--day")
    if schedule is not None:
        found = viewing.schedule(db, OPERATOR, schedule)
        axis = found.record.horizon
        shifts = [p for p in found.shifts if rep in (None, p.shift.agent) and start in (None, _date(axis, p))]
    else:
        timeline = desk.timeline_days(db, OPERATOR, start, days, rep)
        axis, shifts = timeline.horizon, list(timeline.shifts)
    if not shifts:
        say("There are no shifts.")
        return
    rows = [
        (
            p.id,
            p.shift.agent or "(open)",
            when(p, {p.schedule: axis}),
            p.shift.site or "home",
            ", ".join(f"{x.name} {clock(x.start % DAY)}-{clock(x.end % DAY)}" for x in p.shift.pieces),
            "locked" if p.shift.locked else "",
        )
        for p in shifts
    ]
    table(f"Shifts, times in {axis.zone}", ("shift", "rep", "when", "site", "breaks and activities", ""), rows, words=6)


def _date(axis: Horizon, planned: PlannedShift) -> date:
    return axis.start + timedelta(days=planned.shift.day)


@group.command("move")
def move(
    number: Number,
    start: Annotated[str, typer.Option(help=f"When it is to begin: {AT}. Its pieces go along.")],
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Have a shift begin at another time, also on another day."""
    _do(Alter(number, begins=_clock(start, "--start")), reason, dry_run)


@group.command("resize")
def resize(
    number: Number,
    start: Annotated[str | None, typer.Option(help=f"When it is to begin: {AT}.")] = None,
    end: Annotated[str | None, typer.Option(help=f"When it is to end: {AT}.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="PIECE", help="A break or an activity that goes; may be repeated.")
    ] = None,
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Make a shift longer or shorter; its breaks and activities stay where they are."""
    if start is None and end is None:
        raise InputError("say --start or --end, or both")
    pieces = tuple(_dropped(number, name) for name in without or ())
    edit = Alter(number, start=_clock(start, "--start"), end=_clock(end, "--end"), pieces=pieces)
    _do(edit, reason, dry_run)


def _dropped(number: int, name: str) -> PieceEdit:
    """The removal of a break or of an activity, whichever the shift has by that name."""
    planned, _ = desk.stored_shift(database(), OPERATOR, number)
    is_break = any(b.name == name for b in planned.shift.breaks)
    return PieceEdit(PieceAct.REMOVE, name, activity=not is_break)


@group.command("add")
def add(
    first: Annotated[str, typer.Option("--day", metavar="DATE", help="The day it begins on.")],
    rep: Annotated[str | None, typer.Option(help="Whose it is.")] = None,
    nobody: Annotated[bool, typer.Option("--open", help="Nobody's: it goes on the board.")] = False,
    start: Annotated[str | None, typer.Option(help="When it begins; as early as the template may by default.")] = None,
    end: Annotated[str | None, typer.Option(help="When it ends; as long as the template is by default.")] = None,
    template: Annotated[str | None, typer.Option(help="A shift template of the contract, which places breaks.")] = None,
    site: Place = None,
    skill: Skills = None,
    schedule: Annotated[int | None, typer.Option(help="Add it to this draft, not to the published timeline.")] = None,
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Add a shift on a day, with the breaks of its template."""
    owner, starts_on = _owner(rep, nobody, "--rep"), day(first, "--day") or date.min
    begins, ends = _clock(start, "--start"), _clock(end, "--end")
    if isinstance(begins, datetime):
        raise InputError(f"--start must be a time of the day, got {quoted(start or '')}")
    edit = Add(owner, starts_on, begins, ends, template, _site(site), tuple(skill or ()), schedule)
    _do(edit, reason, dry_run)


@group.command("remove")
def remove(number: Number, reason: Reason = "", dry_run: DryRun = False) -> None:
    """Take a shift away; one that was published stays on record."""
    _do(Remove(number), reason, dry_run)


@group.command("give")
def give(
    number: Number,
    rep: Annotated[str | None, typer.Argument(metavar="[REP]", help="Who is to work it.")] = None,
    nobody: Annotated[bool, typer.Option("--open", help="Nobody: it goes on the board.")] = False,
    site: Place = None,
    skill: Skills = None,
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Give a shift to another rep, or open it: it then asks what its owner can do."""
    edit = Alter(number, rep=_owner(rep, nobody, "REP"), site=_site(site), skills=tuple(skill or ()))
    _do(edit, reason, dry_run)


@group.command("break")
def move_break(
    number: Number,
    name: Annotated[str, typer.Argument(metavar="BREAK", help="Its name, such as lunch.")],
    at: Annotated[str, typer.Option(help=f"When it is to begin: {AT}.")],
    until: Until = None,
    was: Was = None,
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Have a break begin at another time."""
    piece = PieceEdit(PieceAct.MOVE, name, False, _clock(at, "--at"), _clock(until, "--until"), _time(was, "--was"))
    _do(Alter(number, pieces=(piece,)), reason, dry_run)


@group.command("activity")
def activity(
    number: Number,
    act: Annotated[PieceAct, typer.Argument(help="What becomes of it: add, move or remove.")],
    name: Annotated[str, typer.Argument(metavar="ACTIVITY", help="Such as huddle, coaching, training or meeting.")],
    at: Annotated[str | None, typer.Option(help=f"When it is to begin: {AT}.")] = None,
    until: Until = None,
    was: Was = None,
    reason: Reason = "",
    dry_run: DryRun = False,
) -> None:
    """Add an activity to a shift, give it other times, or remove it: paid time on shift that takes no contacts."""
    piece = PieceEdit(act, name, True, _clock(at, "--at"), _clock(until, "--until"), _time(was, "--was"))
    _do(Alter(number, pieces=(piece,)), reason, dry_run)


@group.command("lock")
def lock(number: Number, reason: Reason = "", dry_run: DryRun = False) -> None:
    """Lock a shift: it is changed with a reason only, and a trade of it needs a manager."""
    _do(Alter(number, locked=True), reason, dry_run)


@group.command("unlock")
def unlock(number: Number, reason: Reason = "", dry_run: DryRun = False) -> None:
    """Take the lock off a shift."""
    _do(Alter(number, locked=False), reason, dry_run)


def _do(edit: Edit, reason: str, dry_run: bool) -> None:
    """Tell what a change does, and keep it unless it is only looked at."""
    db = database()
    seen = desk.judge_edit(db, OPERATOR, edit)
    say(f"was: {seen.was or 'no shift'}")
    say(f"becomes: {seen.becomes or 'no shift'}")
    say(f"times are in {seen.zone}")
    say(f"coverage: {seen.cover}")
    for text in (*seen.against, *seen.withdrawn):
        say(f"note: {text}")
    if dry_run:
        say("nothing is changed; it would need a --reason" if seen.needs_reason else "nothing is changed")
        return
    kept = desk.apply_edit(db, OPERATOR, edit, expected=seen.version, reason=reason, accepted=seen.seen)
    posted = "" if kept.offer is None else f"; it is on the board as offer {kept.offer}"
    done = "removed" if isinstance(edit, Remove) else "added" if isinstance(edit, Add) else "changed"
    say(f"shift {kept.shift} is {done}{posted}")


def _owner(rep: str | None, nobody: bool, what: str) -> str:
    if (rep is None) != nobody:
        raise InputError(f"say either {what} or --open")
    return NOBODY if rep is None else rep


def _site(text: str | None) -> str | None:
    return desk.AT_HOME if text == "home" else text


def _clock(text: str | None, what: str) -> desk.Clock | None:
    """A local day and time, or a time of day."""
    if text is None:
        return None
    try:
        return time.fromisoformat(text) if len(text) <= 8 else datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{what} must be {AT}, got {quoted(text)}") from error


def _time(text: str | None, what: str) -> time | None:
    found = _clock(text, what)
    if isinstance(found, datetime):
        raise InputError(f"{what} must be a time of the day, got {quoted(text or '')}")
    return found
