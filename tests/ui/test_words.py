"""How pages say things: time away in days, and what went wrong at the door as a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.weekday_centre import ZONE
from wfm.domain.time import local_midnight
from wfm.ui.base.words import absence
from wfm.ui.door.sign_in import sign_in_page


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


def test_a_refusal_at_the_door_begins_like_a_sentence() -> None:
    """Services begin theirs small, for "error: ..."; on the form it stands alone."""
    assert ">User name and password do not match<" in sign_in_page("/", "pat", "user name and password do not match")
