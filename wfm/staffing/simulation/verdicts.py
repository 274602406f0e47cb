"""What a simulation says of each queue in a sentence: whether it keeps its target, how surely, and when it is worst."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from wfm.domain.planning import ServiceTarget
from wfm.domain.time import zone_of
from wfm.staffing.simulation.outcome import SimulationResult


class Standing(StrEnum):
    """How a queue stands to its target: by its whole confidence interval, or not clear from so many replications."""

    MEETS = "meets"
    MISSES = "misses"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A queue's standing, and its worst hour: start (local, of the grid's zone) and service level there.

    `worst` is None where nothing came.
    """

    queue: str
    standing: Standing
    level: float
    half_width: float
    target: float
    worst: datetime | None
    worst_level: float

    @property
    def sentence(self) -> str:
        """For a planner or a manager."""
        if self.worst is None:
            return f"{self.queue}: nothing came, so there is nothing to judge."
        goal, seen = f"its target of {self.target:.0%}", f"{self.level:.1%}"
        within = "" if np.isnan(self.half_width) else f" ± {100 * self.half_width:.1f} points"
        says = {
            Standing.MEETS: f"meets {goal} with {seen}{within}",
            Standing.MISSES: f"misses {goal} with {seen}{within}",
            Standing.UNCLEAR: f"is at {goal} within chance, {seen}{within}; more replications would tell",
        }[self.standing]
        when = f"{self.worst:%a} {self.worst.day} {self.worst:%b} at {self.worst:%H:%M}"
        return f"{self.queue} {says}; its worst hour starts {when} with {self.worst_level:.0%}."


def verdicts(result: SimulationResult, targets: dict[str, ServiceTarget]) -> tuple[Verdict, ...]:
    """One verdict per queue, in the order of the result."""
    return tuple(_verdict(result, q, targets[felt.name]) for q, felt in enumerate(result.queues))


def _verdict(result: SimulationResult, q: int, target: ServiceTarget) -> Verdict:
    felt = result.queues[q]
    mean, half = felt.service_level.mean, felt.service_level.half_width
    sure = 0.0 if np.isnan(half) else half
    standing = Standing.UNCLEAR
    if mean - sure >= target.share:
        standing = Standing.MEETS
    elif mean + sure < target.share:
        standing = Standing.MISSES
    worst, level = _worst_hour(result, q)
    return Verdict(felt.name, standing, mean, half, target.share, worst, level)


def _worst_hour(result: SimulationResult, q: int) -> tuple[datetime | None, float]:
    """The hour of lowest level among those with at least a quarter of the busiest hour's contacts."""
    grid = result.grid
    width = max(1, 60 // grid.slot_minutes)
    offered, level = result.interval_offered[q], np.nan_to_num(result.interval_level[q])
    known = np.where(np.isnan(result.interval_level[q]), 0.0, offered)
    if not known.any():
        return None, float("nan")
    kernel = np.ones(min(width, grid.count))
    came, served = (np.convolve(x, kernel, "valid") for x in (known, known * level))
    levels = np.where(came >= 0.25 * came.max(), served / np.where(came > 0, came, 1.0), np.inf)
    first = int(np.argmin(levels))
    start = grid.start + timedelta(minutes=first * grid.slot_minutes)
    return start.astimezone(zone_of(grid.zone)), float(levels[first])
