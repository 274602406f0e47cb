"""Rules over one shift of one rep: whether it is legal for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wfm.domain.people import Activity, Agent, Contract, Shift, WorkClock, WorkMode
from wfm.domain.time import Horizon, clock


class ShiftRule(Protocol):
    """A rule over one shift of one rep."""

    @property
    def name(self) -> str:
        """The field's word for it."""
        ...

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        """What is wrong with the shift, in words, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Template:
    """The shift is one of the contract's templates, breaks in their windows and order."""

    name: str = "shift template"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        ahead = WorkClock(horizon, agent.zone).ahead(shift.start)
        if contract.template_of(shift, ahead) is not None:
            return None
        return "; ".join(fault for t in contract.shifts if (fault := t.fault(shift, ahead)) is not None)


@dataclass(frozen=True, slots=True)
class Inside:
    """The shift starts within the horizon."""

    name: str = "horizon"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        return None if 0 <= shift.day < horizon.days else "shift starts outside the horizon"


@dataclass(frozen=True, slots=True)
class OnGrid:
    """The shift's times are multiples of the slot."""

    name: str = "slot grid"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        times = [shift.start, shift.end, *(t for b in shift.breaks for t in (b.start, b.end))]
        if any(t % horizon.slot_minutes for t in times):
            return f"times must be multiples of {horizon.slot_minutes} min"
        return None


@dataclass(frozen=True, slots=True)
class Availability:
    """The shift lies inside one of the rep's available windows."""

    name: str = "availability"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if agent.available is None or any(a <= shift.start and shift.end <= b for a, b in agent.available):
            return None
        start = WorkClock(horizon, agent.zone).start_of_day(shift)
        return f"the shift {clock(start)} to {clock(start + shift.end - shift.start)} is outside the available hours"


@dataclass(frozen=True, slots=True)
class TimeOff:
    """The shift overlaps no approved time off."""

    name: str = "time off"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if any(shift.start < b and a < shift.end for a, b in agent.time_off):
            return "the shift overlaps approved time off"
        return None


@dataclass(frozen=True, slots=True)
class OnLeave:
    """The shift overlaps no leave."""

    name: str = "leave"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if any(shift.start < leave.end and leave.start < shift.end for leave in agent.leave):
            return "the shift overlaps approved leave"
        return None


@dataclass(frozen=True, slots=True)
class Employed:
    """The shift starts between the first and the last day of employment."""

    name: str = "employed"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if agent.employed is None or agent.employed[0] <= shift.day <= agent.employed[1]:
            return None
        if shift.day < agent.employed[0]:
            return "the shift starts before the first day of employment"
        return "the shift starts after the last day of employment"


@dataclass(frozen=True, slots=True)
class PlaceOfWork:
    """On-site reps work at their site, remote ones at home, hybrid ones at either."""

    name: str = "work mode"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        allowed = {
            WorkMode.ONSITE: (agent.site,),
            WorkMode.REMOTE: (None,),
            WorkMode.HYBRID: (None, agent.site),
        }[agent.work_mode]
        if shift.site in allowed:
            return None
        return f"a rep who works {agent.work_mode.value} is placed at {shift.site or 'home'}"


@dataclass(frozen=True, slots=True)
class ActivitiesApart:
    """Activities lie inside the shift and on the slot grid, and overlap neither its breaks nor one another."""

    name: str = "activities"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        for n, activity in enumerate(shift.activities):
            fault = _misplaced(activity, shift, shift.activities[:n], horizon.slot_minutes)
            if fault is not None:
                midnight = shift.start - WorkClock(horizon, agent.zone).start_of_day(shift)
                begins, ends = activity.start - midnight, activity.end - midnight
                return f"{activity.id} from {clock(begins)} to {clock(ends)} {fault}"
        return None


def _misplaced(activity: Activity, shift: Shift, earlier: tuple[Activity, ...], slot: int) -> str | None:
    """What is wrong with the place of an activity, in words that follow its name, or None."""
    if not shift.start <= activity.start <= activity.end <= shift.end:
        return "is not inside the shift"
    if activity.start % slot or activity.end % slot:
        return f"must start and end at multiples of {slot} min"
    named = [(b.name, b.start, b.end) for b in shift.breaks] + [(a.id, a.start, a.end) for a in earlier]
    other = next((name for name, start, end in named if activity.start < end and start < activity.end), None)
    return None if other is None else f"overlaps {other}"


SHIFT_RULES: tuple[ShiftRule, ...] = (
    Inside(),
    OnGrid(),
    Template(),
    Availability(),
    TimeOff(),
    OnLeave(),
    Employed(),
    PlaceOfWork(),
    ActivitiesApart(),
)
"""The rules over one shift, in the order they are told."""

OUTSIDE_RULES: tuple[ShiftRule, ...] = (Inside(), Template())
"""Those that a shift outside the horizon is measured by."""
