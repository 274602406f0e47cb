"""Channels whose contacts may wait for hours: email and back office, and callbacks. Work with due times, not Erlang."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, DeferrableWork, time_words
from wfm.staffing.channels.backlog import backlog_performance
from wfm.staffing.channels.queue_load import Performance, QueueLoad

Clock = Literal["business", "calendar"]


def windows(queue_load: QueueLoad, clock: Clock = "business") -> list[tuple[int, int]]:
    """For each interval the half-open span (arrives, due) in which its contacts must be done; (count, count) for none.

    Contacts that arrive while closed wait for the next opening. On the business clock only open time counts
    towards the response time; on the calendar clock all time does, and what falls due while closed is due before
    closing. Nothing is due later than the last open interval of the grid.
    """
    slots = np.flatnonzero(queue_load.open)
    count = queue_load.grid.count
    length = max(1, int(queue_load.queue.target.seconds // queue_load.slot_seconds))
    after = np.searchsorted(slots, np.arange(count))
    result = []
    for i in range(count):
        k = int(after[i])
        if k >= slots.size:
            result.append((count, count))
            continue
        start = int(slots[k])
        if clock == "business":
            last = min(k + length, slots.size) - 1
        else:
            last = max(k, int(np.searchsorted(slots, i + length)) - 1)
        result.append((start, int(slots[last]) + 1))
    return result


def even_spread(queue_load: QueueLoad, work: tuple[DeferrableWork, ...]) -> Floats:
    """The head-slots of each local day's work, evenly over that day's open intervals, shape (count,)."""
    days = queue_load.grid.local_days()
    heads = np.zeros(queue_load.grid.count)
    total: dict[np.datetime64, float] = {}
    for item in work:
        total[days[item.arrives]] = total.get(days[item.arrives], 0.0) + item.head_slots
    for day, amount in total.items():
        slots = (days == day) & queue_load.open
        heads[slots] = amount / slots.sum()
    return heads


@dataclass(frozen=True, slots=True)
class Email:
    """Emails and back-office work: a response time on the business or the calendar clock."""

    clock: Clock = "business"
    channel = Channel.EMAIL
    deferrable = True

    def __post_init__(self) -> None:
        if self.clock not in get_args(Clock):
            raise InputError(f"clock must be one of {get_args(Clock)}, got {self.clock!r}")

    def method(self, queue_load: QueueLoad) -> str:
        """The model's name for people."""
        return f"work due within {time_words(queue_load.queue.target.seconds)} ({self.clock} clock)"

    def seconds_of_work(self, queue_load: QueueLoad) -> Floats:
        """Rep's seconds that one contact takes, per interval of arrival, shape (count,)."""
        return np.where(queue_load.aht_seconds > 0, queue_load.aht_seconds, queue_load.queue.aht_seconds)

    def work(self, queue_load: QueueLoad) -> tuple[DeferrableWork, ...]:
        """Head-slots by interval of arrival with their due times; a head works `max_occupancy` of the time."""
        slots = (
            queue_load.volume
            * self.seconds_of_work(queue_load)
            / queue_load.slot_seconds
            / queue_load.queue.target.max_occupancy
        )
        spans = windows(queue_load, self.clock)
        items = [DeferrableWork(a, d, float(s)) for (a, d), s in zip(spans, slots, strict=True) if s > 0 and a < d]
        if queue_load.backlog > 0 and spans and spans[0][0] < spans[0][1]:
            each = (
                float(self.seconds_of_work(queue_load)[0])
                / queue_load.slot_seconds
                / queue_load.queue.target.max_occupancy
            )
            items.insert(0, DeferrableWork(*spans[0], queue_load.backlog * each))
        return tuple(items)

    def heads(self, queue_load: QueueLoad) -> Floats:
        """An even spread over each day's opening hours, which binds nothing, shape (count,)."""
        return even_spread(queue_load, self.work(queue_load))

    def performance(self, queue_load: QueueLoad, heads: Floats) -> Performance:
        """On-time share by interval of arrival for heads that serve first come first served, shape (count,)."""
        return backlog_performance(queue_load, heads, self.seconds_of_work(queue_load), self.clock == "business")


@dataclass(frozen=True, slots=True)
class Callback(Email):
    """Promised callbacks: due like email; a customer answers an attempt with chance `reach`, each miss costs time."""

    reach: float = 0.8
    attempt_seconds: float = 30.0
    channel = Channel.CALLBACK

    def __post_init__(self) -> None:
        Email.__post_init__(self)
        if not 0 < self.reach <= 1:
            raise InputError(f"reach must be in (0, 1], got {self.reach}")
        if not self.attempt_seconds >= 0:
            raise InputError(f"attempt_seconds must be >= 0, got {self.attempt_seconds}")

    def seconds_of_work(self, queue_load: QueueLoad) -> Floats:
        """The talk plus the attempts in vain, which follow a geometric law."""
        return Email.seconds_of_work(self, queue_load) + (1.0 / self.reach - 1.0) * self.attempt_seconds
