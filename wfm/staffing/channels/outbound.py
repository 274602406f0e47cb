"""Outbound campaigns: contacts to reach, the attempts they take, and the hours in which people may be called.

Hours = contacts x (attempts x (set-up + ring + no-answer time) + talk + wrap) / occupancy, where attempts = 1 /
connect rate. The work may be done anywhere in the lawful window of the day, in the callee's local time
(United States: 47 CFR 64.1200(c)(1), no telephone solicitation before 8:00 or after 21:00 at the called party).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, DeferrableWork
from wfm.domain.time import DAY, TimeGrid, clock, spans
from wfm.domain.zone_names import zone_given
from wfm.staffing.channels.deferrable import even_spread
from wfm.staffing.channels.queue_load import Performance, QueueLoad


@dataclass(frozen=True, slots=True)
class Campaign:
    """How a dialer list behaves.

    `connect_rate` is the chance that an attempt reaches somebody; `setup_seconds`, `ring_seconds` and
    `no_answer_seconds` are spent on every attempt; `window` the lawful minutes of the callee's day; `zones` the share
    of the list in each callee time zone (empty: all in the queue's zone); `do_not_call` the share of the list that
    may not be called.
    """

    connect_rate: float = 0.30
    setup_seconds: float = 5.0
    ring_seconds: float = 20.0
    no_answer_seconds: float = 5.0
    window: tuple[int, int] = (8 * 60, 21 * 60)
    zones: Mapping[str, float] = field(default_factory=dict)
    do_not_call: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.connect_rate <= 1:
            raise InputError(f"connect_rate must be in (0, 1], got {self.connect_rate}")
        if not 0 <= self.do_not_call <= 1:
            raise InputError(f"do_not_call must be in [0, 1], got {self.do_not_call}")
        if not 0 <= self.window[0] < self.window[1] <= DAY:
            raise InputError(f"window must satisfy 0 <= from < to <= 1440, got {self.window}")
        for name in ("setup_seconds", "ring_seconds", "no_answer_seconds"):
            if not getattr(self, name) >= 0:
                raise InputError(f"{name} must be >= 0, got {getattr(self, name)}")
        for zone in self.zones:
            zone_given(zone)
        if self.zones and not (min(self.zones.values()) >= 0 and abs(sum(self.zones.values()) - 1) < 1e-6):
            raise InputError(f"shares of the callee time zones must be >= 0 and sum to 1, got {dict(self.zones)}")

    def contacts(self, records: float) -> float:
        """People reached when each callable record of a list is tried once."""
        return records * (1.0 - self.do_not_call) * self.connect_rate

    def seconds_per_contact(self, talk_and_wrap: Floats) -> Floats:
        """Rep's seconds for one person reached, attempts in vain included."""
        return talk_and_wrap + (self.setup_seconds + self.ring_seconds + self.no_answer_seconds) / self.connect_rate

    def lawful(self, grid: TimeGrid, zone: str) -> npt.NDArray[np.bool_]:
        """Intervals that lie wholly in the window of the callee's local day, shape (count,)."""
        minutes = TimeGrid(zone, grid.start, grid.slot_minutes, grid.count).minutes_of_day()
        return (minutes >= self.window[0]) & (minutes + grid.slot_minutes <= self.window[1])


@dataclass(frozen=True, slots=True)
class Outbound:
    """A campaign's target contacts as work to be done within the lawful, open hours of the day."""

    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    channel = Channel.OUTBOUND
    deferrable = True

    def campaign(self, queue_load: QueueLoad) -> Campaign:
        """The queue's campaign, or the default one."""
        return self.campaigns.get(queue_load.queue.id, Campaign())

    def method(self, queue_load: QueueLoad) -> str:
        """The model's name for people."""
        plan = self.campaign(queue_load)
        return f"campaign, connect rate {plan.connect_rate:g}, calls {clock(plan.window[0])}-{clock(plan.window[1])}"

    def seconds_of_work(self, queue_load: QueueLoad) -> Floats:
        """Rep's seconds per person reached, shape (count,)."""
        aht = np.where(queue_load.aht_seconds > 0, queue_load.aht_seconds, queue_load.queue.aht_seconds)
        return self.campaign(queue_load).seconds_per_contact(aht)

    def work(self, queue_load: QueueLoad) -> tuple[DeferrableWork, ...]:
        """Per local day and callee zone one row per lawful stretch; a day without one hands its contacts to the next."""
        plan, grid = self.campaign(queue_load), queue_load.grid
        each = (
            queue_load.volume
            * self.seconds_of_work(queue_load)
            / queue_load.slot_seconds
            / queue_load.queue.target.max_occupancy
        )
        days = grid.local_days()
        items: list[DeferrableWork] = []
        for zone, share in sorted((plan.zones or {queue_load.queue.zone: 1.0}).items()):
            lawful = queue_load.open & plan.lawful(grid, zone)
            waiting = 0.0
            for day in np.unique(days):
                waiting += share * float(each[days == day].sum())
                stretches = spans(lawful & (days == day))
                slots = sum(high - low for low, high in stretches)
                if slots and waiting > 0:
                    items += [DeferrableWork(a, b, waiting * (b - a) / slots) for a, b in stretches]
                    waiting = 0.0
        return tuple(items)

    def heads(self, queue_load: QueueLoad) -> Floats:
        """An even spread over each day's lawful hours, which binds nothing, shape (count,)."""
        heads = np.zeros(queue_load.grid.count)
        for item in self.work(queue_load):
            heads[item.arrives : item.due] += item.head_slots / (item.due - item.arrives)
        return heads

    def performance(self, queue_load: QueueLoad, heads: Floats) -> Performance:
        """Share of the day's target reached by its heads, as the level of each interval of the day, shape (count,)."""
        cap, days = queue_load.queue.target.max_occupancy, queue_load.grid.local_days()
        need = (
            even_spread(queue_load, self.work(queue_load)) if queue_load.open.any() else np.zeros(queue_load.grid.count)
        )
        level, occupancy = np.ones(queue_load.grid.count), np.zeros(queue_load.grid.count)
        for day in np.unique(days):
            today = days == day
            asked, given = float(need[today].sum()), float(heads[today].sum())
            level[today] = min(1.0, given / asked) if asked > 0 else 1.0
            occupancy[today & (heads > 0)] = cap * min(1.0, asked / given) if given > 0 else 0.0
        return Performance(level, np.zeros(queue_load.grid.count), occupancy, np.zeros(queue_load.grid.count))
