"""What the planner knows beyond history: layers that add, multiply or set contacts or handle time over a stretch.

The statistical forecast is never changed; layers are kept apart, applied in order, and can each be switched off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wfm.domain.arrays import Flags, Floats
from wfm.domain.planning import Layer, VolumeForecast

__all__ = ["Layer", "apply_layers"]


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

    Multiplying scales it and adding shifts it; a value that was set has only counting noise around it. An end on
    whole contacts stays on them.
    """
    result = np.array(curve)
    if layer.kind == "multiply":
        result[here] = curve[here] * layer.value
    elif layer.kind == "set":
        from scipy.stats import poisson  # takes long to load, and layers of the other kinds do without

        tail = (1 - level) / 2
        result[here] = poisson.ppf(1 - tail if upper else tail, after[here])
    else:
        result[here] = np.maximum(curve[here] + after[here] - before[here], 0.0)
    return np.where(here, outward(curve, np.maximum(result, 0.0), upper), curve)


def outward(before: Floats, after: Floats, upper: bool) -> Floats:
    """An end of a band after a change, on whole contacts where it was before: up for the upper, down for the lower."""
    if (before != np.round(before)).any():
        return after
    # Dust of the product must not cost a whole contact.
    return np.asarray(np.ceil(after - 1e-9) if upper else np.floor(after + 1e-9))
