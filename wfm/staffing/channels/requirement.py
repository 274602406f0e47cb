"""From forecasts to required heads, and from any heads back to the service customers will feel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import DeferrableWork, Queue, StaffingRequirement, VolumeForecast, promise_doubt
from wfm.domain.time import TimeGrid
from wfm.machine import Executor, Serial
from wfm.staffing.channels.queue_load import Performance, QueueingModel, QueueLoad
from wfm.staffing.channels.registry import CHANNELS, ChannelModel, model_for
from wfm.staffing.channels.risk import volume_at
from wfm.staffing.channels.shrinkage import Shrinkage

FAR_BELOW = 0.10
"""How far a predicted level may lie below its target before it is noted."""


@dataclass(frozen=True, slots=True)
class _Job:
    forecast: VolumeForecast
    queue: Queue
    shrinkage: Shrinkage
    model: QueueingModel
    quantile: float | None
    backlog: float
    channels: tuple[ChannelModel, ...]


def staff(
    forecasts: Sequence[VolumeForecast],
    queues: Mapping[str, Queue],
    shrinkage: Shrinkage | None = None,
    *,
    model: QueueingModel = "erlang_a",
    quantile: float | None = None,
    backlog: Mapping[str, float] | None = None,
    channels: Sequence[ChannelModel] = CHANNELS,
    executor: Executor | None = None,
) -> list[StaffingRequirement]:
    """Heads or work that each forecast queue needs to keep its target, in the order of the forecasts.

    Parameters
    ----------
    queues : by id; InputError for a forecast of an unknown one.
    shrinkage : deducted once, after the heads are known; none by default.
    model : erlang_a takes customers to hang up after the queue's patience, erlang_c to wait for ever.
    quantile : staff for this quantile of the volume, in (0, 1), instead of the mean.
    backlog : contacts already waiting in deferrable queues when the grid starts, by queue.
    channels : one model per channel, where a planner has other parameters than the defaults.
    """
    waiting = backlog or {}
    for name in (*(f.queue for f in forecasts), *waiting):
        if name not in queues:
            raise InputError(f"queue must be one of {sorted(queues)}, got {name!r}")
    jobs = [
        _Job(f, queues[f.queue], shrinkage or Shrinkage(), model, quantile, waiting.get(f.queue, 0.0), tuple(channels))
        for f in forecasts
    ]
    return list((executor or Serial()).map(_staff_queue, jobs))


def predict(
    queue: Queue,
    grid: TimeGrid,
    volume: Floats,
    aht_seconds: Floats,
    heads: Floats,
    *,
    model: QueueingModel = "erlang_a",
    backlog: float = 0.0,
    channels: Sequence[ChannelModel] = CHANNELS,
) -> Performance:
    """The service that `heads` on the queue give, per interval; all arrays have shape (count,).

    `heads` are those who take contacts (after shrinkage, breaks and speed), and may be real numbers.
    """
    queue_load = QueueLoad(
        queue, grid, np.asarray(volume, float), np.asarray(aht_seconds, float), queue.hours.mask(grid), model, backlog
    )
    given = np.asarray(heads, float)
    if given.shape != (grid.count,) or not (np.isfinite(given) & (given >= 0)).all():
        raise InputError(f"queue {queue.id}: heads must be {grid.count} finite numbers >= 0, got shape {given.shape}")
    return model_for(queue.channel, channels).performance(queue_load, given)


def _staff_queue(job: _Job) -> StaffingRequirement:
    """One queue's requirement."""
    queue_load, notes = _demand(job)
    channel = model_for(job.queue.channel, job.channels)
    base, floored = _at_least(queue_load, channel.heads(queue_load))
    performance = channel.performance(queue_load, base)
    work = tuple(_gross(item, job.shrinkage) for item in channel.work(queue_load))
    risk = "" if job.quantile is None else f", volume at the {job.quantile:.0%} quantile"
    return StaffingRequirement(
        queue=job.queue.id,
        skill=job.queue.skill,
        grid=queue_load.grid,
        volume=queue_load.volume,
        aht_seconds=queue_load.aht_seconds,
        base=base,
        required=job.shrinkage.gross(base),
        service_level=performance.service_level,
        occupancy=performance.occupancy,
        asa_seconds=performance.asa_seconds,
        abandonment=performance.abandonment,
        shrinkage=job.shrinkage.total,
        method=channel.method(queue_load) + risk,
        weight=job.queue.weight,
        work=work,
        notes=(*notes, *floored, *_closed_notes(queue_load, channel.deferrable), *_far_below(queue_load, performance)),
    )


