"""What part of the timeline a draft is about: whom a planner names, and from which moment on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from wfm.database import UnitOfWork
from wfm.domain.errors import InputError, NotFoundError, RefusedError
from wfm.domain.people import Rep, Terms, told
from wfm.domain.texts import some_of
from wfm.domain.time import DAY, Horizon

MOST_NAMED = 3
"""Reps whom the words of a scope name; the others are counted."""

MOST_WORDS = 200
"""Characters that the words may have; where names are longer, things are counted."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom a draft is to be about, by ids: all of them together, everyone where none is named."""

    reps: Sequence[str] = ()
    teams: Sequence[str] = ()
    sites: Sequence[str] = ()


EVERYONE = Wish()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reps whom a draft is about, None for everyone, and the words for them, "" for everyone."""

    reps: frozenset[str] | None = None
    words: str = ""


def chosen_reps(uow: UnitOfWork, wish: Wish, people: Sequence[Rep], horizon: Horizon) -> Chosen:
    """The reps of a wish among the active ones; who is in a team or at a site on any day of the horizon is of it.

    Raises
    ------
    NotFoundError
        For an id that is of nobody and nothing.
    RefusedError
        For a rep who no longer works here, or where nobody is left.
    """
    if not (wish.reps or wish.teams or wish.sites):
        return Chosen()
    teams = _names("team", wish.teams, {team.id: team.name for team in uow.teams.get_many(wish.teams).values()})
    sites = _names("site", wish.sites, {site.id: site.name for site in uow.sites.get_many(wish.sites).values()})
    known = {rep.id: rep for rep in people}
    for id in wish.reps:
        if id not in known:
            uow.reps.active(id)  # tells apart who is nobody
            raise RefusedError(f"rep {id!r} no longer works here, so is left out of schedules")
    reps = {*wish.reps}
    for rep in people if teams or sites else ():
        if any(terms.team in wish.teams or terms.site in wish.sites for terms in _terms_in(rep, horizon)):
            reps.add(rep.id)
    words = _words(teams, sites, [known[id].name or id for id in dict.fromkeys(wish.reps)])
    if not reps:
        raise RefusedError(f"nobody is in {words} {_span(horizon)}, so there is nobody to schedule")
    return Chosen(frozenset(reps), words)


def _names(kind: str, ids: Iterable[str], known: dict[str, str]) -> list[str]:
    """The words for things of a kind; NotFoundError for an id that is of none."""
    found = []
    for id in dict.fromkeys(ids):
        if id not in known:
            raise NotFoundError(f"there is no {kind} {id!r}")
        found.append(f"{kind} {known[id] or id}")
    return found


def _terms_in(rep: Rep, horizon: Horizon) -> Iterator[Terms]:
    """What a rep works under on the days of a horizon on which they are employed."""
    last = horizon.start + timedelta(days=horizon.days - 1)
    first_day, last_day = rep.employed
    first = max(horizon.start, first_day or horizon.start)
    last = min(last, last_day or last)
    if first <= last:
        yield from (rep.on(day) for day in (first, *rep.changes(first, last)))


def _words(teams: Sequence[str], sites: Sequence[str], reps: Sequence[str]) -> str:
    """The words for a wish: teams and sites by name, reps counted beside them; reps alone by name.

    >>> _words(["team Red"], ["site Harbor"], ["Ana", "Bo"]), _words([], [], ["Ana", "Bo"])
    ('team Red, site Harbor and 2 reps', '2 reps: Ana, Bo')
    """
    count = f"{len(reps)} rep{'s' if len(reps) > 1 else ''}"
    if not teams and not sites:
        named = f"{count}: {some_of(reps, MOST_NAMED)}"
        return named if len(named) <= MOST_WORDS else count
    parts = [*teams, *sites, *([count] if reps else [])]
    words = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    if len(words) <= MOST_WORDS:
        return words
    counts = [(len(teams), "team"), (len(sites), "site"), (len(reps), "rep")]
    return " and ".join(f"{n} {kind}{'s' if n > 1 else ''}" for n, kind in counts if n)


def _span(horizon: Horizon) -> str:
    last = horizon.start + timedelta(days=horizon.days - 1)
    return f"on {told(last)}" if horizon.days == 1 else f"from {told(horizon.start)} to {told(last)}"


def from_then_on(horizon: Horizon, begin: datetime | None, now: datetime) -> tuple[Horizon, int]:
    """What is left of a horizon from a local time on, and the minute of its first day at which the scope begins.

    Without a time it is left from now on, where that is within the days: what has begun is not planned any more. The
    minute is rounded up to a slot.

    Raises
    ------
    InputError
        When the time is not within the days.
    RefusedError
        When no slot of them is left.
    """
    minute, slot = 0, horizon.slot_minutes
    if begin is not None:
        minute = _rounded_up(_minute_of(begin, horizon), slot)
    elif horizon.instant(0) < now < horizon.instant(horizon.minutes):
        minute = _rounded_up(horizon.minute(now), slot)
        while horizon.instant(minute) < now:  # seconds past a slot, and hours that the clock repeats
            minute += slot
    if minute >= horizon.minutes:
        raise RefusedError(f"nothing is left to schedule {_span(horizon)}")
    day, first = divmod(minute, DAY)
    return replace(horizon, start=horizon.start + timedelta(days=day), days=horizon.days - day), first


def _minute_of(begin: datetime, horizon: Horizon) -> int:
    if begin.tzinfo is not None:
        raise InputError(
            f"the time from which to schedule is on the clock of {horizon.zone} and must name no zone, "
            f"got {begin.isoformat()}"
        )
    seconds = (begin - datetime.combine(horizon.start, time())).total_seconds()
    if not 0 <= seconds < horizon.minutes * 60:
        raise InputError(f"the time from which to schedule must be {_span(horizon)}, got {begin:%Y-%m-%d %H:%M}")
    return int(-(-seconds // 60))


def _rounded_up(minute: int, slot: int) -> int:
    return -(-minute // slot) * slot


def first_of(first_day: date | None, begin: datetime | None) -> date | None:
    """The first day that is meant: the day of the time from which to schedule, where no day is told."""
    return begin.date() if first_day is None and begin is not None else first_day


def among(reps: Iterable[Rep], chosen: Collection[str] | None) -> tuple[Rep, ...]:
    """The reps of a scope, None for everyone."""
    return tuple(rep for rep in reps if chosen is None or rep.id in chosen)
