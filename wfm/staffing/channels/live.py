"""Channels whose customers wait on the line: voice and chat."""

from __future__ import annotations

import numpy as np

from wfm.domain.planning import Channel, DeferrableWork
from wfm.staffing.channels.queue_load import Demand, Performance
from wfm.staffing.queueing import (
    Floats,
    Service,
    chat_heads,
    chat_service,
    erlang_a,
    handle_times,
    offered_load,
    required_heads,
)


def _performance(demand: Demand, service: Service) -> Performance:
    """The part of a service that a requirement shows; the mean wait is 0 where nothing arrives."""
    asa = np.where(demand.volume > 0, service.asa, 0.0)
    level = np.where(demand.volume > 0, service.level(demand.queue.target.definition), 1.0)
    return Performance(level, asa, service.occupancy, np.where(demand.volume > 0, service.abandonment, 0.0))


class Voice:
    """Calls: Erlang A, or Erlang C when nobody is taken to hang up; long calls carry their load over."""

    channel = Channel.VOICE
    deferrable = False

    def method(self, demand: Demand) -> str:
        """The model's name for people."""
        return "Erlang C" if demand.model == "erlang_c" else "Erlang A"

    def heads(self, demand: Demand) -> Floats:
        """Least whole heads per interval, 0 while closed, shape (count,)."""
        target = demand.queue.target
        heads = required_heads(
            offered_load(np.where(demand.open, demand.volume, 0.0), demand.aht_seconds, demand.slot_seconds),
            demand.aht_seconds,
            target.seconds,
            target.share,
            patience_seconds=demand.patience,
            definition=target.definition,
            max_occupancy=target.max_occupancy,
            max_abandonment=target.max_abandonment,
        )
        return np.where(demand.open, heads, 0).astype(float)

    def work(self, demand: Demand) -> tuple[DeferrableWork, ...]:
        """Nothing waits."""
        return ()

    def performance(self, demand: Demand, heads: Floats) -> Performance:
        """Service of real-valued heads, shape (count,)."""
        load = offered_load(demand.volume, demand.aht_seconds, demand.slot_seconds)
        aht = np.where(demand.aht_seconds > 0, demand.aht_seconds, demand.queue.aht_seconds)
        return _performance(demand, erlang_a(load, heads, aht, demand.patience, demand.queue.target.seconds))


class Chat:
    """Chats: each rep holds several, each slower for the others (birth-death chain)."""

    channel = Channel.CHAT
    deferrable = False

    def method(self, demand: Demand) -> str:
        """The model's name for people."""
        return f"chat chain, concurrency {demand.queue.concurrency}"

    def _inputs(self, demand: Demand) -> tuple[Floats, Floats]:
        queue = demand.queue
        load = offered_load(demand.volume, demand.aht_seconds, demand.slot_seconds)
        aht = np.where(demand.aht_seconds > 0, demand.aht_seconds, queue.aht_seconds)
        handle = aht[:, None] * handle_times(1.0, queue.concurrency, queue.concurrency_slowdown)
        return np.where(demand.aht_seconds > 0, load / aht, 0.0), handle

    def heads(self, demand: Demand) -> Floats:
        """Least whole heads per interval, 0 while closed, shape (count,)."""
        target = demand.queue.target
        arrivals, handle = self._inputs(demand)
        heads = chat_heads(
            np.where(demand.open, arrivals, 0.0),
            handle,
            target.seconds,
            target.share,
            patience_seconds=demand.patience,
            definition=target.definition,
            max_occupancy=target.max_occupancy,
            max_abandonment=target.max_abandonment,
        )
        return heads.astype(float)

    def work(self, demand: Demand) -> tuple[DeferrableWork, ...]:
        """Nothing waits."""
        return ()

    def performance(self, demand: Demand, heads: Floats) -> Performance:
        """Service of heads, shape (count,); between whole heads the figures are interpolated."""
        arrivals, handle = self._inputs(demand)
        low = np.floor(heads)
        part = np.clip(heads - low, 0.0, 1.0)
        ends = [
            _performance(demand, chat_service(arrivals, n, handle, demand.patience, demand.queue.target.seconds))
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
