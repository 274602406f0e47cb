"""What the staffing benchmarks share: days, queues, and the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from wfm.domain.planning import Channel, OperatingHours, Queue, ServiceTarget
from wfm.domain.time import TimeGrid

Row = tuple[str, str, str, bool | None]
ALWAYS = OperatingHours.always()


def timed(run: Callable[[], object], repeats: int = 3) -> tuple[object, float]:
    """A result and the least CPU seconds of some runs."""
    best = math.inf
    for _ in range(repeats):
        start = time.process_time()
        result = run()
        best = min(best, time.process_time() - start)
    return result, best


def axis_of(hours: int, slot: int = 15) -> TimeGrid:
    return TimeGrid("UTC", datetime(2026, 3, 2, tzinfo=UTC), slot, hours * 60 // slot)


def queue_of(name: str = "q", channel: Channel = Channel.VOICE, seconds: float = 20.0, **values: object) -> Queue:
    target = ServiceTarget(float(values.pop("share", 0.8)), seconds, max_occupancy=1.0)  # type: ignore[arg-type]
    return Queue(name, channel, name, "UTC", values.pop("hours", ALWAYS), target, **values)  # type: ignore[arg-type]


def hump(axis: TimeGrid, peak: float) -> np.ndarray:
    """Contacts per interval rising to a peak at 14:00 between 06:00 and 22:00."""
    minutes = axis.minutes_of_day()
    return np.where((minutes >= 360) & (minutes < 1320), peak * np.sin(np.pi * (minutes + 7.5 - 360) / 960), 0.0)
