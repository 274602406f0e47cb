"""A rep as one scheduling horizon sees them: windows on its wall-clock axis, and what came before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wfm.domain.people.agents import Agent, Before, Preferences
from wfm.domain.people.reps import Rep
from wfm.domain.time import DAY, Horizon

Span = tuple[datetime, datetime]
"""A half-open stretch between two instants."""

WEEK = 7 * DAY


def agent_of(rep: Rep, horizon: Horizon, time_off: Iterable[Span] = (), earlier: Iterable[Span] = ()) -> Agent:
    """The rep on the horizon's axis.

    Parameters
    ----------
    time_off : approved absences, instants.
    earlier : shifts (start, end) published for the days before the horizon; later ones are left out.
    """
    return Agent(
        id=rep.id,
        name=rep.name,
        contract=rep.contract,
        skills=rep.skills,
        work_mode=rep.work_mode,
        site=rep.site,
        office_days=rep.office_days or (0, 7),
        available=None if rep.available is None else weekly_windows(rep.available, horizon),
        time_off=tuple(sorted((horizon.minute(a), horizon.minute(b)) for a, b in time_off)),
        before=before(horizon, earlier),
        preferences=Preferences(rep.preferred_start),
        wage_per_hour=rep.wage_per_hour,
        hired=rep.hired,
    )


def weekly_windows(weekly: Iterable[tuple[int, int]], horizon: Horizon) -> tuple[tuple[int, int], ...]:
    """Weekly windows (minutes from Monday's midnight) repeated over the horizon; windows that touch are joined."""
    monday = -horizon.first_weekday * DAY
    repeated = sorted(
        (monday + week * WEEK + low, monday + week * WEEK + high)
        for low, high in weekly
        for week in range(-2, horizon.weeks + 2)
    )
    joined: list[tuple[int, int]] = []
    for low, high in repeated:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return tuple((low, high) for low, high in joined if high > 0 and low < horizon.minutes)


def before(horizon: Horizon, earlier: Iterable[Span]) -> Before:
    """The end of the last shift that started before the horizon, and the days worked in a row up to its eve."""
    placed = [(horizon.minute(a), horizon.minute(b)) for a, b in earlier]
    past = [(a, b) for a, b in placed if a < 0]
    if not past:
        return Before()
    days = {a // DAY for a, _ in past}
    run = 0
    while -run - 1 in days:
        run += 1
    return Before(max(b for _, b in past), run)
