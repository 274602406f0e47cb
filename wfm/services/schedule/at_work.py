"""Who is at work on some days: the shifts on the timeline, or a draft's own beside the others' that it does not replace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler import GivenShift, SchedulingProblem
from wfm.database import UnitOfWork
from wfm.domain.exchange import PlannedShift, ScheduleVersion, on_axis
from wfm.domain.people import Rep, Shift
from wfm.domain.time import SLOT_LENGTHS, Horizon
from wfm.services.schedule.newest_requirement import Stretch
from wfm.services.schedule.required_work import demand_of


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

    def day(self, planned: PlannedShift) -> date:
        """The local date on which a shift starts."""
        return self.horizons[planned.schedule].start + timedelta(days=planned.shift.day)

    def speeds(self, planned: PlannedShift) -> Mapping[str, float]:
        """What the owner of a shift takes on its day."""
        return self.reps[planned.shift.agent].on(self.day(planned)).skills

    def on_axis(self, horizon: Horizon) -> list[tuple[PlannedShift, Shift]]:
        """Each shift that touches a horizon, also on its axis."""
        both = ((p, on_axis(p.shift, self.horizons[p.schedule], horizon)) for p in self.shifts)
        return [(planned, shift) for planned, shift in both if shift.end > 0 and shift.start < horizon.minutes]


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


def axis_of(stretch: Stretch, there: AtWork) -> Horizon:
    """The axis of a stretch: slots that part the intervals of its requirement and the times of all shifts."""
    whole = Horizon(stretch.first_day, stretch.days, stretch.run.grid.slot_minutes, stretch.run.grid.zone)
    times = {minute for _, s in there.on_axis(whole) for piece in (s, *s.pieces) for minute in (piece.start, piece.end)}
    fitting = [slot for slot in SLOT_LENGTHS if whole.slot_minutes % slot == 0]
    slot = max((slot for slot in fitting if all(minute % slot == 0 for minute in times)), default=min(fitting))
    return Horizon(whole.start, whole.days, slot, whole.zone)


def problem_of(stretch: Stretch, horizon: Horizon, there: AtWork) -> SchedulingProblem:
    """As much of a scheduling problem as coverage needs: what is asked on an axis, and everybody's shifts as given."""
    demand = demand_of(stretch.run.requirements, horizon)
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    given = []
    for planned, shift in there.on_axis(horizon):
        speeds = {skill: speed for skill, speed in there.speeds(planned).items() if skill in skills}
        given.append(GivenShift(shift.given_to("", None), speeds))
    return SchedulingProblem("coverage", horizon, skills, demand, (), {}, (), given=tuple(given))
