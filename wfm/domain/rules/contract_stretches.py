"""A rep whose contract or place of work changes within a horizon, as one schedule after another.

What holds from a day on is judged like a schedule that begins on that day: what was worked before it is its history.
In the week of a change only most amounts are asked, each contract's of the whole week up to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from wfm.domain.people import After, Agent, Before, Contract, Leave, Shift, WeekPart, WorkClock
from wfm.domain.time import DAY, Horizon


class Stretch(NamedTuple):
    """Days `first` to `last` under one contract and place of work: the agent, the horizon and the shifts of these days,
    on an axis of their own that begins with them."""

    first: int
    last: int
    agent: Agent
    horizon: Horizon
    shifts: tuple[Shift, ...]


def stretches(
    agent: Agent, contracts: Mapping[str, Contract], horizon: Horizon, shifts: Sequence[Shift] = ()
) -> Iterator[Stretch]:
    """The stretches of a rep's horizon, one where nothing but skills changes, and the shifts of each."""
    if not agent.changes:
        yield Stretch(0, horizon.days - 1, agent, horizon, tuple(shifts))
        return
    begun = [agent.terms[0]]
    for terms in agent.changes:
        if not terms.rules_like(begun[-1]):
            begun.append(terms)
    for n, terms in enumerate(begun):
        ends = begun[n + 1].first - 1 if n + 1 < len(begun) else horizon.days - 1
        if terms.first >= horizon.days:
            return
        yield _stretch(agent, contracts, horizon, shifts, terms.first, min(ends, horizon.days - 1))


def _stretch(
    agent: Agent, contracts: Mapping[str, Contract], horizon: Horizon, shifts: Sequence[Shift], first: int, last: int
) -> Stretch:
    ends_it, terms = last == horizon.days - 1, agent.on(first)
    inside = [s for s in shifts if (first <= s.day or first == 0) and (s.day <= last or ends_it)]
    earlier = [s for s in shifts if s.day < first] if first else []
    back = -first * DAY
    own = replace(
        agent,
        contract=terms.contract,
        skills=terms.skills,
        work_mode=terms.work_mode,
        site=terms.site,
        office_days=terms.office_days,
        available=None if agent.available is None else _moved(agent.available, back),
        time_off=_moved(agent.time_off, back),
        leave=tuple(Leave(x.start + back, x.end + back, x.paid_minutes, x.days) for x in agent.leave),
        employed=None if agent.employed is None else (agent.employed[0] - first, agent.employed[1] - first),
        before=agent.before if first == 0 else _before(agent, contracts, horizon, earlier, first),
        after=_after(agent.after, back) if ends_it else After(),
        changes=(),
    )
    part = replace(
        horizon,
        start=horizon.start + timedelta(days=first),
        days=last - first + 1,
        weekday=None if horizon.weekday is None else (horizon.weekday + first) % 7,
        week_start=horizon.first_weekday if horizon.week_start is None else horizon.week_start,
    )
    return Stretch(first, last, own, part, tuple(s.moved(-first) for s in inside))


def _after(after: After, by: int) -> After:
    """What follows the horizon, on the axis of the last stretch."""
    start = after.next_shift_start
    return after if start is None else replace(after, next_shift_start=start + by)


def _moved(windows: Sequence[tuple[int, int]], by: int) -> tuple[tuple[int, int], ...]:
    return tuple((low + by, high + by) for low, high in windows)


def _before(
    agent: Agent, contracts: Mapping[str, Contract], horizon: Horizon, earlier: Sequence[Shift], first: int
) -> Before:
    """What the days before `first` leave behind, with what came before the horizon."""
    ends = [end for end in (agent.before.last_shift_end, *(s.end for s in earlier)) if end is not None]
    days, run = {s.day for s in earlier}, 0
    while first - 1 - run in days:
        run += 1
    if run == first:
        run += agent.before.consecutive_days
    week = horizon.week_of(first)
    begins = horizon.days_of(week)[0]
    part = None
    if begins < first:
        clock = WorkClock(horizon, agent.zone)
        of_week = [s for s in earlier if s.day >= begins]
        known = (agent.before.week if begins < 0 else None) or WeekPart()
        part = WeekPart(
            known.paid_minutes + sum(clock.paid_minutes(contracts[agent.on(s.day).contract], s) for s in of_week),
            known.days + len(of_week),
            known.office_days + sum(s.site is not None for s in of_week),
            owed=False,
        )
    return Before(max(ends) - first * DAY if ends else None, run, part)
