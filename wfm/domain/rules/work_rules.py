"""Work rules, each stated once for all who judge a schedule: a rule emits limits, and they measure those.

A `Rule` joins several shifts of one rep; the legality of one shift (template, grid, availability, work mode) is a
`ShiftRule`. The tuples at the foot of this file are what `violations` measures, and with it the judgement of a
schedule, trades, bids, and the messages about what a rep lacks.

The optimizer's search does not read limits, but for a check of what `whole_schedule` plans. It keeps the same rules
by arrays and kernels of its own, written from the contract's fields, and so does the model that explains clashes;
`docs/adding-a-rule.md` lists every place. What the search returns is measured by `violations` before it leaves, and
tests hold the two statements together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from wfm.domain.people import Agent, Contract, Shift, WorkMode
from wfm.domain.rules.rule_limits import Compatibility, Limit, Streak, Total
from wfm.domain.time import DAY, Horizon, clock


class Rule(Protocol):
    """A rule over several shifts of one rep."""

    @property
    def name(self) -> str:
        """The field's word for it."""
        ...

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        """The limits it sets for this rep in this horizon."""
        ...


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
class Rest:
    """Least time between the end of a shift and the start of the next; the first counts from what came before."""

    name: str = "rest"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        need = contract.min_rest
        yield Compatibility(
            self.name,
            lambda a, b: need - (b.start - a.end),
            lambda a, b: (
                f"{(b.start - a.end) / 60:g} h of rest before the shift at {clock(b.start_of_day)}, need {need / 60:g} h"
            ),
        )


@dataclass(frozen=True, slots=True)
class ConsecutiveDays:
    """Most days worked in a row."""

    name: str = "consecutive days"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        yield Streak(self.name, contract.max_consecutive_days, agent.before.consecutive_days)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Paid time in each week of the horizon."""

    name: str = "weekly hours"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        low, high = contract.paid_per_week
        for first, last in weeks(horizon):
            yield Total(self.name, first, last, contract.paid_minutes, low, high, "paid hours", 60)


@dataclass(frozen=True, slots=True)
class DaysPerWeek:
    """Days worked in each week of the horizon."""

    name: str = "days per week"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        low, high = contract.days_per_week
        for first, last in weeks(horizon):
            yield Total(self.name, first, last, lambda shift: 1.0, low, high, "days")


@dataclass(frozen=True, slots=True)
class OneShiftADay:
    """At most one shift starts on a day."""

    name: str = "one shift a day"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        for day in range(horizon.days):
            yield Total(self.name, day, day, lambda shift: 1.0, 0, 1, "shifts")


@dataclass(frozen=True, slots=True)
class StartSpread:
    """Largest difference between start times of day within one week."""

    name: str = "start spread"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        spread = contract.start_spread
        if spread is None:
            return
        for week in weeks(horizon):
            yield Compatibility(
                self.name,
                lambda a, b: abs(a.start_of_day - b.start_of_day) - spread,
                lambda a, b: (
                    f"starts at {clock(a.start_of_day)} and {clock(b.start_of_day)} in one week, more than {spread} min apart"
                ),
                week,
            )


@dataclass(frozen=True, slots=True)
class MaxWeekends:
    """Most weekends with work in the horizon."""

    name: str = "weekends"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        if contract.max_weekends is None:
            return

        def weekend(shift: Shift) -> int | None:
            week, weekday = divmod(shift.day + horizon.first_weekday, 7)
            return week if weekday >= 5 else None

        yield Total(
            self.name, 0, horizon.days - 1, lambda shift: 0.0, 0, contract.max_weekends, "weekends", key=weekend
        )


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """Days on site a week of a hybrid rep."""

    name: str = "office days"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        if agent.work_mode is not WorkMode.HYBRID:
            return
        low, high = agent.office_days
        for first, last in weeks(horizon):
            yield Total(self.name, first, last, lambda shift: float(shift.site is not None), low, high, "office days")


@dataclass(frozen=True, slots=True)
class Template:
    """The shift is one of the contract's templates, breaks in their windows and order."""

    name: str = "shift template"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if contract.template_of(shift) is not None:
            return None
        return "; ".join(fault for t in contract.shifts if (fault := t.fault(shift)) is not None)


@dataclass(frozen=True, slots=True)
class OnGrid:
    """The shift starts within the horizon and its times are multiples of the slot."""

    name: str = "slot grid"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if not 0 <= shift.day < horizon.days:
            return "shift starts outside the horizon"
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
        return f"the shift {clock(shift.start_of_day)} to {clock(shift.end - shift.day * DAY)} is outside the available hours"


@dataclass(frozen=True, slots=True)
class TimeOff:
    """The shift overlaps no approved time off."""

    name: str = "time off"

    def fault(self, shift: Shift, agent: Agent, contract: Contract, horizon: Horizon) -> str | None:
        if any(shift.start < b and a < shift.end for a, b in agent.time_off):
            return "the shift overlaps approved time off"
        return None


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


def weeks(horizon: Horizon) -> Iterator[tuple[int, int]]:
    """The weeks of the horizon as (first day, last day), both inclusive."""
    for week in range(horizon.weeks):
        yield 7 * week, min(7 * week + 6, horizon.days - 1)


def limits(agent: Agent, contract: Contract, horizon: Horizon, rules: Sequence[Rule] | None = None) -> list[Limit]:
    """Every limit the rules set for one rep."""
    return [limit for rule in (RULES if rules is None else rules) for limit in rule.limits(agent, contract, horizon)]


RULES: tuple[Rule, ...] = (
    OneShiftADay(),
    Rest(),
    ConsecutiveDays(),
    WeeklyHours(),
    DaysPerWeek(),
    StartSpread(),
    OfficeDays(),
    MaxWeekends(),
)
"""The rules over several shifts, in the order they are told."""

SHIFT_RULES: tuple[ShiftRule, ...] = (OnGrid(), Template(), Availability(), TimeOff(), PlaceOfWork())
"""The rules over one shift, in the order they are told."""
