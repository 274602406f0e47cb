"""What lies around a horizon: shifts before and behind it, and the weeks that it cuts."""

from __future__ import annotations

from datetime import timedelta

from tests.services.small_centre import MONDAY, ZONE, rep
from wfm.domain.people import After, Before, DatedTerms, Stage, WeekPart
from wfm.domain.people.history import Worked, after, before
from wfm.domain.time import DAY, Horizon

WEEK = Horizon(MONDAY, 7, 15, ZONE, week_start=0)
THURSDAY = Horizon(MONDAY + timedelta(days=3), 4, 15, ZONE, week_start=0)
TO_WEDNESDAY = Horizon(MONDAY, 3, 15, ZONE, week_start=0)
LEFT, RIGHT = range(-3, 0), range(3, 7)


def shift(day: int, start: int = 540, minutes: int = 510, on_site: bool = False) -> Worked:
    return Worked(day * DAY + start, day * DAY + start + minutes, on_site, lambda: minutes - 30)


def test_what_came_before_the_horizon():
    """The last end and the unbroken run of days up to the eve; shifts of the horizon itself do not count."""
    bo = rep("bo")
    assert before(bo, WEEK, [], ()) == Before()
    assert before(bo, WEEK, [shift(0)], range(7)) == Before()
    run = [shift(-4), shift(-2), shift(-1)]
    assert before(bo, WEEK, run, range(-7, 0)) == Before(-DAY + 540 + 510, 2)
    assert before(bo, WEEK, [shift(-2)], ()) == Before(-2 * DAY + 540 + 510, 0)
    assert before(bo, WEEK, [shift(-1, 1200)], ()) == Before(270, 1)


def test_the_part_of_a_cut_week_before_the_horizon():
    """Hours, days and office days of Monday to Wednesday; nothing is known where nothing was planned."""
    bo, held = rep("bo"), [shift(-4), shift(-3, on_site=True), shift(-1)]
    assert before(bo, THURSDAY, held, LEFT).week == WeekPart(960, 2, 1)
    assert before(bo, THURSDAY, [shift(-4)], range(-7, 0)).week == WeekPart()
    assert before(bo, THURSDAY, [shift(-4)], range(-7, -3)).week is None
    assert before(bo, THURSDAY, held, range(-3, -1)).week == WeekPart(960, 2, 1, owed=False)


def test_least_amounts_are_not_asked_of_one_who_joined_or_changed_in_the_week():
    """From Monday on, on the first day of the horizon, and one whose contract changed then."""
    first, held = THURSDAY.start, [shift(-1)]

    def owed(**rest: object) -> bool:
        part = before(rep("bo", **rest), THURSDAY, held, LEFT).week
        assert part is not None
        return part.owed

    assert owed()
    assert owed(first_day=MONDAY)
    assert not owed(first_day=MONDAY + timedelta(days=1))
    assert not owed(terms=(DatedTerms(first, contract="full"),))
    assert not owed(stage=Stage.TRAINING, terms=(DatedTerms(first, stage=Stage.LIVE),))
    assert owed(terms=(DatedTerms(MONDAY, contract="full"),))
    assert owed(terms=(DatedTerms(first, team="blue"),))


def test_what_is_fixed_behind_the_horizon():
    """The next start, the row of days from the first one on, and the rest of the week where it is planned."""
    bo, held = rep("bo"), [shift(2), shift(3, 480), shift(4), shift(6), shift(7)]
    assert after(bo, TO_WEDNESDAY, [shift(2)], range(3)) == After()
    assert after(bo, TO_WEDNESDAY, held, range(14)) == After(3 * DAY + 480, 2, WeekPart(1440, 3, 0))
    assert after(bo, TO_WEDNESDAY, held, range(6)) == After(3 * DAY + 480, 2, WeekPart(1440, 3, 0, owed=False))
    assert after(bo, WEEK, held, range(14)).week is None
    assert after(bo, TO_WEDNESDAY, [], RIGHT).week == WeekPart()
    gone = rep("bo", last_day=MONDAY + timedelta(days=5))
    assert after(gone, TO_WEDNESDAY, held, range(14)).week == WeekPart(1440, 3, 0, owed=False)
