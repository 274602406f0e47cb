"""What the planner knows beyond history: layers that add, multiply or set contacts or handle time over a stretch.

The statistical forecast is never changed; layers are kept apart, applied in order, and can each be switched off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
from scipy.stats import poisson

from forecasting.days import Flags
from wfm.domain.contacts import Floats, VolumeForecast
from wfm.domain.errors import InputError
from wfm.domain.time import DAY, TimeGrid

LayerKind = Literal["add", "multiply", "set", "campaign"]
KINDS: tuple[LayerKind, ...] = ("add", "multiply", "set", "campaign")
LayerTarget = Literal["volume", "aht"]
TARGETS: tuple[LayerTarget, ...] = ("volume", "aht")


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
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    window: tuple[int, int] = (0, DAY)
    on: bool = True

    def __post_init__(self) -> None:
        where = f"layer {self.name!r}"
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
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
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


def apply_layers(forecast: VolumeForecast, layers: Sequence[Layer]) -> VolumeForecast:
    """The forecast with every layer that is on, in order; the statistical one is left as it is."""
    result = forecast
    for layer in layers:
        if layer.on:
            result = _applied(result, layer)
    return result


def _applied(forecast: VolumeForecast, layer: Layer) -> VolumeForecast:
    """The forecast with one more layer."""
    here = layer.touches(forecast.grid)
    if not here.any():
        return replace(forecast, notes=(*forecast.notes, f"layer {layer.name!r} touches no interval of this forecast"))
    if layer.target == "aht":
        aht = np.array(forecast.aht_seconds)
        aht[here] = _changed(aht[here], layer)
        return replace(forecast, aht_seconds=aht)
    mean = np.array(forecast.mean)
    mean[here] = _changed(mean[here], layer)
    curves = {"low": forecast.low, "high": forecast.high}
    moved = {
        name: _moved(curve, forecast.mean, mean, here, layer, name == "high", forecast.level)
        for name, curve in curves.items()
    }
    quantiles = {
        q: _moved(curve, forecast.mean, mean, here, layer, q >= 0.5, abs(2 * q - 1))
        for q, curve in forecast.quantiles.items()
    }
    return replace(forecast, mean=mean, low=moved["low"], high=moved["high"], quantiles=quantiles)


def _changed(values: Floats, layer: Layer) -> Floats:
    """Values of the touched intervals after the layer, never below zero."""
    if layer.kind == "set":
        return np.full_like(values, layer.value)
    if layer.kind == "multiply":
        return values * layer.value
    if layer.kind == "add":
        return np.maximum(values + layer.value, 0.0)
    whole = float(values.sum())
    shares = values / whole if whole > 0 else np.full_like(values, 1 / values.size)
    return np.asarray(values + layer.value * shares)


def _moved(
    curve: Floats, before: Floats, after: Floats, here: Flags, layer: Layer, upper: bool, level: float
) -> Floats:
    """An end of the band after the layer.

    Multiplying scales it and adding shifts it; a value that was set has only counting noise around it.
    """
    result = np.array(curve)
    if layer.kind == "multiply":
        result[here] = curve[here] * layer.value
    elif layer.kind == "set":
        tail = (1 - level) / 2
        result[here] = poisson.ppf(1 - tail if upper else tail, after[here])
    else:
        result[here] = np.maximum(curve[here] + after[here] - before[here], 0.0)
    return np.maximum(result, 0.0)
