"""Fifteen-minute arrivals of the demo centre: trend x season x weekday x holiday x time of day, with Poisson noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from data import centre
from data.dates import WEEKS, DemoDates, holiday_volume
from wfm.domain.arrays import Ints
from wfm.domain.planning import Channel, ContactHistory, Queue
from wfm.domain.time import TimeGrid, zone_of

SLOTS = (centre.CLOSES - centre.OPENS) // centre.SLOT
MISSING = -1
"""What stands for "not recorded" in the integer arrays."""

WITHOUT_ABANDONS = (Channel.EMAIL, Channel.OUTBOUND)
"""Channels whose reports count no contacts that were given up."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a queue's contacts fall: mean per week, growth per year, weekday and time-of-day shape, AHT drift per year.

    `peaks` lists (minute of the day, width in minutes, height) of bell curves over a flat floor of 1.
    """

    per_week: float
    growth: float
    weekdays: tuple[float, ...]
    peaks: tuple[tuple[int, int, float], ...]
    aht_drift: float
    abandoned: float = 0.0


@dataclass(frozen=True, slots=True)
class QueueRecords:
    """Integers per day and slot of one queue, shape (days, SLOTS); MISSING where closed or not recorded."""

    queue: Queue
    offered: Ints
    handled: Ints
    abandoned: Ints
    aht_seconds: Ints


_SHOP = (1.18, 1.08, 1.04, 1.02, 1.03, 0.92, 0.73)

PATTERNS: dict[str, Pattern] = {
    "voice-en": Pattern(15400, 0.05, _SHOP, ((630, 105, 2.3), (870, 150, 1.7), (1140, 90, 0.8)), 0.03, 0.030),
    "voice-es": Pattern(
        3350, 0.12, (1.10, 1.05, 1.02, 1.0, 1.04, 1.0, 0.79), ((660, 110, 1.6), (1080, 140, 1.9)), 0.02, 0.035
    ),
    "chat-en": Pattern(
        4250, 0.15, (1.12, 1.06, 1.04, 1.0, 0.98, 0.93, 0.87), ((780, 140, 1.2), (1170, 120, 1.6)), 0.04, 0.02
    ),
    "email-en": Pattern(
        3900, -0.04, (1.30, 1.10, 1.02, 1.0, 0.96, 0.86, 0.76), ((570, 80, 2.2), (840, 180, 0.8)), 0.03
    ),
    "outbound-en": Pattern(2350, 0.0, (1.0, 1.05, 1.05, 1.05, 0.95, 0.9, 0.0), ((1050, 120, 0.9),), 0.0),
}


def days(dates: DemoDates) -> list[date]:
    """Every day that is drawn: the weeks of history and all of the current week, whatever its weekday."""
    return [dates.first_day + timedelta(days=i) for i in range(7 * (WEEKS + 1))]


def history(seed: int, dates: DemoDates) -> list[QueueRecords]:
    """What is recorded in every queue by the end of the current week: the same for each of its days."""
    found = centre.queues(dates)
    return [_records(queue, dates, np.random.default_rng([seed, index])) for index, queue in enumerate(found)]


def recorded(records: QueueRecords, dates: DemoDates, start: date, end: datetime) -> ContactHistory:
    """A queue's contacts from a day to an instant, whole intervals only, NaN where nothing was recorded."""
    last = min((end - timedelta(minutes=1)).astimezone(zone_of(centre.ZONE)).date(), days(dates)[-1])
    grid = TimeGrid.of_days(centre.ZONE, start, (last - start).days + 1, centre.SLOT)
    # Clocks change at night, when the centre is closed, so that every day has one such slot.
    opening = np.flatnonzero(grid.minutes_of_day() == centre.OPENS)
    place = opening[:, None] + np.arange(SLOTS)
    skip = (start - dates.first_day).days
    known = place < (end.astimezone(UTC) - grid.start.astimezone(UTC)) // timedelta(minutes=centre.SLOT)
    values = {}
    for name in ("offered", "handled", "abandoned", "aht_seconds"):
        drawn = getattr(records, name)[skip : skip + len(opening)]
        values[name] = np.full(grid.count, np.nan)
        values[name][place] = np.where((drawn == MISSING) | ~known, np.nan, drawn)
    if records.queue.channel in WITHOUT_ABANDONS:
        del values["abandoned"]
    return ContactHistory(records.queue.id, grid, **values)


