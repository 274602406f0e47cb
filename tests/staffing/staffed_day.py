"""A day with a peak, for tests: grids, queues and forecasts."""

from datetime import UTC, date, datetime

import numpy as np

from wfm.domain.planning.contacts import Channel, OperatingHours, Queue, ServiceTarget, VolumeForecast
from wfm.domain.time import TimeGrid

ZONE = "America/New_York"


def grid(days=1, slot=15, zone=ZONE, first=date(2026, 3, 2)):
    """Whole local days from Monday 2 March 2026."""
    return TimeGrid.of_days(zone, first, days, slot)


def office_day(hours=9, slot=15):
    """Hours from 08:00 UTC."""
    return TimeGrid("UTC", datetime(2026, 3, 2, 8, tzinfo=UTC), slot, hours * 60 // slot)


def queue(channel=Channel.VOICE, name="q", hours=None, share=0.8, seconds=20.0, language="en", **values):
    """A queue with a promise; `cap` is its occupancy cap."""
    target = ServiceTarget(share, seconds, max_occupancy=values.pop("cap", 0.88), **values.pop("target", {}))
    zone = values.pop("zone", ZONE)
    return Queue(name, channel, language, zone, hours or OperatingHours.daily(480, 1200), target, **values)


def hump(axis, peak, opens=480, closes=1200):
    """Contacts per interval that rise to a peak at the middle of the opening hours and fall again."""
    minutes = axis.minutes_of_day()
    inside = (minutes >= opens) & (minutes < closes)
    return np.where(inside, peak * np.sin(np.pi * (minutes + 7.5 - opens) / (closes - opens)), 0.0)


def forecast(axis, volume, name="q", aht=300.0, spread=0.2, **values):
    """A forecast with a band of +- `spread`, 80 % wide."""
    v = np.asarray(volume, float)
    return VolumeForecast(
        name, axis, v, v * (1 - spread), v * (1 + spread), np.full(axis.count, float(aht)), 0.8, "test", (), 0.1, 0.05,
        "for a test", **values,
    )  # fmt: skip


def mean_level(performance, volume):
    """Service level of all contacts together: weighted by volume, never a plain mean of intervals."""
    return float(np.average(performance.service_level, weights=volume))
