"""What a running search tells: one frozen report at a time, to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.control import stop


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stands.

    Attributes
    ----------
    phase : which part of the method is at work.
    seconds : wall time since the search began.
    cost, bound : the best schedule's cost and the best proven bound, in units of the objective; cost is infinite
        before the first schedule, bound None before the first bound.
    short, over : head-hours the best schedule leaves short, and has beyond what is asked.
    message : what it is doing, for a planner.
    searched : whether the limits leave time for more than a first schedule; known in the last report.
    """

    phase: str
    seconds: float
    cost: float
    bound: float | None
    short: float
    over: float
    message: str
    searched: bool = True

    @property
    def gap(self) -> float | None:
        """Share by which the best schedule may still be improved; None where not known."""
        return stop.gap(self.cost, self.bound)


ProgressCallback = Callable[[Progress], None]
"""Called with every report; it must return soon, for the search waits for it."""


def silent(progress: Progress) -> None:
    """Listens to nothing."""
