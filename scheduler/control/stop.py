"""When to stop searching: a criterion is one call that reads the state of the search."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from wfm.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a search stands.

    `seconds` since it began, `work` in units that do not depend on the machine's speed, `cost` of the best
    schedule (infinite before the first), `bound` proven so far (None: none yet).
    """

    seconds: float
    work: float
    cost: float
    bound: float | None = None


class StoppingCriterion(Protocol):
    """Says whether the search should stop now."""

    def __call__(self, state: Snapshot) -> bool:
        """True to stop."""
        ...


class Event(Protocol):
    """Something that can be set from outside: `threading.Event` and `multiprocessing.Event` both fit."""

    def is_set(self) -> bool:
        """Whether someone asked."""
        ...


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Stops once `seconds` of wall time have passed."""

    seconds: float

    def __post_init__(self) -> None:
        _at_least_zero("time limit", self.seconds)

    def __call__(self, state: Snapshot) -> bool:
        """True from the limit on."""
        return state.seconds >= self.seconds


@dataclass(frozen=True, slots=True)
class WorkLimit:
    """Stops once `units` of work are done: the same schedule on any machine with the same seed."""

    units: float

    def __post_init__(self) -> None:
        _at_least_zero("work limit", self.units)

    def __call__(self, state: Snapshot) -> bool:
        """True from the limit on."""
        return state.work >= self.units


@dataclass(frozen=True, slots=True)
class GapLimit:
    """Stops once the best schedule is proven within a share of the optimum (0.01: one percent)."""

    share: float

    def __post_init__(self) -> None:
        _at_least_zero("gap", self.share)

    def __call__(self, state: Snapshot) -> bool:
        """True once a bound is known and near enough."""
        found = gap(state.cost, state.bound)
        return found is not None and found <= self.share


@dataclass(frozen=True, slots=True)
class Asked:
    """Stops as soon as a person asks, by setting the event."""

    event: Event

    def __call__(self, state: Snapshot) -> bool:
        """True once the event is set."""
        return self.event.is_set()


class FirstOf:
    """Stops as soon as any of several criteria does; with none it never stops.

    >>> stop = FirstOf(TimeLimit(60), GapLimit(0.01))
    >>> stop(Snapshot(seconds=5, work=0, cost=100.0, bound=99.5))
    True
    """

    def __init__(self, *criteria: StoppingCriterion) -> None:
        self.criteria = criteria

    def __call__(self, state: Snapshot) -> bool:
        """True once one criterion says so."""
        return any(criterion(state) for criterion in self.criteria)


def gap(cost: float, bound: float | None) -> float | None:
    """(cost - bound) / |cost|, the share by which a schedule may still be improved; None without a bound or a cost.

    Costs are sums of priced shortfalls and pay and are >= 0; a schedule that costs nothing has a gap of 0.

    >>> gap(cost=125.0, bound=100.0)
    0.2
    """
    if bound is None or not (math.isfinite(cost) and math.isfinite(bound)):
        return None
    return 0.0 if cost <= bound else (cost - bound) / abs(cost) if cost else math.inf


def _at_least_zero(name: str, value: float) -> None:
    if not (value >= 0 and math.isfinite(value)):
        raise InputError(f"{name} must be >= 0, got {value}")
