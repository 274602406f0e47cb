"""Who is at work on some days: the shifts on the timeline, or a draft's own beside the others' that it does not replace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler import Group, on_contacts
from wfm.database import UnitOfWork
from wfm.domain.arrays import Floats
from wfm.domain.exchange import PlannedShift, ScheduleVersion, on_axis
from wfm.domain.people import Rep, Shift
from wfm.domain.time import SLOT_LENGTHS, Horizon
from wfm.services.schedule.newest_requirement import Stretch


@dataclass(frozen=True, slots=True)
class Placed:
    """A shift on the axis of a stretch, with its owner and what they take on its day."""

    rep: str
    shift: Shift
    skills: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Shifts that somebody owns, and what is needed to count them: the axis of each one's schedule, and the reps."""

    shifts: tuple[PlannedShift, ...]
    horizons: Mapping[int, Horizon]
    reps: Mapping[str, Rep]

    def changed(self, gone: Collection[int], new: Iterable[PlannedShift]) -> AtWork:
        """The same without the shifts of some ids, and with others that somebody owns."""
        kept = (planned for planned in self.shifts if planned.id not in gone)
        return AtWork((*kept, *(planned for planned in new if planned.shift.agent)), self.horizons, self.reps)

    def on(self, horizon: Horizon) -> list[Placed]:
        """The shifts that touch a horizon, on its axis."""
        skills: dict[tuple[str, date], Mapping[str, float]] = {}
        result = []
        for planned in self.shifts:
            own, rep = self.horizons[planned.schedule], planned.shift.agent
            shift = on_axis(planned.shift, own, horizon)
            if shift.end <= 0 or shift.start >= horizon.minutes:
                continue
            key = rep, own.start + timedelta(days=planned.shift.day)
            if key not in skills:
                skills[key] = self.reps[rep].on(key[1]).skills
            result.append(Placed(rep, shift, skills[key]))
        return result


def at_work(
    uow: UnitOfWork,
    start: datetime,
    end: datetime,
    draft: ScheduleVersion | None = None,
    more: Sequence[PlannedShift] = (),
) -> AtWork:
    """Everybody's shifts that touch start <= t < end: what is published, or would be with a draft beside the others.

    `more` are shifts whose reps and axes are wanted too.
    """
    live = uow.published.shifts_between(start, end)
    if draft is not None:
        scope = draft.scope
        own = uow.schedules.own_shifts(draft.id)
        mine = (p for p in own if p.shift.agent and p.start < end and start < p.end)
        live = (*(p for p in live if not scope.holds(p.shift.agent, p.start)), *mine)
    known = (*live, *more)
    horizons = uow.published.horizons(start, end, {planned.schedule for planned in known})
    reps = uow.reps.get_many(sorted({planned.shift.agent for planned in known} - {""}))
    return AtWork(live, horizons, reps)


def axis_of(stretch: Stretch, shifts: Iterable[Shift]) -> Horizon:
    """The axis of a stretch: the longest slots that part the intervals of its requirement and the times of all shifts."""
    interval = stretch.run.grid.slot_minutes
    times = {minute for s in shifts for piece in (s, *s.pieces) for minute in (piece.start, piece.end)}
    fitting = [slot for slot in SLOT_LENGTHS if interval % slot == 0]
    slot = max((slot for slot in fitting if all(minute % slot == 0 for minute in times)), default=min(fitting))
    return stretch.axis(slot)


def heads_of(placed: Iterable[Placed], skills: Collection[str], horizon: Horizon) -> dict[Group, Floats]:
    """Heads on contacts of each group in every slot, by the speeds they have in some skills."""
    worked: dict[Group, list[Shift]] = {}
    for one in placed:
        group = tuple(sorted((skill, speed) for skill, speed in one.skills.items() if skill in skills))
        worked.setdefault(group, []).append(one.shift)
    return {group: on_contacts(theirs, horizon) for group, theirs in worked.items()}
