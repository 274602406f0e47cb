"""`wfm publish`, `compare`, `rebase`, `publications`, `undo` and `rename`: drafts and the published timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.terminal import database, err, say, table
from wfm.domain.accounts import OPERATOR
from wfm.domain.time import DAY, clock

if TYPE_CHECKING:
    from wfm.domain.people import Shift
    from wfm.services.timeline import Comparison

Draft = Annotated[int, typer.Argument(metavar="SCHEDULE", help="Number of the draft.", show_default=False)]


def publish(
    number: Annotated[
        int | None, typer.Argument(metavar="[SCHEDULE]", help="Number of the draft; the latest by default.")
    ] = None,
    over_changes: Annotated[
        bool, typer.Option("--over-changes", help="Undo what changed in published shifts since the draft was made.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; asked for where something changes for a rep within 24 hours.")] = "",
) -> None:
    """Put a draft on the timeline that reps see, in place of what that holds of its days and reps.

    What has begun stays. A draft of days that are all past is published where nothing of them was before, so that records
    of another year can be planned on.
    """
    from wfm.services.timeline import publications, publish as make_official, undone_by

    db = database()
    undone = undone_by(db, OPERATOR, number, replay=True) if over_changes else ()
    for change in undone:
        say(f"undone: {change}")
    record = make_official(db, OPERATOR, number, accepted=undone, reason=reason, replay=True)
    (entry,) = publications(db, OPERATOR, 1, schedule=record.id)
    whom = f" of {record.scope_words}" if record.scope_words else ""
    shifts = entry.publication.brought + entry.publication.kept
    say(
        f"Schedule {record.id} is published: {shifts} shifts{whom} from {record.horizon.start} "
        f"for {record.horizon.days} days"
    )
    say(f"publication {entry.publication.id}: {entry.told}")
    err.print("reps see it in the app; wfm export writes it to a file")


def compare(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Number of the draft, or of the publication.", show_default=False)
    ],
    publication: Annotated[
        bool, typer.Option("--publication", help="Compare a publication with what it replaced.")
    ] = False,
) -> None:
    """Show what a draft would change on the timeline, by rep and day."""
    from wfm.services.timeline import compare as of_draft, compare_publication

    made = compare_publication if publication else of_draft
    _differences(made(database(), OPERATOR, number))


def _differences(found: Comparison) -> None:
    rows = [
        (
            found.names.get(d.rep, d.rep) or "open shift",
            f"{d.day:%a} {d.day}",
            ", ".join(d.kinds),
            _times(d.old),
            _times(d.new),
        )
        for d in found.differences
    ]
    if rows:
        table("Differences", ("rep", "day", "what", "before", "after"), rows, words=5)
    told = [f"{count} {kind}" for kind, count in found.counts.items() if count]
    say(f"{', '.join(told) or 'nothing differs'}; {found.same} the same")


def _times(shift: Shift | None) -> str:
    if shift is None:
        return ""
    return f"{clock(shift.start % DAY)}-{clock(shift.end % DAY)}" + (f" at {shift.site}" if shift.site else "")


def rebase(number: Draft) -> None:
    """Take over into a draft what changed on the timeline since it was made.

    For each rep and day that changed, the draft's shifts give way to the published ones.
    """
    from wfm.services.timeline import rebase as bring_up_to_date

    done = bring_up_to_date(database(), OPERATOR, number)
    for change in done.taken:
        say(f"taken over: {change}")
    for rule in done.broken:
        say(f"broken by it: {rule}")
    if not done.taken:
        say(f"Nothing changed on the timeline since schedule {number} was made")
        return
    say(f"Schedule {number} goes by the timeline as it is now. Next: wfm publish {number}")


def publications(
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
) -> None:
    """List what was published, by whom and when, the newest first."""
    from wfm.domain.time import zone_of
    from wfm.services.timeline import publications as history

    rows = []
    for entry in history(database(), OPERATOR, limit):
        made = entry.publication
        local = made.at.astimezone(zone_of(entry.record.horizon.zone))
        undone = f"by {made.undone_by}" if made.undone_at else ""
        counts = made.brought, made.replaced, made.kept
        first, days = entry.record.horizon.start, entry.record.horizon.days
        whose = (f"{first} for {days} days", entry.scope_words)
        rows.append((made.id, made.schedule, f"{local:%Y-%m-%d %H:%M}", made.by, *whose, undone, *counts))
    header = ("number", "schedule", "at", "by", "days", "whose", "undone", "came", "gave way", "stayed")
    table("Publications", header, rows, words=7) if rows else say("Nothing was published yet.")


def undo(
    reason: Annotated[str, typer.Option(help="Why it is taken back.", show_default=False)],
    number: Annotated[
        int | None,
        typer.Argument(metavar="[PUBLICATION]", help="Number of the publication; the newest that stands by default."),
    ] = None,
) -> None:
    """Take a publication back: what it replaced is on the timeline again.

    Only while nothing else has changed in its days and reps. What has begun stays.
    """
    from wfm.services.timeline import undo as take_back

    done = take_back(database(), OPERATOR, number, reason=reason)
    say(
        f"Publication {done.publication} is undone: {done.returned} shifts returned, {done.left} left, "
        f"{done.begun} had begun and stay"
    )
    if done.withdrawn:
        say(f"{done.withdrawn} offers of shifts that left are off the board")


def rename(
    number: Draft,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its new name.", show_default=False)],
) -> None:
    """Give a draft schedule another name."""
    from wfm.services.timeline import rename as give_name

    record = give_name(database(), OPERATOR, number, name)
    say(f"Schedule {record.id} is now {record.name}")
