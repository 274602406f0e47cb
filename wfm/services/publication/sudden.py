"""What a publication changes for reps at short notice: that needs a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from wfm.database import UnitOfWork
from wfm.domain.exchange import Exchange, PlannedShift, ScheduleVersion, Surroundings
from wfm.domain.texts import some_of
from wfm.services.publication.wording import day_of, shift_words

NOTICE = timedelta(hours=24)
"""What begins sooner than this does not change for a rep without a reason."""


def sudden_changes(uow: UnitOfWork, record: ScheduleVersion, change: Exchange, now: datetime) -> tuple[str, ...]:
    """The shifts within the notice that an exchange takes from reps or gives them, in words, one for a rep and day.

    A first plan is no change: whoever has nothing published for the day was told nothing yet.
    """
    near = [p for p in (*change.goes, *change.comes) if p.shift.agent and now <= p.start < now + NOTICE]
    if not near:
        return ()
    horizons = uow.published.horizons(now, now + NOTICE)
    soon = Surroundings({}, horizons, scopes=uow.published.scopes(horizons))
    horizon, found = record.horizon, dict[tuple[str, int], PlannedShift]()
    for planned in sorted(near, key=lambda p: (p.start, p.id)):
        rep, day = planned.shift.agent, day_of(planned.start, horizon)
        if planned.live or day in soon.planned_days(rep, horizon):
            found.setdefault((rep, day), planned)
    names = uow.reps.get_many(sorted({rep for rep, _ in found}))
    return tuple(f"{names[rep].name}'s on {shift_words(planned, horizon)}" for (rep, _), planned in found.items())


def asks_reason(schedule: int, sudden: tuple[str, ...]) -> str:
    """The sentence that asks for a reason."""
    count = len(sudden)
    hours = NOTICE / timedelta(hours=1)
    return (
        f"publishing schedule {schedule} changes {count} shift{'s' if count > 1 else ''} that begin{'' if count > 1 else 's'} "
        f"within {hours:g} h ({some_of(sudden, 1)}); give a reason"
    )
