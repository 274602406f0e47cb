"""Requirement and coverage: heads asked for per interval, work that may wait, and what a schedule gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.time import TimeGrid


@dataclass(frozen=True, slots=True)
class DeferrableWork:
    """`head_slots` of work to be done anywhere in arrives <= interval < due (indices of the requirement's grid)."""

    arrives: int
    due: int
    head_slots: float


PER_INTERVAL = (
    "volume",
    "aht_seconds",
    "base",
    "required",
    "service_level",
    "occupancy",
    "asa_seconds",
    "abandonment",
)
"""What a requirement says of each interval."""


@dataclass(frozen=True, slots=True)
class StaffingRequirement:
    """Heads that one queue needs, per interval of its grid; every array has shape (count,).

    `base` is whole heads before shrinkage, `required` the real number after it: base / (1 - shrinkage). `volume` and
    `aht_seconds` are what drove them (contacts, seconds); `service_level`, `occupancy` and `abandonment` are predicted
    shares for `base` heads, `asa_seconds` the predicted mean wait of the answered. Deferrable queues (email, back office) carry `work` instead: their
    `base` and `required` then show an even spread over the opening hours and bind nothing.
    `shrinkage` is the share of paid time deducted. `notes` tell what the planner must know, one sentence each.
    """

    queue: str
    skill: str
    grid: TimeGrid
    volume: Floats
    aht_seconds: Floats
    base: Floats
    required: Floats
    service_level: Floats
    occupancy: Floats
    asa_seconds: Floats
    abandonment: Floats
    shrinkage: float
    method: str
    weight: float = 1.0
    work: tuple[DeferrableWork, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("base", "required"):
            values = getattr(self, name)
            bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
            if bad.size:
                raise InputError(f"queue {self.queue}: {name} must be >= 0, got {values[bad[0]]} at interval {bad[0]}")

    @property
    def deferrable(self) -> bool:
        """Whether the queue's work may wait."""
        return bool(self.work)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """At least so many heads of reps who can serve one or more of `queues`, per interval, shape (count,).

    `base` before shrinkage, `required` after it.
    """

    queues: tuple[str, ...]
    base: Floats
    required: Floats


@dataclass(frozen=True, slots=True)
class StaffedPool:
    """Queues staffed together because they share reps: what any mix of reps must keep, and what came of it.

    `rows` hold one entry per subset of the queues, all of them last. `separate` (queues, count) is the heads before
    shrinkage if the queues shared nobody. `targets`, `levels` and `half_widths` are per queue the promised share, the
    service level in simulation and half its 95 % confidence interval; `met` tells whether every promise was kept
    there. `notes` are sentences for the planner.
    """

    queues: tuple[str, ...]
    grid: TimeGrid
    rows: tuple[PoolRow, ...]
    separate: Floats
    targets: tuple[float, ...]
    levels: tuple[float, ...]
    half_widths: tuple[float, ...]
    met: bool
    notes: tuple[str, ...] = ()

    @property
    def saving(self) -> float:
        """Share of heads saved against separate queues, over the grid."""
        alone = float(self.separate.sum())
        return 1.0 - float(self.rows[-1].base.sum()) / alone if alone else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a schedule gives one skill, per interval of the grid: heads required, scheduled (allocated), short and over."""

    skill: str
    grid: TimeGrid
    required: Floats
    scheduled: Floats
    short: Floats
    over: Floats
