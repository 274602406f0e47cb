"""What lies around a horizon for one rep: the last days before it, the first days behind it, and the weeks it cuts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from wfm.domain.people.agents import After, Before, WeekPart
from wfm.domain.people.reps import Rep
from wfm.domain.people.terms import Stage
from wfm.domain.time import DAY, Horizon


class Worked(NamedTuple):
    """A shift that is fixed around a horizon, in minutes of its axis; `pays` tells its paid minutes."""

    start: int
    end: int
    on_site: bool
    pays: Callable[[], int]

    @property
    def day(self) -> int:
        """The day it starts on."""
        return self.start // DAY


def before(rep: Rep, horizon: Horizon, worked: Sequence[Worked], planned: Collection[int]) -> Before:
    """What the shifts that start before day 0 leave behind; `planned` are the days that have been planned."""
    past = [shift for shift in worked if shift.start < 0]
    days, run = {shift.day for shift in past}, 0
    while -run - 1 in days:
        run += 1
    part = _part(rep, horizon, past, planned, range(-horizon.lead, 0)) if horizon.lead else None
    return Before(max((shift.end for shift in past), default=None), run, part)


def after(rep: Rep, horizon: Horizon, worked: Sequence[Worked], planned: Collection[int]) -> After:
    """What is fixed behind the horizon by the shifts that start there; `planned` as for `before`."""
    coming = [shift for shift in worked if shift.start >= horizon.minutes]
    days, run = {shift.day for shift in coming}, 0
    while horizon.days + run in days:
        run += 1
    last, part = horizon.weeks - 1, None
    if horizon.cut_at_end(last):
        rest = range(horizon.days, horizon.days_of(last)[1] + 1)
        part = _part(rep, horizon, coming, planned, rest)
    return After(min((shift.start for shift in coming), default=None), run, part)


def _part(
    rep: Rep, horizon: Horizon, worked: Sequence[Worked], planned: Collection[int], days: range
) -> WeekPart | None:
    """What a rep has on those days of a cut week that lie outside the horizon; None where nothing is known of them."""
    there = [shift for shift in worked if shift.day in days]
    if not there and not any(day in planned for day in days):
        return None
    whole = all(day in planned for day in days)
    first, last = (horizon.start + timedelta(days=day) for day in (min(days.start, horizon.days - 1), days.stop))
    return WeekPart(
        sum(shift.pays() for shift in there),
        len({shift.day for shift in there}),
        sum(shift.on_site for shift in there),
        owed=whole and is_steady(rep, first, last if days.start < 0 else last - timedelta(days=1)),
    )


def is_steady(rep: Rep, first: date, last: date) -> bool:
    """Whether a rep works under one contract at one place on all days from first to last, none of them in training."""
    if not (rep.works_on(first) and rep.works_on(last)):
        return False
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    terms = [rep.on(day) for day in days]
    rules = [(t.contract, t.work_mode, t.site, t.office_days) for t in terms]
    return rules.count(rules[0]) == len(rules) and all(t.stage is not Stage.TRAINING for t in terms)
