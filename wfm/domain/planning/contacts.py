"""Contacts: queues with their targets and opening hours, what arrived in the past, what is forecast."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from wfm.domain.arrays import Flags, Floats
from wfm.domain.errors import InputError
from wfm.domain.planning.hours import OperatingHours
from wfm.domain.time import TimeGrid, zone_of


class Channel(StrEnum):
    """How a contact reaches the centre."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    OUTBOUND = "outbound"
    CALLBACK = "callback"


LIVE = frozenset({Channel.VOICE, Channel.CHAT})
"""Channels whose customers wait on the line, for seconds; the work of the others waits for hours."""

MOST_MIN_HEADS = 10_000
"""The least heads of a queue that a planner may set: more than any centre has."""


class ServiceLevelDefinition(StrEnum):
    """Whose wait counts in a service level.

    OFFERED: answered within the threshold / all offered. ANSWERED: / all answered.
    EXCLUDING_SHORT: / offered less those who gave up within the threshold.
    VIRTUAL: share whose wait would be within the threshold had they waited (infinite patience of one caller).
    """

    OFFERED = "offered"
    ANSWERED = "answered"
    EXCLUDING_SHORT = "excluding_short"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """What a queue promises: `share` of contacts answered within `seconds`, with caps on load and loss.

    For deferrable channels (email, back office) `seconds` is the response time in which `share` must be done.
    `max_occupancy` is busy time / staffed time, in (0, 1]; `max_abandonment` is a share, None for no cap.
    """

    share: float = 0.80
    seconds: float = 20.0
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED
    max_occupancy: float = 0.88
    max_abandonment: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise InputError(f"service level share must be in (0, 1], got {self.share}")
        if not (self.seconds >= 0 and math.isfinite(self.seconds)):
            raise InputError(f"service level seconds must be >= 0, got {self.seconds}")
        if not 0 < self.max_occupancy <= 1:
            raise InputError(f"max_occupancy must be in (0, 1], got {self.max_occupancy}")
        if self.max_abandonment is not None and not 0 < self.max_abandonment <= 1:
            raise InputError(f"max_abandonment must be in (0, 1], got {self.max_abandonment}")


DEFAULT_TARGETS: Mapping[Channel, ServiceTarget] = {
    Channel.VOICE: ServiceTarget(0.80, 20.0),
    Channel.CHAT: ServiceTarget(0.80, 45.0),
    Channel.EMAIL: ServiceTarget(0.80, 4 * 3600.0),
    Channel.CALLBACK: ServiceTarget(0.80, 2 * 3600.0),
    Channel.OUTBOUND: ServiceTarget(0.80, 24 * 3600.0),
}
"""What a queue promises where nobody says it: customers on the line wait for seconds, mail for hours of open time."""

AS_CHANNEL = ServiceTarget()
"""Stands for the default of the queue's channel until the queue is made."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Where contacts of one channel and language wait.

    `skill` is the planning group that reps must have to serve it (default: the queue's own id). `target` is by default
    what its channel promises (`DEFAULT_TARGETS`).
    `aht_seconds` and `patience_seconds` are planning defaults where history tells nothing; infinite patience is
    `math.inf`. `concurrency` is the most chats one rep handles at once; `concurrency_slowdown` is the growth of
    handle time per further chat (0.3: a chat takes 30 % longer for each other chat in hand).
    `weight` prices one head-slot short relative to other queues.
    `min_heads` is the least heads in every open interval, whatever the model asks; 0 for none. It is for queues whose
    customers wait on the line (voice, chat): the work of the others is asked for by due time, not by interval.
    `country` is whose public holidays count, an ISO 3166 code; "" where none are known.
    """

    id: str
    channel: Channel
    language: str
    zone: str
    hours: OperatingHours = field(default_factory=OperatingHours.always)
    target: ServiceTarget = AS_CHANNEL
    aht_seconds: float = 300.0
    patience_seconds: float = 180.0
    concurrency: int = 1
    concurrency_slowdown: float = 0.3
    weight: float = 1.0
    skill: str = ""
    country: str = ""
    subdivision: str | None = None
    min_heads: int = 0

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not self.id:
            raise InputError("a queue must have an id")
        if self.target is AS_CHANNEL:
            object.__setattr__(self, "target", DEFAULT_TARGETS[self.channel])
        if not (self.aht_seconds > 0 and math.isfinite(self.aht_seconds)):
            raise InputError(f"queue {self.id}: aht_seconds must be > 0, got {self.aht_seconds}")
        if not self.patience_seconds > 0:
            raise InputError(
                f"queue {self.id}: patience_seconds must be > 0 (infinite for callers who never hang up), got {self.patience_seconds}"
            )
        if self.concurrency < 1:
            raise InputError(f"queue {self.id}: concurrency must be >= 1, got {self.concurrency}")
        if not self.weight > 0:
            raise InputError(f"queue {self.id}: weight must be > 0, got {self.weight}")
        if not 0 <= self.min_heads <= MOST_MIN_HEADS:
            raise InputError(f"queue {self.id}: min_heads must be in 0..{MOST_MIN_HEADS}, got {self.min_heads}")
        if self.min_heads and self.channel not in LIVE:
            raise InputError(
                f"queue {self.id}: min_heads is for voice and chat, whose customers wait on the line; "
                f"got channel {self.channel.value}"
            )
        if not self.skill:
            object.__setattr__(self, "skill", self.id)

    def opened(self, grid: TimeGrid) -> Flags:
        """Which intervals start within the opening hours on the queue's own clock, whatever zone the grid is read in."""
        return self.hours.mask(replace(grid, zone=self.zone))


