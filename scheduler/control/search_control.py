"""One run of the search: its clock, its work, its best cost and bound, and who is told."""

from __future__ import annotations

import math
import time

from scheduler.control.progress import Progress, ProgressCallback
from scheduler.control.stop import FirstOf, Snapshot, StoppingCriterion, TimeLimit, WorkLimit

MOVES_PER_UNIT, WEEKS_PER_UNIT = 100_000, 500
"""Annealing moves, and reps' weeks planned, that make one unit of work; larger steps of the search are converted to it."""


class SearchControl:
    """Where a search stands.

    `work` counts units that depend on the steps taken and never on the machine. `share` is the part of the budget
    used so far, by time or by work, whichever is further; 0 when there is no budget.
    """

    def __init__(self, stop: StoppingCriterion, progress: ProgressCallback, slot_minutes: int) -> None:
        self.stop = stop
        self.listener = progress
        self.slot_hours = slot_minutes / 60
        self.began = time.perf_counter()
        self.work = 0.0
        self.cost = math.inf
        self.bound: float | None = None
        self.reports: list[Progress] = []
        self.time_limit, self.work_limit = _budget(stop)
        self.interrupted = False

    @property
    def seconds(self) -> float:
        """Wall time since the run began."""
        return time.perf_counter() - self.began

    @property
    def timed(self) -> bool:
        """Whether the clock may steer the search; a run limited by work alone must not look at it."""
        return self.work_limit is None

    def left(self) -> float:
        """Seconds left of the time budget; infinite without one."""
        return math.inf if self.time_limit is None else max(0.0, self.time_limit - self.seconds)

    def used(self) -> float:
        """Seconds used, or what stands for them where work alone counts: a unit is about a quarter of a second."""
        return self.seconds if self.timed else 0.25 * self.work

    def budget(self) -> float:
        """The whole budget in the unit of `used`; infinite without one."""
        limits = [math.inf if self.time_limit is None else self.time_limit] if self.timed else [math.inf]
        if self.work_limit is not None:
            limits.append(0.25 * self.work_limit)
        return min(limits)

    def found(self, cost: float) -> None:
        """Note a schedule's cost."""
        if cost < self.cost - 1e-9:
            self.cost = cost

    def conclude(self, cost: float) -> None:
        """Note the exact cost of the schedule that is handed back; the search itself may have estimated it."""
        self.cost = cost

    def proved(self, bound: float) -> None:
        """Note a lower bound."""
        if self.bound is None or bound > self.bound:
            self.bound = bound

    def over(self) -> bool:
        """Whether the search should stop now."""
        return self.interrupted or self.stop(Snapshot(self.seconds, self.work, self.cost, self.bound))

    def tell(self, phase: str, short: float, over: float, message: str, searched: bool = True) -> None:
        """Report where the search stands; `short` and `over` in head-slots."""
        hours = (self.slot_hours * short, self.slot_hours * over)
        report = Progress(phase, self.seconds, self.cost, self.bound, *hours, message, searched)
        self.reports.append(report)
        self.listener(report)


def _budget(stop: StoppingCriterion) -> tuple[float | None, float | None]:
    """The time and work limits within a criterion, None where it has none."""
    if isinstance(stop, TimeLimit):
        return stop.seconds, None
    if isinstance(stop, WorkLimit):
        return None, stop.units
    if isinstance(stop, FirstOf):
        found = [_budget(c) for c in stop.criteria]
        seconds = [s for s, _ in found if s is not None]
        units = [u for _, u in found if u is not None]
        return min(seconds, default=None), min(units, default=None)
    return None, None
