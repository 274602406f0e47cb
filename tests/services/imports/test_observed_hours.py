"""Opening hours read off histories of many kinds: what is worked regularly, and a sentence on the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from wfm.database import HistoryRows
from wfm.documents.clock_words import hours_text
from wfm.domain.time import TimeGrid
from wfm.services.imports.observed_hours import ObservedHours, observed_hours

MONDAY = date(2026, 1, 5)
Opened = Callable[[date, float], bool]


def read_off(opened: Opened, weeks: int = 12, mean: float = 10.0, extra: dict[str, int] | None = None) -> ObservedHours:
    """The hours of a queue with Poisson contacts while open, and rows only where contacts came."""
    random = np.random.default_rng(7)
    found: dict[datetime, float] = {}
    for slot in range(weeks * 7 * 48):
        moment = datetime(2026, 1, 5) + timedelta(minutes=30 * slot)
        count = random.poisson(mean) if opened(moment.date(), moment.hour + moment.minute / 60) else 0
        if count:
            found[moment] = float(count)
    found |= {datetime.fromisoformat(text): float(count) for text, count in (extra or {}).items()}
    times = sorted(found)
    start = np.array(times, "datetime64[m]")
    rows = HistoryRows(start, np.array([found[time] for time in times]), None, None, None, None)
    count = int((start[-1] - start[0]).astype(int)) // 30 + 1
    return observed_hours(rows, TimeGrid("UTC", times[0].replace(tzinfo=UTC), 30, count))


def weekday(day: date, hour: float) -> bool:
    return day.weekday() < 5 and 8 <= hour < 18


def night(day: date, hour: float) -> bool:
    """22:00 to 06:00 of the nights that begin on Monday to Friday."""
    return (day.weekday() < 5 and hour >= 22) or (0 < day.weekday() < 6 and hour < 6)


@pytest.mark.parametrize(
    ("opened", "mean", "words"),
    [
        (weekday, 10, "Mon-Fri 08:00-18:00"),
        (lambda d, h: d.weekday() < 5 and (9 <= h < 13 or 16 <= h < 20), 10, "Mon-Fri 09:00-13:00, 16:00-20:00"),
        (night, 10, "Mon-Fri 22:00-06:00"),
        (lambda d, h: True, 10, "always"),
        (lambda d, h: True, 0.5, "always"),
        (lambda d, h: weekday(d, h) or (d.weekday() == 5 and 9 <= h < 12), 4, "Mon-Fri 08:00-18:00; Sat 09:00-12:00"),
        (weekday, 1, "Mon-Fri 08:00-18:00"),
    ],
)
def test_hours_of_many_kinds(opened: Opened, mean: float, words: str) -> None:
    """One shift, a siesta, nights, around the clock, a short Saturday, few contacts."""
    found = read_off(opened, mean=mean)
    assert hours_text(found.hours) == words
    assert found.notes == ()


def test_stray_calls_open_nothing() -> None:
    """A wrong number on a Sunday, two at one time of the night on Tuesdays, one before opening."""
    stray = {"2026-02-08T03:00": 1, "2026-01-13T02:30": 1, "2026-03-17T02:30": 2, "2026-02-05T07:30": 1}
    assert hours_text(read_off(weekday, extra=stray).hours) == "Mon-Fri 08:00-18:00"


def test_a_saturday_a_month_is_told_and_not_opened() -> None:
    """Three of twelve Saturdays are no regular hours; the sentence says how to open single days."""
    found = read_off(lambda d, h: weekday(d, h) or (d.weekday() == 5 and d.day <= 7 and 8 <= h < 18))
    assert hours_text(found.hours) == "Mon-Fri 08:00-18:00"
    assert found.notes == (
        "contacts came on 2 of 11 Saturdays, which are read as closed; open single days with wfm hours open",
    )


def test_hours_that_changed_are_those_of_the_last_weeks() -> None:
    """Closing at 18:00 for six weeks and at 20:00 since, or the other way round; the change is told."""
    middle = MONDAY + timedelta(weeks=6)
    longer = read_off(lambda d, h: d.weekday() < 5 and 8 <= h < (18 if d < middle else 20))
    shorter = read_off(lambda d, h: d.weekday() < 5 and 8 <= h < (20 if d < middle else 18))
    assert hours_text(longer.hours) == "Mon-Fri 08:00-20:00"
    assert hours_text(shorter.hours) == "Mon-Fri 08:00-18:00"
    for found in (longer, shorter):
        (note,) = found.notes
        assert note.startswith("its hours were other ones up to about 2026-0")


def test_night_lines_with_few_calls_stay_open() -> None:
    """Around the clock with a call on every tenth night hour: the night is thin, not closed."""
    found = read_off(lambda d, h: 7 <= h < 22, mean=1.5, extra=None)
    assert hours_text(found.hours) == "Mon-Sun 07:00-22:00"
    random = np.random.default_rng(3)
    calls = {
        (datetime(2026, 1, 5) + timedelta(minutes=30 * slot)).isoformat(): 1
        for slot in range(12 * 7 * 48)
        if not 14 <= slot % 48 < 44 and random.random() < 0.12
    }
    assert hours_text(read_off(lambda d, h: 7 <= h < 22, mean=1.5, extra=calls).hours) == "always"


def test_too_little_to_tell_is_always_open() -> None:
    """Less than two weeks, or a few contacts scattered over them."""
    assert hours_text(read_off(weekday, weeks=1).hours) == "always"
