"""Channels whose customers wait on the line: voice and chat."""

from __future__ import annotations

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.planning import Channel, DeferrableWork
from wfm.staffing.channels.queue_load import Performance, QueueLoad
from wfm.staffing.queueing import (
    Service,
    chat_heads,
    chat_service,
    erlang_a,
    handle_times,
    offered_load,
    required_heads,
)


def _performance(queue_load: QueueLoad, service: Service) -> Performance:
    """The part of a service that a requirement shows; the mean wait is 0 where nothing arrives."""
    asa = np.where(queue_load.volume > 0, service.asa, 0.0)
    level = np.where(queue_load.volume > 0, service.level(queue_load.queue.target.definition), 1.0)
    return Performance(level, asa, service.occupancy, np.where(queue_load.volume > 0, service.abandonment, 0.0))


class Voice:
    """Calls: Erlang A, or Erlang C when nobody is taken to hang up; long calls carry their load over."""

    channel = Channel.VOICE
    deferrable = False

    def method(self, queue_load: QueueLoad) -> str:
        """The model's name for people."""
        return "Erlang C" if queue_load.model == "erlang_c" else "Erlang A"

    def heads(self, queue_load: QueueLoad) -> Floats:
        """Least whole heads per interval, 0 while closed, shape (count,)."""
        target = queue_load.queue.target
        heads = required_heads(
            offered_load(
                np.where(queue_load.open, queue_load.volume, 0.0), queue_load.aht_seconds, queue_load.slot_seconds
            ),
            queue_load.aht_seconds,
            target.seconds,
            target.share,
            patience_seconds=queue_load.patience,
            definition=target.definition,
            max_occupancy=target.max_occupancy,
            max_abandonment=target.max_abandonment,
        )
        return np.where(queue_load.open, heads, 0).astype(float)

    def work(self, queue_load: QueueLoad) -> tuple[DeferrableWork, ...]:
        """Nothing waits."""
        return ()

    def performance(self, queue_load: QueueLoad, heads: Floats) -> Performance:
        """Service of real-valued heads, shape (count,)."""
        load = offered_load(queue_load.volume, queue_load.aht_seconds, queue_load.slot_seconds)
        aht = np.where(queue_load.aht_seconds > 0, queue_load.aht_seconds, queue_load.queue.aht_seconds)
        return _performance(
            queue_load, erlang_a(load, heads, aht, queue_load.patience, queue_load.queue.target.seconds)
        )


class Chat:
    """Chats: each rep holds several, each slower for the others (birth-death chain)."""

    channel = Channel.CHAT
    deferrable = False

    def method(self, queue_load: QueueLoad) -> str:
        """The model's name for people."""
        return f"chat chain, concurrency {queue_load.queue.concurrency}"

    def _inputs(self, queue_load: QueueLoad) -> tuple[Floats, Floats]:
        queue = queue_load.queue
        load = offered_load(queue_load.volume, queue_load.aht_seconds, queue_load.slot_seconds)
        aht = np.where(queue_load.aht_seconds > 0, queue_load.aht_seconds, queue.aht_seconds)
        handle = aht[:, None] * handle_times(1.0, queue.concurrency, queue.concurrency_slowdown)
        return np.where(queue_load.aht_seconds > 0, load / aht, 0.0), handle

    def heads(self, queue_load: QueueLoad) -> Floats:
        """Least whole heads per interval, 0 while closed, shape (count,)."""
        target = queue_load.queue.target
        arrivals, handle = self._inputs(queue_load)
        heads = chat_heads(
            np.where(queue_load.open, arrivals, 0.0),
            handle,
            target.seconds,
            target.share,
            patience_seconds=queue_load.patience,
            definition=target.definition,
            max_occupancy=target.max_occupancy,
            max_abandonment=target.max_abandonment,
        )
        return heads.astype(float)

    def work(self, queue_load: QueueLoad) -> tuple[DeferrableWork, ...]:
        """Nothing waits."""
        return ()

    def performance(self, queue_load: QueueLoad, heads: Floats) -> Performance:
        """Service of heads, shape (count,); between whole heads the figures are interpolated."""
        arrivals, handle = self._inputs(queue_load)
        low = np.floor(heads)
        part = np.clip(heads - low, 0.0, 1.0)
        ends = [
            _performance(
                queue_load, chat_service(arrivals, n, handle, queue_load.patience, queue_load.queue.target.seconds)
            )
            for n in (low, np.ceil(heads))
        ]

        def between(a: Floats, b: Floats) -> Floats:
            return np.where(part > 0, np.where(part > 0, b, 0.0) * part + np.where(part < 1, a, 0.0) * (1 - part), a)

        below, above = ends
        return Performance(
            between(below.service_level, above.service_level),
            between(below.asa_seconds, above.asa_seconds),
            between(below.occupancy, above.occupancy),
            between(below.abandonment, above.abandonment),
        )
