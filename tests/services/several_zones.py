"""A centre for the tests of one plan: four queues in three zones and intervals of 15, 30 and 60 minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wfm.database.engine import Database
from wfm.domain.planning.contacts import Channel, ContactHistory, OperatingHours, Queue, ServiceTarget
from wfm.domain.time import TimeGrid

NEW_YORK, LONDON, KOLKATA = "America/New_York", "Europe/London", "Asia/Kolkata"
HOURS = OperatingHours.daily(9 * 60, 17 * 60)
FIRST = date(2026, 3, 6)
"""The day after the history; clocks change in New York on 8 March, in London on 29 March, in Kolkata never."""


@dataclass(frozen=True)
class Stored:
    """A queue, the length of its intervals, and its contacts in an open hour."""

    queue: Queue
    slot: int
    per_hour: float


CALLS = Stored(Queue("calls", Channel.VOICE, "en", NEW_YORK, HOURS, ServiceTarget(0.8, 20), aht_seconds=240), 15, 40)
MAIL = Stored(Queue("mail", Channel.EMAIL, "en", NEW_YORK, HOURS, ServiceTarget(0.9, 14400), aht_seconds=300), 60, 12)
CHAT = Stored(
    Queue("chat", Channel.CHAT, "en", LONDON, HOURS, ServiceTarget(0.8, 60), aht_seconds=400, concurrency=2), 30, 20
)
INDIA = Stored(Queue("india", Channel.VOICE, "hi", KOLKATA, HOURS, ServiceTarget(0.8, 20), aht_seconds=200), 60, 30)
QUEUES = (CALLS, MAIL, CHAT, INDIA)


def history(stored: Stored, days: int = 56) -> ContactHistory:
    """The same contacts in every open hour, with a little chance, up to the day before FIRST."""
    queue = stored.queue
    grid = TimeGrid.of_days(queue.zone, FIRST - timedelta(days=days), days, stored.slot)
    opened = queue.hours.mask(grid)
    contacts = np.random.default_rng(len(queue.id)).poisson(stored.per_hour * stored.slot / 60, grid.count)
    offered = np.where(opened, contacts, np.nan)
    return ContactHistory(queue.id, grid, offered, handled=offered)


def build(db: Database, *queues: Stored) -> None:
    """Write queues with their history into an empty database; all of them where none is named."""
    with db.write() as uow:
        uow.queues.put_many([stored.queue for stored in queues or QUEUES])
        for stored in queues or QUEUES:
            uow.history.put_history(history(stored))
