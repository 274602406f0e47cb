"""Parts of a schedule that threads may change at the same moment: reps of one part, days of one part, slots apart.

A part owns some reps and a stretch of days; no two parts share a rep or a slot, so that rules and cover of one never
feel another. Between stretches lie as many days as shifts reach over midnight. Parts are drawn anew all the time, with
whole schedules in between, so that nothing stays cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.arrays import CompiledProblem
from wfm.domain.arrays import Ints

DAYS_EACH = 3
"""Days of the horizon for each part."""

MOST = 16
"""Most parts; more processors than that are left idle."""


@dataclass(frozen=True, eq=False)
class Part:
    """`agents` that may change on days days[0] <= day < days[1]; their shifts lie in slots[0] <= slot < slots[1].

    `share` of the moves falls to it.
    """

    agents: Ints
    days: tuple[int, int]
    slots: tuple[int, int]
    share: float


def whole(compiled: CompiledProblem) -> list[Part]:
    """The schedule in one part."""
    return [Part(compiled.active, (0, compiled.tables.days), (0, compiled.tables.slots), 1.0)]


def divide(compiled: CompiledProblem, rng: np.random.Generator) -> list[Part]:
    """The schedule in random parts, one for every three days; in one where days or agents are too few."""
    t = compiled.tables
    gap, count = _days_over_midnight(compiled), min(t.days // DAYS_EACH, MOST, len(compiled.active) // 2)
    if count < 2:
        return whole(compiled)
    edges = np.rint(np.arange(1, count) * t.days / count + rng.uniform(-1.0, 1.0, count - 1)).astype(int).tolist()
    low, high = [0, *(e + gap for e in edges)], [*edges, t.days]
    if any(b <= a for a, b in zip(low, high, strict=True)):
        return whole(compiled)
    agents = np.array_split(rng.permutation(compiled.active), count)
    total = sum(len(mine) * (b - a) for mine, a, b in zip(agents, low, high, strict=True))
    first = [a * t.per_day for a in low]
    return [
        Part(np.sort(mine), (a, b), (a * t.per_day, slots), len(mine) * (b - a) / total)
        for mine, a, b, slots in zip(agents, low, high, [*first[1:], t.slots], strict=True)
    ]


def _days_over_midnight(compiled: CompiledProblem) -> int:
    """Days after its own that a shift may reach into."""
    rows = compiled.tables.types.rows
    last = int((rows["first"] + (rows["count"] - 1) * rows["step"] + rows["span"]).max(initial=0))
    return max(0, -(-last // compiled.tables.per_day) - 1)
