"""Taking a publication back, while nothing else has changed in its scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import Basis, Exchange, Publication, Scope
from wfm.domain.texts import sized, some_of
from wfm.domain.time import Horizon
from wfm.services.clock import clock_now
from wfm.services.publication import (
    by_owner,
    changes_between,
    check_employment,
    check_leave,
    check_seams,
    moment_words,
)

STANDS = "the publication stands; make a schedule for these days instead"


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a publication back did: how many shifts came back, left, and stayed since they have begun.

    `withdrawn` is how many offers left the board with their shifts.
    """

    publication: int
    schedule: int
    returned: int
    left: int
    begun: int
    withdrawn: int


def undo(
    db: Database, who: Principal, publication_id: int | None = None, *, reason: str, now: datetime | None = None
) -> Undone:
    """Take a publication back, the newest that stands without a number: what it replaced is on the timeline again.

    What has begun stays, and with it the other shift of that rep and day; one of days that were all past when it was made is taken back whole.

    Raises
    ------
    RefusedError
        When it was undone already or made by an earlier version, all of it has begun, something changed in its scope
        since, or what would return lies in leave granted since, outside employment, or breaks a rule with what stays.
    InputError
        Without a reason.
    """
    who.require(Role.PLANNER)
    if not sized(reason, "the reason of an undo").strip():
        raise InputError("taking a publication back must carry a reason")
    now = clock_now(now)
    with db.write() as uow:
        publication = _standing(uow, publication_id)
        record = uow.schedules.record(publication.schedule)
        since = publication.start if publication.end <= publication.at else max(publication.start, now)
        after = _after(uow, publication)
        _nothing_since(uow, publication, after, Scope(since, publication.end, record.reps), record.horizon)
        change = _change(uow, publication, since)
        check_leave(uow, record.horizon, change.comes, STANDS)
        check_employment(uow, record.horizon, change.comes, STANDS)
        check_seams(uow, f"undoing publication {publication.id}", record.horizon, change, STANDS)
        back, gone = uow.publications.undo(publication.id, now, who.username, since)
        withdrawn = uow.offers.withdraw_dead(f"publication {publication.id} was undone, and with it this shift")
        status = uow.schedules.many({record.id, *(p.schedule for p in change.comes)})
        told: dict[str, object] = {"publication": publication.id, "reason": reason.strip(), "left": list(gone)}
        told |= {"shifts": by_owner(uow.schedules.shifts(back)), "withdrawn_offers": list(withdrawn)}
        told |= {"schedules": {str(id): found.status.value for id, found in sorted(status.items())}}
        uow.audit.add(who, "undo", "schedule", record.id, told)
        return Undone(publication.id, record.id, len(back), len(gone), len(change.begun), len(withdrawn))


def _standing(uow: UnitOfWork, id: int | None) -> Publication:
    """The publication to take back; RefusedError when there is none or it is undone."""
    if id is None:
        found = next((p for p in uow.publications.history() if p.undone_at is None), None)
        if found is None:
            raise RefusedError("there is no publication to undo")
        return found
    publication = uow.publications.get(id)
    if publication.undone_at is not None:
        horizon = uow.schedules.record(publication.schedule).horizon
        when = moment_words(publication.undone_at, horizon)
        raise RefusedError(f"publication {id} was undone already, by {publication.undone_by} at {when}")
    return publication


def _after(uow: UnitOfWork, publication: Publication) -> Basis:
    """How the timeline stood once it was made; RefusedError where that was not kept."""
    after = uow.publications.after(publication.id)
    if after is None:
        raise RefusedError(
            f"publication {publication.id} was made by an earlier version of wfm, which did not keep what came of it, "
            "so it cannot be undone"
        )
    return after


def _nothing_since(uow: UnitOfWork, publication: Publication, after: Basis, scope: Scope, horizon: Horizon) -> None:
    """RefusedError when what came of a publication is not as it was any more."""
    changes = [change.text for change in changes_between(uow, after, scope, horizon)]
    if changes:
        raise RefusedError(
            f"publication {publication.id} cannot be undone, since its scope has changed: {some_of(changes, 1)}; "
            "make a schedule for these days instead",
            changes,
        )


def _change(uow: UnitOfWork, publication: Publication, since: datetime) -> Exchange:
    """What returns and what leaves, and what has begun and stays; RefusedError when that is all."""
    change = uow.publications.way_back(publication.id, since)
    if not (change.comes or change.goes) and (change.begun or uow.publications.replaced(publication.id)):
        raise RefusedError(f"publication {publication.id} cannot be undone: all that it changed has begun by now")
    return change
