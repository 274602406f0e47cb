"""What travels between the search and its worker processes: one neighbourhood as plain arrays, and its plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.arrays import Cover, ShiftTypes
from wfm.domain.arrays import Floats, Ints, Records

CANDIDATE = np.dtype(
    [(name, np.int64) for name in ("agent", "day", "shift_type", "start", "place")] + [("price", np.float64)]
)
"""A shift that a rep may take on a freed day, with its own price; the start is a slot of the horizon."""

LEFT = np.dtype(
    [
        (name, np.int64)
        for name in ("agent", "paid_low", "paid_high", "days_low", "days_high", "office_low", "office_high")
    ]
)
"""What a rep's freed days of a week may and must hold, the standing days taken off."""

STREAK = np.dtype([(name, np.int64) for name in ("agent", "first", "last", "most")])
"""A span of days one longer than the longest streak, with the most freed days of a rep that may be worked in it."""


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """What a worker needs to plan some reps' freed days anew; arrays over slots begin at slot `origin`.

    Attributes
    ----------
    candidates : (candidates,) of `CANDIDATE`.
    group, site, free, paid : per candidate the rep's skill group, the site of the seat it takes (-1: none), the first
        slot in which the next may start after it, and its paid minutes.
    now, now_breaks : the candidates worked at present, and their breaks.
    weeks, streaks : rows of `LEFT` and `STREAK`.
    origin, end : half-open range of slots that the freed shifts may reach.
    slack : (slots, subsets), demand less what stands.
    room : (sites, slots), the seats left.
    planned, gain, window : waiting work that may move: head-slots planned (pieces, slots), what one asks of each
        subset (pieces, subsets), and the slots it may be done in (pieces, 2).
    seconds, nodes, gap : limits of the search: time, search nodes (0: none), and distance from the best.
    """

    candidates: Records
    group: Ints
    site: Ints
    free: Ints
    paid: Ints
    now: Ints
    now_breaks: Ints
    weeks: Records
    streaks: Records
    origin: int
    end: int
    slack: Floats
    room: Ints
    planned: Floats
    gain: Floats
    window: Ints
    types: ShiftTypes
    cover: Cover
    seconds: float
    nodes: int
    gap: float


@dataclass(frozen=True, eq=False)
class Answer:
    """A worker's plan: the candidates chosen with their breaks (offsets), waiting work per piece and slot, and the
    seconds it took; `found` is False when no plan was found within the limits."""

    chosen: Records
    breaks: Ints
    planned: Floats | None
    seconds: float = 0.0
    found: bool = True
