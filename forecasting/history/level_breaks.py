"""Breaks in level: a queue that from one day on is larger or smaller, found soon and told from noise and season.

History before a break is brought to the level after it, so that weekday index, profile and season keep their memory
while the level forgets at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats

SIDE = 15
"""Busy days whose means are compared on either side of a day: three weeks."""

FEWEST_AFTER = 4
"""Busy days after a break before it can be told from a bad week."""

REACH = 130
"""Busy days looked back on: half a year. Older breaks are out of every short memory."""

CERTAINTY = 5.0
"""How many times the usual difference of such means a break must exceed."""

SMALLEST_STEP = 0.12
"""Breaks under 12 % are left to the smoothing methods, which follow them about as fast."""

SHARPNESS = 0.6
"""Share of the step that must show within three days on either side: a season climbs, a break jumps."""

MOST_BREAKS = 3


@dataclass(frozen=True, slots=True)
class LevelBreak:
    """From `position` on (an index into the busy days) the log level is higher by `step`."""

    position: int
    step: float


def find_breaks(levels: Floats) -> tuple[LevelBreak, ...]:
    """Breaks in a gapless series of log levels of busy days, latest first; at most MOST_BREAKS.

    After each find the older part is brought to the new level and searched again.
    """
    series = np.array(levels, float)
    found: list[LevelBreak] = []
    while len(found) < MOST_BREAKS:
        latest = _clearest(series)
        if latest is None:
            break
        found.append(latest)
        series[: latest.position] += latest.step
    return tuple(sorted(found, key=lambda b: -b.position))


def _clearest(series: Floats) -> LevelBreak | None:
    """The most certain break of the last REACH days, None where nothing is certain."""
    n = len(series)
    if n < 3 * SIDE:
        return None
    sums = np.concatenate([[0.0], np.cumsum(series)])
    best, best_score = None, CERTAINTY
    for after in range(FEWEST_AFTER, SIDE + 1):
        # Every difference of `after` days to the SIDE days before them, at each position that has both.
        positions = np.arange(SIDE, n - after + 1)
        ahead = (sums[positions + after] - sums[positions]) / after
        behind = (sums[positions] - sums[positions - SIDE]) / SIDE
        steps = ahead - behind
        usual = 1.4826 * float(np.median(np.abs(steps - np.median(steps)))) + 1e-6
        # Near the end only the days that are there can be compared; further back all SIDE of them.
        usable = positions >= n - REACH
        usable &= (positions == n - after) if after < SIDE else (positions <= n - SIDE)
        for i in np.flatnonzero(usable & (np.abs(steps) >= SMALLEST_STEP)):
            score = abs(float(steps[i])) / usual
            if score > best_score and _sharp(series, int(positions[i]), float(steps[i])):
                best, best_score = LevelBreak(int(positions[i]), float(steps[i])), score
    return best


def _sharp(series: Floats, position: int, step: float) -> bool:
    """Whether most of the step happens within three days on either side."""
    jump = float(np.median(series[position : position + 3]) - np.median(series[position - 3 : position]))
    return jump / step >= SHARPNESS