def _far_below(queue_load: QueueLoad, performance: Performance) -> list[str]:
    """A note where the heads are predicted to keep far less than the promise."""
    queue, volume = queue_load.queue, np.where(queue_load.open, queue_load.volume, 0.0)
    if not volume.any():
        return []
    level = float((np.nan_to_num(performance.service_level) * volume).sum() / volume.sum())
    if level >= queue.target.share - FAR_BELOW:
        return []
    return [
        f"queue {queue.id}: {100 * level:.0f} % are predicted to be served in time, far below the target of "
        f"{100 * queue.target.share:.0f} %; the heads shown do not keep the promise."
    ]


def _gross(item: DeferrableWork, shrinkage: Shrinkage) -> DeferrableWork:
    return DeferrableWork(item.arrives, item.due, item.head_slots / (1.0 - shrinkage.total))


def _at_least(queue_load: QueueLoad, heads: Floats) -> tuple[Floats, list[str]]:
    """The heads, raised to the queue's least while it is open, and a note that says where that binds."""
    queue = queue_load.queue
    if not queue.min_heads:
        return heads, []
    raised = queue_load.open & (heads < queue.min_heads)
    return np.where(raised, float(queue.min_heads), heads), [
        f"queue {queue.id}: at least {queue.min_heads} heads while open, as set (min_heads); the model alone asks for "
        f"fewer in {raised.sum()} of {queue_load.open.sum()} open intervals."
    ]


def _demand(job: _Job) -> tuple[QueueLoad, list[str]]:
    """The forecast as the load of a queue: gaps filled and told."""
    queue, grid = job.queue, job.forecast.grid
    volume = np.array(volume_at(job.forecast, job.quantile), float)
    aht = np.array(job.forecast.aht_seconds, float)
    notes = []
    missing = np.isnan(volume)
    if missing.any():
        notes.append(
            f"queue {queue.id}: {missing.sum()} intervals have no forecast and are staffed as if nothing came."
        )
        volume[missing] = 0.0
    unknown = (volume > 0) & ~(aht > 0)
    if unknown.any():
        notes.append(
            f"queue {queue.id}: {unknown.sum()} intervals have contacts but no handle time; "
            f"the queue's {queue.aht_seconds:g} s are used."
        )
        aht[unknown] = queue.aht_seconds
    aht[np.isnan(aht)] = 0.0
    if doubt := promise_doubt(queue):
        notes.append(doubt)
    if queue.target.share == 1:
        notes.append(
            f"queue {queue.id}: no finite number of heads promises 100 %; staffed for one miss in 10^9 contacts."
        )
    return QueueLoad(queue, grid, volume, aht, queue.hours.mask(grid), job.model, job.backlog), notes


def _closed_notes(queue_load: QueueLoad, deferrable: bool) -> list[str]:
    """What is forecast for closed hours is told, never dropped in silence."""
    closed = ~queue_load.open & (queue_load.volume > 0)
    if not closed.any():
        return []
    first = str(queue_load.grid.local()[np.flatnonzero(closed)[0]]).replace("T", " ")
    what = f"queue {queue_load.queue.id}: {queue_load.volume[closed].sum():.1f} contacts are forecast in {closed.sum()} closed intervals, the first at {first}"
    if not deferrable:
        return [f"{what}; no heads are asked for there."]
    if not queue_load.open[np.flatnonzero(closed)[-1] :].any():
        return [f"{what}; what comes after the last opening of the plan is left for the next one."]
    return [f"{what}; they are done after the next opening."]
