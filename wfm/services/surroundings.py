"""Reading what bears on shifts from outside of their schedule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from wfm.database import UnitOfWork
from wfm.domain.exchange import PlannedShift, Surroundings
from wfm.domain.planning import OperatingHours

A_WEEK = timedelta(days=9)
"""Leave in the weeks that a window cuts counts too, whatever the rep's clock."""


def read_surroundings(
    uow: UnitOfWork, start: datetime, end: datetime, reps: Collection[str] | None = None, ids: Collection[int] = ()
) -> Surroundings:
    """What is published for start <= t < end and all that reps are judged by: of these reps, or of everyone.

    `ids` are schedules whose horizons are wanted beside those of the window.
    """
    shifts: dict[str, list[PlannedShift]] = {}
    if reps is None:
        for planned in uow.published.shifts_between(start, end):
            shifts.setdefault(planned.shift.agent, []).append(planned)
    else:
        shifts = {rep: list(found) for rep, found in uow.published.shifts_of(reps, start, end).items()}
    named = {*ids, *(planned.schedule for held in shifts.values() for planned in held)}
    hours: dict[str, list[OperatingHours]] = {}
    for queue in uow.queues.all():
        hours.setdefault(queue.skill, []).append(queue.hours)
    sites = uow.sites.all()
    horizons = uow.published.horizons(start, end, named)
    return Surroundings(
        contracts={contract.id: contract for contract in uow.contracts.all()},
        horizons=horizons,
        shifts=shifts,
        week_start=uow.centre.settings().week_start,
        zones={site.id: site.zone for site in sites},
        seats={site.id: site.seats for site in sites},
        leave=uow.time_off.approved_leave(start - A_WEEK, end + A_WEEK, reps),
        hours=hours,
        scopes=uow.published.scopes(horizons),
    )
