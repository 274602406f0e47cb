"""What travels between the search and its worker processes: one neighbourhood as plain arrays, and its plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """What a worker needs to plan some reps' free days anew; slots count from `origin`.

    `candidates` (candidates, 5): rep, day, shift_type, start slot of the horizon, place; `prices` their own prices; `now` are
    the candidates worked at present, with their breaks `now_breaks`. `weeks` lists,
    for each rep, (rep, paid low, paid high, days low, days high, office low, office high) left for the free days,
    `forced` whether a single free day must be worked. `runs` are (rep, first day, last day, most free days worked).
    `slack` (slots, subsets) is demand less what stands, `room` (sites, slots) the seats left; `deferred` (pieces,
    slots) is waiting work that may move within its `deferred_range`. `shift_types` (shift_types, 7) and `windows` (shift_types, 3, breaks) as in the tables. The search
    ends after `seconds`, `nodes` (0: no limit) or within `gap` of the best.
    """

    candidates: Ints
    now: Ints
    now_breaks: Ints
    prices: Floats
    weeks: Ints
    runs: Ints
    rest: Ints
    origin: int
    horizon: int
    slack: Floats
    room: Ints
    deferred: Floats
    deferred_gain: Floats
    deferred_range: Ints
    gain: Floats
    effective: Floats
    group: Ints
    site: Ints
    step: Floats
    fresh: npt.NDArray[np.bool_]
    shift_types: npt.NDArray[np.int32]
    windows: npt.NDArray[np.int32]
    over: float
    seconds: float
    nodes: int
    gap: float


@dataclass(frozen=True, eq=False)
class Answer:
    """A worker's plan: the candidates chosen with their breaks (offsets), waiting work per piece and slot, and the
    seconds it took; `found` is False when no plan was found within the limits."""

    chosen: Ints
    breaks: Ints
    deferred: Floats | None
    seconds: float = 0.0
    found: bool = True
