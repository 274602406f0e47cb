"""How pages say things: time away in days, what a shift holds, and what went wrong at the door as a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.weekday_centre import ZONE
from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, Break, Shift
from wfm.domain.time import Horizon, local_midnight
from wfm.ui.base import line_words, pieces_line
from wfm.ui.base.words import absence
from wfm.ui.door.sign_in import sign_in_page
from wfm.ui.widgets.timeline_view import payload


@pytest.mark.parametrize(
    ("first", "hours", "said"),
    [
        (date(2026, 12, 3), 24, "Thu 3 Dec"),
        (date(2026, 12, 3), 48, "Thu 3 Dec to Fri 4 Dec"),
        (date(2026, 10, 31), 49, "Sat 31 Oct to Sun 1 Nov"),
        (date(2026, 12, 3), 8, "Thu 3 Dec, 00:00–08:00"),
        (date(2026, 12, 3), 30, "Thu 3 Dec, 00:00 to Fri 4 Dec, 06:00"),
    ],
)
def test_time_away(first: date, hours: int, said: str) -> None:
    """Whole local days are days, also over a change of the clocks; anything else has its times."""
    start = local_midnight(first, ZONE)
    assert absence(start, start + timedelta(hours=hours), ZONE) == said


def test_a_shift_says_what_it_holds() -> None:
    """Breaks and activities in order, on the reader's clock also where the schedule's changes during the shift."""
    night = Horizon(date(2026, 10, 31), 1, 15, ZONE)
    pieces = Break("lunch", 1440 + 180, 1440 + 210), Activity("coaching", 1410, 1440)
    shift = Shift("ana", 1320, 1800, None, pieces[:1], True, pieces[1:])
    planned = PlannedShift(7, 1, shift, night.instant(1320), night.instant(1800))
    assert pieces_line(planned, night, ZONE) == "coaching 23:30–00:00, lunch 03:00–03:30"
    assert pieces_line(planned, night, "Asia/Manila") == "coaching 11:30–12:00, lunch 16:00–16:30"
    assert line_words((shift,), night) == "Sat 31 Oct 22:00–06:00+1 (coaching 23:30–00:00+1)"
    (drawn,) = payload(night, [planned], {}, {})["shifts"]
    held = [[1410, 1440, 2, "coaching"], [1620, 1650, 0, "lunch"]]
    assert drawn == [0, 1320, 1800, 1, 7, held, "remote", 1]


def test_a_refusal_at_the_door_begins_like_a_sentence() -> None:
    """Services begin theirs small, for "error: ..."; on the form it stands alone."""
    assert ">User name and password do not match<" in sign_in_page("/", "pat", "user name and password do not match")
