"""Work rules, each stated once for all who judge a schedule: a rule emits limits, and they measure those.

A `Rule` joins several shifts of one rep; the legality of one shift (template, grid, availability, work mode) is a
`ShiftRule` of `shift_rules`. The tuples at the foot of both files are what `violations` measures, and with it the judgement of a
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

from wfm.domain.people import Agent, Contract, WorkClock, WorkMode
from wfm.domain.rules.rule_limits import Compatibility, Limit, Streak, Total
from wfm.domain.rules.weekly_amounts import asked_of, beside, leave_in, numbered_weeks, weeks
from wfm.domain.time import Horizon, clock


class Rule(Protocol):
    """A rule over several shifts of one rep."""

    @property
    def name(self) -> str:
        """The field's word for it."""
        ...

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        """The limits it sets for this rep in this horizon."""
        ...


@dataclass(frozen=True, slots=True)
class Rest:
    """Least time between the end of a shift and the start of the next, what is fixed around the horizon included."""

    name: str = "rest"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        need, own = contract.min_rest, WorkClock(horizon, agent.zone)
        yield Compatibility(
            self.name,
            lambda a, b: need - horizon.lasted(a.end, b.start),
            lambda a, b: (
                f"{horizon.lasted(a.end, b.start) / 60:g} h of rest before the shift at {clock(own.start_of_day(b))}, "
                f"need {need / 60:g} h"
            ),
        )


@dataclass(frozen=True, slots=True)
class ConsecutiveDays:
    """Most days worked in a row."""

    name: str = "consecutive days"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        yield Streak(
            self.name,
            contract.max_consecutive_days,
            agent.before.consecutive_days,
            horizon.days - 1,
            agent.after.consecutive_days,
        )


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Paid time in each week, leave and what was worked of it outside the horizon included."""

    name: str = "weekly hours"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        own = WorkClock(horizon, agent.zone)
        for week, first, last in numbered_weeks(horizon):
            low, high = asked_of(agent, horizon, week, contract.paid_per_week)
            yield Total(
                self.name,
                first,
                last,
                lambda shift: own.judged_minutes(contract, shift),
                low,
                high,
                "paid hours",
                60,
                beside=beside(agent, horizon, week, "paid_minutes"),
            )


@dataclass(frozen=True, slots=True)
class DaysPerWeek:
    """Days worked in each week, leave and what was worked of it outside the horizon included."""

    name: str = "days per week"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        for week, first, last in numbered_weeks(horizon):
            low, high = asked_of(agent, horizon, week, contract.days_per_week)
            yield Total(
                self.name,
                first,
                last,
                lambda shift: 1.0,
                low,
                high,
                "days",
                beside=beside(agent, horizon, week, "days"),
            )


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
        spread, own = contract.start_spread, WorkClock(horizon, agent.zone)
        if spread is None:
            return
        for week in weeks(horizon):
            yield Compatibility(
                self.name,
                lambda a, b: abs(own.start_of_day(a) - own.start_of_day(b)) - spread,
                lambda a, b: (
                    f"starts at {clock(own.start_of_day(a))} and {clock(own.start_of_day(b))} in one week, "
                    f"more than {spread} min apart"
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

        own = WorkClock(horizon, agent.zone)
        yield Total(
            self.name, 0, horizon.days - 1, lambda shift: 0.0, 0, contract.max_weekends, "weekends", key=own.weekend
        )


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """Days on site a week of a hybrid rep."""

    name: str = "office days"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        if agent.work_mode is not WorkMode.HYBRID:
            return
        for week, first, last in numbered_weeks(horizon):
            low, high = asked_of(agent, horizon, week, agent.office_days)
            if leave_in(agent, horizon, week, "days") >= 1:
                low = 0
            yield Total(
                self.name,
                first,
                last,
                lambda shift: float(shift.site is not None),
                low,
                high,
                "office days",
                beside=beside(agent, horizon, week, "office_days"),
            )


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
