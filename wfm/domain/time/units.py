"""Lengths of time, and how a minute is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

DAY = 1440
"""Minutes of a wall-clock day."""

SATURDAY = 5
"""Weekdays from this one on are the weekend (0: Monday)."""

SLOT_LENGTHS = (5, 10, 15, 30, 60)
"""Interval lengths a planner may choose, in minutes."""


def clock(minute: int) -> str:
    """The time of day of a wall-clock minute, `08:30`; `00:30+1` half an hour past the first midnight.

    >>> clock(510), clock(1470)
    ('08:30', '00:30+1')
    """
    day, rest = divmod(minute, DAY)
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f"+{day}" if day > 0 else "")


def spans(flags: Sequence[bool] | npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of true values as half-open (low, high) index pairs.

    >>> spans([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    padded = np.concatenate(([False], np.asarray(flags, bool), [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
