"""The act of publishing a draft, whichever way leads to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from wfm.database import UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import Exchange, PlannedShift, ScheduleVersion
from wfm.domain.texts import sized, some_of
from wfm.services.publication.changing import changes_since
from wfm.services.publication.fitting import check_employment, check_leave, check_seams
from wfm.services.publication.sudden import asks_reason, sudden_changes
from wfm.services.publication.wording import shift_words

MAKE_AGAIN = "make the schedule again"


def make_official(
    uow: UnitOfWork,
    who: Principal,
    record: ScheduleVersion,
    now: datetime,
    accepted: Collection[str] = (),
    *,
    reason: str = "",
    replay: bool = False,
    **detail: object,
) -> ScheduleVersion:
    """Put a draft on the timeline, archive what ends by it, and take the offers on what leaves off the board.

    RefusedError when all of it has begun, when a shift of it lies in leave approved since it was made or outside
    employment, when it breaks a rule with what stays published around it, when what was published in its scope changed
    in a way whose sentence (`changes_since`) is not among the `accepted`, or when something changes within the notice and
    no reason is given. With `replay`, a draft of days that are all past is put there whole (`exchange_of`).
    """
    sized(reason, "the reason of a publication")
    change = exchange_of(uow, record, now, replay=replay)
    check_leave(uow, record.horizon, (*change.comes, *change.kept), MAKE_AGAIN)
    check_employment(uow, record.horizon, change.comes, MAKE_AGAIN)
    check_seams(uow, f"schedule {record.id}", record.horizon, change, MAKE_AGAIN)
    undone = [found.text for found in changes_since(uow, record, change.scope.start)]
    unseen = [text for text in undone if text not in accepted]
    if unseen:
        raise RefusedError(
            f"publishing schedule {record.id} would undo what changed since it was made: {some_of(unseen, 1)}; "
            "rebase it, make it again, or publish it over these changes",
            unseen,
        )
    sudden = sudden_changes(uow, record, change, now)
    if sudden and not reason.strip():
        raise RefusedError(asks_reason(record.id, sudden), sudden)
    since = change.scope.start
    publication, archived = uow.publications.publish(record.id, record.version, now, who.username, since)
    withdrawn = uow.offers.withdraw_dead(f"schedule {record.id} took the place of the one this shift was in")
    told: dict[str, object] = {"first_day": str(record.horizon.start), "undone": undone, "reason": reason.strip()}
    told |= {"publication": publication.id, "replaced": list(archived), "withdrawn_offers": list(withdrawn)}
    told |= {"shifts": by_owner(change.comes), "left": [p.id for p in change.goes], "kept": by_owner(change.kept)}
    told |= {"begun": len(change.begun), "sudden": len(sudden)}
    uow.audit.add(who, "publish", "schedule", record.id, {**told, **detail})
    return uow.schedules.record(record.id)


def exchange_of(uow: UnitOfWork, record: ScheduleVersion, now: datetime, *, replay: bool = False) -> Exchange:
    """What publishing a draft does to the timeline: what has begun stays, on the timeline and in the draft.

    With `replay`, days that are all past are taken whole, where nothing of them was published before it began: planning on
    records of another year rewrites nothing that anybody worked. RefusedError where nothing is left to begin.
    """
    is_past = record.scope.end <= now
    whole = replay and is_past and not _was_worked(uow, record)
    change = uow.publications.exchange(record, None if whole else now)
    _all_meant(uow, record, change)
    left = change.comes or change.goes or change.kept
    if not whole and (is_past or (change.begun and not left)):
        raise RefusedError(
            f"all of schedule {record.id} has begun by now; only what is still to begin can be published"
        )
    return change


def _all_meant(uow: UnitOfWork, record: ScheduleVersion, change: Exchange) -> None:
    """RefusedError when a draft would bring a shift to somebody whom it is not about."""
    for planned in change.comes:
        rep = planned.shift.agent
        if rep and not change.scope.holds(rep, planned.start):
            name = uow.reps.get(rep).name
            raise RefusedError(
                f"schedule {record.id} is about {record.scope_words or 'other reps'} alone, and has a shift of {name}'s "
                f"on {shift_words(planned, record.horizon)}"
            )


def _was_worked(uow: UnitOfWork, record: ScheduleVersion) -> bool:
    """Whether something in a schedule's scope was on the timeline before it began."""
    there = uow.published.in_scope(record)
    brought = {p.id: p.schedule for p in uow.schedules.shifts(p.id for p in there)}
    records = uow.schedules.many(brought.values())
    return any((at := records[brought[p.id]].published_at) is not None and at <= p.start for p in there)


def by_owner(shifts: Iterable[PlannedShift]) -> dict[str, list[int]]:
    """The ids of shifts by whose they are, "" for open ones: from here on the log tells where each of them went."""
    found: dict[str, list[int]] = {}
    for planned in shifts:
        found.setdefault(planned.shift.agent, []).append(planned.id)
    return found
