"""What planners know beyond history: layers on a forecast, special days, and what automation keeps away from reps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np

from wfm.domain.arrays import Flags
from wfm.domain.errors import InputError
from wfm.domain.time import DAY, TimeGrid

LayerKind = Literal["add", "multiply", "set", "campaign"]
KINDS: tuple[LayerKind, ...] = ("add", "multiply", "set", "campaign")
LayerTarget = Literal["volume", "aht"]
TARGETS: tuple[LayerTarget, ...] = ("volume", "aht")
Treatment = Literal["exclude", "adjust", "no forecast"]
TREATMENTS: tuple[Treatment, ...] = ("exclude", "adjust", "no forecast")

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Layer:
    """One change over the intervals that start in start <= t < end.

    Attributes
    ----------
    name : what planners read.
    kind : add `value` to each interval; multiply each by `value`; set each to `value`; or campaign: `value` contacts
        in total, spread like the forecast of those intervals (evenly where that is zero).
    value : contacts, a factor, or seconds when `target` is aht.
    start, end : instants with a time zone.
    target : volume or aht; a campaign changes volume.
    weekdays : local weekdays it touches, 0 = Monday, all by default.
    window : (from, to) minutes of the local day it touches, all by default.
    on : whether it applies.
    """

    name: str
    kind: LayerKind
    value: float
    start: datetime
    end: datetime
    target: LayerTarget = "volume"
    weekdays: tuple[int, ...] = EVERY_DAY
    window: tuple[int, int] = (0, DAY)
    on: bool = True

    def __post_init__(self) -> None:
        where = f"layer {self.name!r}"
        if not self.name.strip():
            raise InputError("a layer must have a name")
        if self.kind not in KINDS:
            raise InputError(f"{where}: kind must be one of {KINDS}, got {self.kind!r}")
        if self.target not in TARGETS:
            raise InputError(f"{where}: target must be one of {TARGETS}, got {self.target!r}")
        if self.kind == "campaign" and self.target == "aht":
            raise InputError(f"{where}: a campaign must change volume, got target 'aht'")
        if not math.isfinite(self.value) or (self.value < 0 and self.kind != "add"):
            raise InputError(f"{where}: value must be finite and, except for add, >= 0, got {self.value}")
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InputError(f"{where}: start and end must carry a time zone")
        if not self.start < self.end:
            raise InputError(f"{where}: start must lie before end, got {self.start} and {self.end}")
        if not self.weekdays or not set(self.weekdays) <= set(EVERY_DAY):
            raise InputError(f"{where}: weekdays must be in 0..6, got {self.weekdays}")
        if not 0 <= self.window[0] < self.window[1] <= DAY:
            raise InputError(f"{where}: window must satisfy 0 <= from < to <= {DAY}, got {self.window}")

    def touches(self, grid: TimeGrid) -> Flags:
        """Which intervals the layer changes, shape (count,)."""
        low, high = (
            np.datetime64(t.astimezone(grid.start.tzinfo).replace(tzinfo=None), "m") for t in (self.start, self.end)
        )
        instants, minutes = grid.instants(), grid.minutes_of_day()
        here = (instants >= low) & (instants < high) & np.isin(grid.weekdays(), self.weekdays)
        return np.asarray(here & (minutes >= self.window[0]) & (minutes < self.window[1]))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day the planner knows more about than any calendar.

    exclude: a past day that must not teach the forecast; a future one is forecast as an ordinary day.
    adjust: the day is expected at `factor` times an ordinary day (a past one is divided by it before it teaches).
    no forecast: nothing is expected (closed); a past one teaches nothing.
    """

    day: date
    treatment: Treatment
    factor: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.treatment not in TREATMENTS:
            raise InputError(f"treatment of special day {self.day} must be one of {TREATMENTS}, got {self.treatment!r}")
        if self.treatment == "adjust":
            if self.factor is None or not (math.isfinite(self.factor) and self.factor > 0):
                raise InputError(f"special day {self.day}: adjust needs a factor > 0, got {self.factor}")
        elif self.factor is not None:
            raise InputError(f"special day {self.day}: only adjust takes a factor, got {self.factor}")


@dataclass(frozen=True, slots=True)
class Containment:
    """Automation that solves `share` of the contacts before a rep, in [0, 1).

    `aht_uplift` is the growth of handle time of what remains (0.1: 10 % longer), >= 0.
    """

    share: float
    aht_uplift: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise InputError(f"containment share must be in [0, 1), got {self.share}")
        if not 0 <= self.aht_uplift < float("inf"):
            raise InputError(f"aht_uplift must be >= 0, got {self.aht_uplift}")


@dataclass(frozen=True, slots=True)
class QueueLayer:
    """A layer on record. `queue` is None for every queue, which only a factor can mean alike for all.

    `id` is 0 until stored; `version` counts changes, so that two planners cannot undo one another.
    """

    id: int
    queue: str | None
    layer: Layer
    version: int = 1

    def __post_init__(self) -> None:
        if self.queue is None and self.layer.kind != "multiply":
            raise InputError(
                f"layer {self.layer.name!r}: a layer on every queue must multiply; {self.layer.kind} must name a queue"
            )


@dataclass(frozen=True, slots=True)
class QueueDay:
    """A special day on record; `queue` is None for every queue without a day of its own on that date."""

    id: int
    queue: str | None
    special: SpecialDay
    version: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """A containment scenario on record, for one queue or, with None, every one.

    It holds on the local days `first` to `last`, both included; None leaves that end open.
    """

    id: int
    name: str
    queue: str | None
    containment: Containment
    first: date | None = None
    last: date | None = None
    on: bool = True
    version: int = 1

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("a containment scenario must have a name")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError(f"scenario {self.name!r}: first must not lie after last, got {self.first} and {self.last}")

    def touches(self, grid: TimeGrid) -> Flags:
        """Which intervals the scenario changes, shape (count,)."""
        days = grid.local_days()
        here = np.ones(grid.count, bool)
        if self.first is not None:
            here &= days >= np.datetime64(self.first, "D")
        if self.last is not None:
            here &= days <= np.datetime64(self.last, "D")
        return here
