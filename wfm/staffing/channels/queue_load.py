"""What one queue asks of its reps over a grid: the arrays that every channel model reads, checked once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Queue
from wfm.domain.time import TimeGrid

QueueingModel = Literal["erlang_a", "erlang_c"]


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """Contacts per interval and their handle time, shape (count,); NaN-free.

    `open` marks the intervals within the queue's hours, `model` whether customers hang up (erlang_a) or not,
    `backlog` contacts already waiting when the grid starts (deferrable channels).
    """

    queue: Queue
    grid: TimeGrid
    volume: Floats
    aht_seconds: Floats
    open: npt.NDArray[np.bool_]
    model: QueueingModel = "erlang_a"
    backlog: float = 0.0

    def __post_init__(self) -> None:
        if self.model not in get_args(QueueingModel):
            raise InputError(f"model must be one of {get_args(QueueingModel)}, got {self.model!r}")
        if not (self.backlog >= 0 and math.isfinite(self.backlog)):
            raise InputError(f"queue {self.queue.id}: backlog must be >= 0, got {self.backlog}")
        for name in ("volume", "aht_seconds"):
            values = getattr(self, name)
            if values.shape != (self.grid.count,):
                raise InputError(
                    f"queue {self.queue.id}: {name} must have one value per interval ({self.grid.count}), "
                    f"got shape {values.shape}"
                )
            bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
            if bad.size:
                raise InputError(
                    f"queue {self.queue.id}: {name} must be finite and >= 0, got {values[bad[0]]} at interval {bad[0]}"
                )

    @property
    def slot_seconds(self) -> float:
        """Length of an interval in seconds."""
        return 60.0 * self.grid.slot_minutes

    @property
    def patience(self) -> float:
        """Mean patience in seconds: infinite where nobody is taken to hang up."""
        return math.inf if self.model == "erlang_c" else self.queue.patience_seconds


@dataclass(frozen=True, slots=True)
class Performance:
    """The service that heads give, per interval, shape (count,): shares, and seconds for the mean wait of the answered.

    Where nothing arrives the service level is 1 and the rest 0. `asa_seconds` is infinite where nobody is answered
    or the wait grows without end.
    """

    service_level: Floats
    asa_seconds: Floats
    occupancy: Floats
    abandonment: Floats
