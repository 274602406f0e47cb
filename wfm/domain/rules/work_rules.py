"""Work rules, each stated once: a rule emits limits, and everyone else only reads limits.

Three kinds of limit carry every rule that joins several shifts of one rep:

* `Compatibility`: two shifts of one rep must fit each other (rest, start spread);
* `Total`: a sum of weights over the shifts that start in a span of days stays within bounds (hours, days, weekends);
* `Streak`: days worked in a row.

The legality of one shift (template, grid, availability, work mode) is a `ShiftRule`. `violations` measures all of
them; the optimizer reads the same limits as tables, resources and rows; the swap check is violations after less
violations before. A new rule is one class and one line in the tuples at the foot of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Protocol

from wfm.domain.people import Agent, Contract, Shift, WorkMode
from wfm.domain.time import DAY, Horizon, clock


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: whose, where (minute of the horizon, None for the whole of it), by how much, in words."""

    rule: str
    agent: str
    minute: int | None
    amount: float
    text: str


@dataclass(frozen=True, slots=True)
class Compatibility:
    """Two shifts of one rep must fit: `excess(earlier, later)` is by how many minutes they do not (<= 0: they fit).

    It binds consecutive shifts, or, with `days` (first, last), every pair that starts within those days.
    """

    rule: str
    excess: Callable[[Shift, Shift], float]
    text: Callable[[Shift, Shift], str]
    days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """`low <= sum of weight(shift) <= high` over the shifts that start on days first..last (inclusive).

    With `distinct`, a shift's weight is instead the number of distinct values of `key` it adds (weekends).
    """

    rule: str
    first: int
    last: int
    weight: Callable[[Shift], float]
    low: float
    high: float
    unit: str
    per: float = 1.0
    key: Callable[[Shift], int | None] | None = None

    def measure(self, shifts: Sequence[Shift]) -> float:
        """The sum over those of the given shifts that start within the span."""
        inside = [s for s in shifts if self.first <= s.day <= self.last]
        if self.key is not None:
            return float(len({k for s in inside if (k := self.key(s)) is not None}))
        return float(sum(self.weight(s) for s in inside))


@dataclass(frozen=True, slots=True)
class Streak:
    """At most `high` days worked in a row, `initial` of them already behind when day 0 begins."""

    rule: str
    high: int
    initial: int = 0


Limit = Compatibility | Total | Streak


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
                    f"starts at {clock(a.start_of_day)} and {clock(b.start_of_day)} in one week, they may differ by {spread} min"
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
        return f"the shift {clock(shift.start_of_day)} to {clock(shift.end - shift.day * DAY)} is not inside an available window"


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


def violations(
    agent: Agent,
    contract: Contract,
    shifts: Sequence[Shift],
    horizon: Horizon,
    rules: Sequence[Rule] | None = None,
    shift_rules: Sequence[ShiftRule] | None = None,
) -> list[Violation]:
    """Every rule that one rep's shifts break, with place and amount."""
    ordered = sorted(shifts, key=lambda s: (s.start, s.end))
    found = [
        Violation(rule.name, agent.id, shift.start, 1.0, fault)
        for shift in ordered
        for rule in (SHIFT_RULES if shift_rules is None else shift_rules)
        if (fault := rule.fault(shift, agent, contract, horizon)) is not None
    ]
    for limit in limits(agent, contract, horizon, rules):
        found.extend(_broken(limit, agent, ordered))
    return found


def _broken(limit: Limit, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    match limit:
        case Compatibility():
            yield from _broken_pairs(limit, agent, shifts)
        case Total():
            value = limit.measure(shifts)
            excess = max(limit.low - value, value - limit.high)
            if excess > 0:
                seen, low, high = (x / limit.per for x in (value, limit.low, limit.high))
                bounds = (
                    f"must be {low:g}"
                    if low == high
                    else f"must be {low:g} to {high:g}"
                    if low
                    else f"at most {high:g}"
                )
                text = f"{seen:g} {limit.unit}, {bounds}"
                yield Violation(limit.rule, agent.id, limit.first * DAY, excess, text)
        case Streak():
            yield from _broken_runs(limit, agent, shifts)


def _broken_pairs(limit: Compatibility, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    if limit.days is None:
        before = agent.before.last_shift_end
        history = [] if before is None else [Shift(agent.id, min(before, 0) - 1, before)]
        pairs = pairwise([*history, *shifts])
    else:
        first, last = limit.days
        pairs = combinations([s for s in shifts if first <= s.day <= last], 2)  # type: ignore[assignment]
    for a, b in pairs:
        excess = limit.excess(a, b)
        if excess > 0:
            yield Violation(limit.rule, agent.id, b.start, excess, limit.text(a, b))


def _broken_runs(limit: Streak, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    run, previous = limit.initial, -1
    for day in sorted({s.day for s in shifts}):
        run = run + 1 if day == previous + 1 else 1
        previous = day
        if run > limit.high:
            text = f"day {run} in a row, at most {limit.high}"
            yield Violation(limit.rule, agent.id, day * DAY, run - limit.high, text)


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
