"""The published timeline of some days, and one shift of it or of a draft, for whoever is to change it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleVersion
from wfm.domain.time import Horizon, zone_of
from wfm.services.clock import clock_now

FINEST = 5
"""Slots of the axis that the timeline is shown on: shifts of all schedules lie on them."""

MOST_DAYS = 56


@dataclass(frozen=True, slots=True)
class TimelineDays:
    """Some days of the published timeline on one axis, open shifts among them."""

    horizon: Horizon
    shifts: tuple[PlannedShift, ...]


def timeline_days(
    db: Database,
    who: Principal,
    first: date | None,
    days: int,
    rep: str | None = None,
    *,
    now: datetime | None = None,
) -> TimelineDays:
    """What is published from a day on (None: today), of one rep or of all, by rep and start.

    It is shown on the clock of the newest published schedule.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"days must be in 1..{MOST_DAYS}, got {days}")
    with db.read() as uow:
        zone = _zone(uow)
        axis = Horizon(first or clock_now(now).astimezone(zone_of(zone)).date(), days, FINEST, zone)
        reps = None if rep is None else frozenset([uow.reps.get(rep).id])
        status, at = ScheduleStatus.PUBLISHED, axis.instant(0)
        asked = ScheduleVersion(0, "", axis, status, None, None, None, {}, (), (), at, who.username, reps=reps)
        return TimelineDays(axis, uow.published.in_scope(asked))


def _zone(uow: UnitOfWork) -> str:
    newest = uow.schedules.latest(ScheduleStatus.PUBLISHED)
    if newest is not None:
        return newest.horizon.zone
    sites = uow.sites.all()
    return sites[0].zone if sites else "UTC"


def stored_shift(db: Database, who: Principal, id: int) -> tuple[PlannedShift, ScheduleVersion]:
    """A shift as it is stored, with its schedule; NotFoundError for no such shift. Only planners see those of drafts."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        planned = uow.schedules.shift(id)
        record = uow.schedules.record(planned.schedule)
    who.require(*((Role.PLANNER,) if record.status is ScheduleStatus.DRAFT else (Role.PLANNER, Role.MANAGER)))
    return planned, record