def _checked(name: str, values: Floats, grid: TimeGrid, lowest: float = 0.0) -> Floats:
    """The array, frozen, after a check of its shape and range; NaN is allowed and means missing."""
    array = np.ascontiguousarray(values, dtype=float)
    if array.shape != (grid.count,):
        raise InputError(f"{name} must have one value per interval ({grid.count}), got shape {array.shape}")
    bad = np.flatnonzero(~(np.isnan(array) | (np.isfinite(array) & (array >= lowest))))
    if bad.size:
        raise InputError(f"{name} must be finite and >= {lowest:g}, got {array[bad[0]]} at interval {bad[0]}")
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """What arrived in one queue: contacts offered per interval, NaN where nothing was recorded (missing is not zero).

    `handled` and `abandoned` are contacts, `aht_seconds` the mean handle time of those handled, `wait_seconds` the
    mean wait of all offered; all of shape (count,).
    """

    queue: str
    grid: TimeGrid
    offered: Floats
    handled: Floats | None = None
    abandoned: Floats | None = None
    aht_seconds: Floats | None = None
    wait_seconds: Floats | None = None

    def __post_init__(self) -> None:
        for name in ("offered", "handled", "abandoned", "aht_seconds", "wait_seconds"):
            values = getattr(self, name)
            if values is not None:
                object.__setattr__(self, name, _checked(f"queue {self.queue}: {name}", values, self.grid))


@dataclass(frozen=True, slots=True)
class ComponentWeight:
    """One forecasting method's share in a combined forecast, and its error in the backtest (WAPE, a share)."""

    name: str
    weight: float
    error: float


@dataclass(frozen=True, slots=True)
class VolumeForecast:
    """Expected contacts per interval with a band, and the mean handle time; all of shape (count,).

    `level` is the share of outcomes the band low..high should cover. `error` is the backtest's interval WAPE of
    the combination (a share), `floor` the WAPE that Poisson noise alone would leave; NaN where there was too
    little history to test. `reason` says in a plain sentence why these components got these weights.
    `patience_seconds` is the mean patience that history shows and `abandonment` the share of contacts that gave up;
    NaN where history does not tell.
    """

    queue: str
    grid: TimeGrid
    mean: Floats
    low: Floats
    high: Floats
    aht_seconds: Floats
    level: float
    method: str
    components: tuple[ComponentWeight, ...]
    error: float
    floor: float
    reason: str
    notes: tuple[str, ...] = ()
    quantiles: Mapping[float, Floats] = field(default_factory=dict)
    patience_seconds: float = math.nan
    abandonment: float = math.nan

    def __post_init__(self) -> None:
        for name in ("mean", "low", "high", "aht_seconds"):
            object.__setattr__(
                self, name, _checked(f"forecast of {self.queue}: {name}", getattr(self, name), self.grid)
            )


def zone_of_most(queues: Iterable[Queue]) -> str:
    """The zone of most of the queues: the centre's own; that of the first where two zones have as many, UTC for none.

    A run's days, and the days that a page shows, are those of this zone.
    """
    return next((zone for zone, _ in Counter(queue.zone for queue in queues).most_common(1)), "UTC")
