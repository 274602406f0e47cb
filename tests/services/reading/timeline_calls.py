"""Services about the published timeline as they are called in a growing centre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.services.reading.growing_centre import Growing
from tests.services.reading.people_calls import Call, Ready
from wfm.database.engine import Database
from wfm.services.timeline import comparing, history, publishing, rebasing, undoing


def _newest(c: Growing) -> int:
    return history.publications(c.db, c.planner, 1)[0].publication.id


def _rebased(c: Growing) -> Callable[[], object]:
    """A draft of the newest published days, of which every shift has changed since."""
    undoing.undo(c.db, c.planner, _newest(c), reason="ready")
    draft = c.published[-1]
    publishing.publish(c.db, c.planner, drafted_again(c.db, draft))
    return lambda: rebasing.rebase(c.db, c.planner, draft)


def drafted_again(db: Database, schedule: int) -> int:
    """Another draft of a schedule's days, each shift half an hour later."""
    with db.write() as uow:
        found = uow.schedules.get(schedule)
        later = [p.shift.at(lambda minute: minute + 30) for p in found.shifts]
        return uow.schedules.add(replace(found.record, id=0), later)


TIMELINE_READS: dict[str, Call] = {
    "timeline.comparing.compare": lambda c: comparing.compare(c.db, c.planner, c.draft),
    "timeline.comparing.compare_publication": lambda c: comparing.compare_publication(c.db, c.planner, _newest(c)),
    "timeline.history.publications": lambda c: history.publications(c.db, c.planner),
    "timeline.publishing.prospect": lambda c: publishing.prospect(c.db, c.planner, c.draft),
    "timeline.publishing.undone_by": lambda c: publishing.undone_by(c.db, c.planner, c.draft),
}

TIMELINE_WRITES: dict[str, Ready] = {
    "timeline.publishing.publish": lambda c: lambda: publishing.publish(c.db, c.planner, c.draft),
    "timeline.rebasing.rebase": _rebased,
    "timeline.undoing.undo": lambda c: lambda: undoing.undo(c.db, c.planner, _newest(c), reason="test"),
}
