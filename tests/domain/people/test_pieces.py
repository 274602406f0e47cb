"""Whether an activity fits into a shift: each rule from both sides of its edge."""

from __future__ import annotations

import pytest

from wfm.domain.people import Activity, Break, Shift, piece_fault

SHIFT = Shift("a", 480, 990, None, (Break("lunch", 720, 750),), activities=(Activity("huddle", 480, 495),))


@pytest.mark.parametrize(("start", "end"), [(495, 525), (690, 720), (750, 765), (960, 990)])
def test_an_activity_may_touch_the_shift_s_ends_and_its_other_pieces(start: int, end: int) -> None:
    """All of these are half-open."""
    assert piece_fault(SHIFT, Activity("coaching", start, end), 15) is None


@pytest.mark.parametrize(
    ("activity", "fault"),
    [
        (Activity("x", 465, 510), "must lie inside the shift 08:00-16:30, got 07:45-08:30"),
        (Activity("x", 975, 1005), "must lie inside the shift 08:00-16:30, got 16:15-16:45"),
        (Activity("x", 600, 600), "must end after it starts, got 10:00-10:00"),
        (Activity("x", 605, 630), "must start and end on a slot of 15 min, got 10:05-10:30"),
        (Activity("x", 705, 735), "must not overlap lunch 12:00-12:30, got 11:45-12:15"),
        (Activity("x", 480, 510), "must not overlap huddle 08:00-08:15, got 08:00-08:30"),
        (Activity("", 600, 630), "has a name that must not be empty"),
        (Activity("a\nb", 600, 630), "has a name that must be plain text on one line, got the character U+000A"),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(activity: Activity, fault: str) -> None:
    """With the times seen and what must hold."""
    assert piece_fault(SHIFT, activity, 15) == fault


def test_a_night_shift_is_told_by_the_day_it_starts_on() -> None:
    """Whatever day of the horizon that is."""
    night = Shift("a", 1440 + 1320, 1440 + 1800)
    assert piece_fault(night, Activity("x", 1440 + 1795, 1440 + 1800), 5) is None
    fault = piece_fault(night, Activity("x", 1440 + 1795, 1440 + 1810), 5)
    assert fault == "must lie inside the shift 22:00-06:00+1, got 05:55+1-06:10+1"
