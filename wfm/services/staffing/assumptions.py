"""What a planner assumes of queues for one run, and how it becomes the queues' own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wfm.database import UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError
from wfm.domain.planning import LIVE, Queue, VolumeForecast, promise_words, share_doubt

EVERY_QUEUE = ""
"""Key of assumptions that hold for every queue without its own."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a planner assumes of a queue for one run; None leaves the queue's own figure (or the forecast's).

    `share` of contacts within `seconds`; `aht_seconds` replaces the forecast handle time; `patience_seconds` may be
    infinite; `volume` multiplies the forecast contacts; `containment` is the share of contacts that automation takes
    away, and `aht_uplift` by how much longer those left take (0.1: 10 %).
    """

    share: float | None = None
    seconds: float | None = None
    aht_seconds: float | None = None
    patience_seconds: float | None = None
    max_occupancy: float | None = None
    volume: float = 1.0
    containment: float = 0.0
    aht_uplift: float = 0.0

    def __post_init__(self) -> None:
        if not (self.volume >= 0 and math.isfinite(self.volume)):
            raise InputError(f"the volume factor must be >= 0, got {self.volume}")
        if not 0 <= self.containment <= 1:
            raise InputError(f"containment must be in 0..1, got {self.containment}")
        if not (self.aht_uplift > -1 and math.isfinite(self.aht_uplift)):
            raise InputError(f"the handle time uplift must be > -1, got {self.aht_uplift}")
        if self.share is not None and (doubt := share_doubt(self.share)):
            raise InputError(doubt)
        if self.aht_seconds is not None and not (self.aht_seconds > 0 and math.isfinite(self.aht_seconds)):
            raise InputError(f"handle time must be > 0 seconds, got {self.aht_seconds}")

    def queue(self, queue: Queue) -> Queue:
        """The queue with these targets and planning figures."""
        target = replace(queue.target, **_given(self, "share", "seconds", "max_occupancy"))
        return replace(queue, target=target, **_given(self, "aht_seconds", "patience_seconds"))

    def forecast(self, forecast: VolumeForecast) -> VolumeForecast:
        """The forecast with these changes of volume and handle time."""
        factor = self.volume * (1 - self.containment)
        aht = forecast.aht_seconds if self.aht_seconds is None else np.full(forecast.grid.count, self.aht_seconds)
        return replace(
            forecast,
            mean=forecast.mean * factor,
            low=forecast.low * factor,
            high=forecast.high * factor,
            aht_seconds=aht * (1 + self.aht_uplift),
            quantiles={level: values * factor for level, values in forecast.quantiles.items()},
        )


def _given(assumptions: Assumptions, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(assumptions, name)) is not None}


def assumed_of(assumed: Mapping[str, Assumptions], queue: str) -> Assumptions:
    """What is assumed of a queue: its own, else what holds for every queue, else nothing."""
    return assumed.get(queue) or assumed.get(EVERY_QUEUE) or Assumptions()


def targets_of(assumed: Mapping[str, Assumptions], queue: Queue) -> Assumptions:
    """What is assumed of a queue. A promise for every queue is one of seconds, so it is for those who wait on the line.

    A queue whose work waits for hours takes such a promise only under its own name.
    """
    found = assumed_of(assumed, queue.id)
    if queue.id in assumed or queue.channel in LIVE:
        return found
    return replace(found, share=None, seconds=None)


def overridden(assumed: Mapping[str, Assumptions], queue: Queue) -> tuple[str, ...]:
    """What the planner's promise for one run changes of a queue's own, or why it leaves it alone; in sentences."""
    wanted = assumed_of(assumed, queue.id)
    if wanted.share is None and wanted.seconds is None:
        return ()
    changed = targets_of(assumed, queue).queue(queue)
    if promise_words(changed) != promise_words(queue):
        return (f"queue {queue.id}: {promise_words(changed)} in this run, instead of its own {promise_words(queue)}.",)
    if wanted == targets_of(assumed, queue):
        return ()
    return (
        f"queue {queue.id}: keeps its own {promise_words(queue)}; a target for all queues is for voice and chat, and "
        "this one takes it under its own name alone.",
    )


def remembered(
    uow: UnitOfWork, who: Principal, read: Sequence[Queue], assumed: Mapping[str, Assumptions]
) -> dict[str, str]:
    """Keep what was assumed as the queues' own, and nothing else of them.

    A figure that someone changed since the queues were read stays as they set it; a sentence per such queue says so.
    """
    now = {queue.id: queue for queue in uow.queues.all()}
    told: dict[str, str] = {}
    for before in read:
        if (stored := now.get(before.id)) is None:
            told[before.id] = f"queue {before.id} was removed meanwhile, so nothing was kept for it"
            continue
        wanted, mine = _figures(targets_of(assumed, before).queue(before)), _figures(before)
        theirs = _figures(stored)
        changed = {name: value for name, value in wanted.items() if value != mine[name]}
        lost = sorted(name for name in changed if theirs[name] not in (mine[name], changed[name]))
        kept = {name: value for name, value in changed.items() if name not in lost and theirs[name] != value}
        if lost:
            told[before.id] = f"someone else changed {' and '.join(lost)} meanwhile; their figures stay"
        if kept:
            uow.queues.put(_with_figures(stored, kept))
            uow.audit.add(who, "set", "queue", before.id, {name: _said(value) for name, value in kept.items()})
    return told


def _figures(queue: Queue) -> dict[str, Any]:
    """What a planner may assume of a queue and keep, by the name it is told by."""
    target = queue.target
    return {
        "target share": target.share,
        "target seconds": target.seconds,
        "occupancy limit": target.max_occupancy,
        "handle time": queue.aht_seconds,
        "patience": queue.patience_seconds,
    }


def _said(figure: float | None) -> float | str | None:
    """A figure as the log keeps it."""
    return figure if figure is None or math.isfinite(figure) else "no limit"


def _with_figures(queue: Queue, figures: Mapping[str, Any]) -> Queue:
    """The queue with some figures of `_figures` replaced."""
    whole = {**_figures(queue), **figures}
    target = replace(
        queue.target,
        share=whole["target share"],
        seconds=whole["target seconds"],
        max_occupancy=whole["occupancy limit"],
    )
    return replace(queue, target=target, aht_seconds=whole["handle time"], patience_seconds=whole["patience"])
