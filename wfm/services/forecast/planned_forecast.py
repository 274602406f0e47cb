"""From the statistical forecasts of a run to what is planned with: layers in their order, then containment.

Nothing is fitted anew: switching a layer off takes the stored statistical forecasts and applies the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forecasting import apply_layers, contained
from wfm.database import UnitOfWork
from wfm.domain.planning import ForecastRun, Layer, QueueLayer, Scenario, VolumeForecast


def planned(
    statistical: Sequence[VolumeForecast], layers: Sequence[QueueLayer], scenarios: Sequence[Scenario]
) -> tuple[VolumeForecast, ...]:
    """Each forecast with what is switched on for its queue; the same object where nothing touches it."""
    return tuple(_planned(forecast, layers, scenarios) for forecast in statistical)


def _planned(forecast: VolumeForecast, layers: Sequence[QueueLayer], scenarios: Sequence[Scenario]) -> VolumeForecast:
    result = forecast
    for stored in layers:
        layer = stored.layer
        if layer.on and stored.queue in (None, forecast.queue) and layer.touches(forecast.grid).any():
            changed = apply_layers(result, [layer])
            note = f"layer {layer.name!r} {layer_words(layer)}: {_difference(result, changed, layer)}"
            result = replace(changed, notes=(*result.notes, note))
    for scenario in scenarios:
        here = scenario.touches(forecast.grid)
        if scenario.on and scenario.queue in (None, forecast.queue) and here.any():
            changed = contained(result, scenario.containment, here)
            note = (
                f"containment {scenario.name!r}: automation keeps {scenario.containment.share:.0%} of contacts "
                f"({changed.mean.sum() - result.mean.sum():+,.0f}), and the rest takes "
                f"{scenario.containment.aht_uplift:.0%} longer"
            )
            result = replace(changed, notes=(*result.notes, note))
    return result


def layer_words(layer: Layer) -> str:
    """What a layer does, in a few words."""
    unit = "s of handle time" if layer.target == "aht" else "contacts"
    if layer.kind == "multiply":
        return f"multiplies {'handle time' if layer.target == 'aht' else 'contacts'} by {layer.value:g}"
    if layer.kind == "campaign":
        return f"adds {layer.value:g} contacts in all"
    return f"{'adds' if layer.kind == 'add' else 'sets'} {layer.value:g} {unit} an interval"


def _difference(before: VolumeForecast, after: VolumeForecast, layer: Layer) -> str:
    if layer.target == "volume":
        return f"{after.mean.sum() - before.mean.sum():+,.0f} contacts"
    work = float(after.mean @ after.aht_seconds - before.mean @ before.aht_seconds) / 3600
    return f"{work:+,.1f} hours of handle time"


def as_planned(uow: UnitOfWork, run: ForecastRun) -> ForecastRun:
    """The run with what is on record applied to its statistical forecasts."""
    return replace(run, forecasts=planned(run.statistical, uow.layers.all(), uow.scenarios.all()))


def replan(uow: UnitOfWork, queues: Iterable[str | None]) -> tuple[int, ...]:
    """Apply what is on record anew to the newest forecast of each queue (None: of every one); the runs changed.

    Older runs keep what they were planned with, so that a requirement made from one can still be understood.
    """
    wanted = set(queues)
    named = uow.queues.ids() if None in wanted else sorted(q for q in wanted if q is not None)
    runs = uow.forecasts.newest_of(named)
    for id in runs:
        uow.forecasts.plan(as_planned(uow, uow.forecasts.get(id)))
    return runs