def _records(queue: Queue, dates: DemoDates, rng: np.random.Generator) -> QueueRecords:
    calendar = days(dates)
    pattern = PATTERNS[queue.id]
    noise = rng.normal(0.0, 0.035, len(calendar))
    shape = _time_of_day(queue, pattern)
    means = np.array(
        [_day_mean(pattern, day, dates.first_day, float(noise[i])) * shape for i, day in enumerate(calendar)]
    )
    if queue.channel is Channel.VOICE:
        _phone_outage(means[calendar.index(dates.outage)])
    # Rounded, so that the last digit of a machine's exp() cannot change a draw.
    offered: Ints = rng.poisson(np.round(means, 4))
    abandoned: Ints = rng.binomial(offered, pattern.abandoned)
    aht = _handle_times(queue, pattern, calendar, offered, rng)
    closed = _closed(queue, calendar)
    low, high = centre.RECORDS_LOST
    closed[calendar.index(dates.lost), _slot(low) : _slot(high)] = True
    arrays = [np.where(closed, MISSING, values) for values in (offered, offered - abandoned, abandoned, aht)]
    return QueueRecords(queue, *arrays)


def _slot(minute: int) -> int:
    return (minute - centre.OPENS) // centre.SLOT


def _time_of_day(queue: Queue, pattern: Pattern) -> npt.NDArray[np.float64]:
    """Share of a day's contacts per slot, zero outside the widest opening hours, summing to one."""
    low, high = queue.hours.open[0][0]
    weights = []
    for slot in range(SLOTS):
        minute = centre.OPENS + slot * centre.SLOT
        bells = sum(height * math.exp(-(((minute - at) / width) ** 2) / 2) for at, width, height in pattern.peaks)
        weights.append((0.55 + bells) if low <= minute < high else 0.0)
    return np.array(weights) / sum(weights)


def _day_mean(pattern: Pattern, day: date, first: date, noise: float) -> float:
    """Contacts expected on a day; growth counts from the first day of history."""
    years = (day - first).days / 365.25
    angle = 2 * math.pi * day.timetuple().tm_yday / 365.25
    # Spring planting and the weeks before Christmas are busy, February and August are quiet.
    season = 1 + 0.07 * math.cos(angle - 0.35) + 0.06 * math.cos(2 * angle - 4.9)
    growth = math.pow(1 + pattern.growth, years)
    level = pattern.per_week / sum(pattern.weekdays) * pattern.weekdays[day.weekday()]
    return level * growth * season * holiday_volume(day) * math.exp(noise)


def _phone_outage(row: npt.NDArray[np.float64]) -> None:
    """Thins the calls of the outage and lets a part of those lost call again afterwards."""
    low, high = centre.PHONE_OUTAGE
    lost = 0.9 * row[_slot(low) : _slot(high)].sum()
    row[_slot(low) : _slot(high)] *= 0.1
    again = row[_slot(high) : _slot(high) + 12]
    again += 0.4 * lost / len(again)


def _handle_times(
    queue: Queue, pattern: Pattern, calendar: list[date], offered: Ints, rng: np.random.Generator
) -> Ints:
    """Mean handle time per slot in whole seconds: a slow drift, longer in the evening, noisier where few calls are."""
    years = np.array([(day - calendar[-1]).days / 365.25 for day in calendar])[:, None]
    evening = np.linspace(-0.03, 0.05, SLOTS)[None, :]
    level = queue.aht_seconds * (1 + pattern.aht_drift * years) * (1 + evening)
    spread = 0.7 / np.sqrt(np.maximum(offered, 1))
    draws = rng.gamma(1 / spread**2, spread**2)
    return np.where(offered > 0, np.maximum(np.round(level * draws, 0), 20), MISSING).astype(np.int64)


def _closed(queue: Queue, calendar: list[date]) -> npt.NDArray[np.bool_]:
    """Which (day, slot) lie outside the queue's hours."""
    closed = np.ones((len(calendar), SLOTS), bool)
    for index, day in enumerate(calendar):
        for low, high in queue.hours.windows_on(day):
            closed[index, _slot(low) : _slot(high)] = False
    return closed
