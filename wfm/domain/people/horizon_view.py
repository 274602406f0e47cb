"""A rep as one scheduling horizon sees them: on its axis, within employment, under the terms of each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from wfm.domain.people.agents import After, Agent, AgentTerms, Before, Leave, Preferences
from wfm.domain.people.contracts import Contract
from wfm.domain.people.reps import Rep
from wfm.domain.people.terms import Stage, Terms
from wfm.domain.time import DAY, Horizon, to_utc

Span = tuple[datetime, datetime]
"""A half-open stretch between two instants."""

WEEK = 7 * DAY


def agent_of(
    rep: Rep,
    horizon: Horizon,
    zones: Mapping[str, str],
    contracts: Mapping[str, Contract],
    *,
    skills: Collection[str] | None = None,
    leave: Sequence[Leave] = (),
    before: Before | None = None,
    after: After | None = None,
) -> Agent:
    """The rep on the horizon's axis.

    Parameters
    ----------
    zones : the zones of sites by id.
    contracts : those of the rep's terms by id.
    skills : the skills that count, None for all.
    leave : what counts as worked or blocks shifts, on the horizon's axis.
    before, after : what lies around the horizon.
    """
    first, last = working_days(rep, horizon)
    base, zone = rep.on(_date(horizon, max(first, 0))), _zone(rep, horizon, zones)
    return Agent(
        id=rep.id,
        name=rep.name,
        contract=base.contract,
        skills=_speeds(base, skills),
        work_mode=base.work_mode,
        site=base.site,
        office_days=base.office_days or (0, 7),
        available=None if rep.available is None else _within(weekly_windows(rep.available, horizon, zone), horizon),
        before=before or Before(),
        preferences=Preferences(rep.preferred_start),
        wage_per_hour=rep.wage_per_hour,
        hired=rep.hired,
        zone=zone,
        team=base.team,
        employed=None if first <= 0 and last >= horizon.days - 1 else (first, last),
        leave=tuple(sorted((*leave, *_training(rep, horizon, contracts, first, last)), key=lambda x: x.start)),
        after=after or After(),
        changes=tuple(_changes(rep, horizon, skills, max(first, 0), base)),
    )


def _zone(rep: Rep, horizon: Horizon, zones: Mapping[str, str]) -> str | None:
    """The rep's clock where it is not the axis's own."""
    clock = clock_of(rep, horizon.start, zones)
    return None if clock == horizon.zone else clock


def clock_of(rep: Rep, day: date, zones: Mapping[str, str]) -> str | None:
    """The zone of a rep's clock on a day: their own, else that of their site; None where neither is known."""
    if rep.zone is not None:
        return rep.zone
    site = rep.on(day).site or rep.site
    return None if site is None else zones.get(site)


def working_days(rep: Rep, horizon: Horizon) -> tuple[int, int]:
    """The first and last day on which a rep is employed and takes contacts, far outside the horizon without end.

    Days of training at either end are left out. Who takes none has days before or behind the horizon.
    """
    if _always_works(rep, horizon):
        return -DAY, DAY
    days = [n for n in range(horizon.days) if _at_work(rep, _date(horizon, n))]
    if days:
        first, last = days[0], days[-1]
        return (first if first else -DAY), (last if last < horizon.days - 1 else DAY)
    gone = rep.last_day is not None and rep.last_day < horizon.start
    return (-DAY, -1) if gone else (horizon.days, DAY)


def _always_works(rep: Rep, horizon: Horizon) -> bool:
    """Whether nothing of a rep's goes by dates in the horizon, as with most: then no day need be looked at."""
    if rep.terms or rep.training is not None or rep.stage is Stage.TRAINING:
        return False
    return rep.works_on(horizon.start) and rep.works_on(_date(horizon, horizon.days - 1))


def why_away(rep: Rep, horizon: Horizon) -> str | None:
    """Why a rep takes no contacts on any day of the horizon; None for one who does on some."""
    if _always_works(rep, horizon) or any(_at_work(rep, _date(horizon, n)) for n in range(horizon.days)):
        return None
    first, last = rep.employed
    end = _date(horizon, horizon.days - 1)
    if last is not None and last < horizon.start:
        return f"gone since {told(last)}, their last day"
    if first is not None and first > end:
        return f"joins on {told(first)}"
    if rep.training is not None and rep.training.graduates > horizon.start:
        return f"in training until {told(rep.training.graduates - timedelta(days=1))}: takes no contacts yet"
    return "in training: takes no contacts yet"


def told(day: date) -> str:
    """A date in words: `4 Jun 2026`."""
    return f"{day.day} {day:%b %Y}"


def weekly_windows(
    weekly: Iterable[tuple[int, int]], horizon: Horizon, zone: str | None = None
) -> tuple[tuple[int, int], ...]:
    """Weekly windows (minutes from Monday's midnight) repeated over the horizon; windows that touch are joined.

    They are on the clock of `zone`, None for the horizon's own.
    """
    monday = horizon.start - timedelta(days=horizon.start.weekday())
    if horizon.weekday is not None:
        monday = horizon.start - timedelta(days=horizon.first_weekday)
    repeated = sorted(
        (_on_axis(horizon, zone, monday, week * WEEK + low), _on_axis(horizon, zone, monday, week * WEEK + high))
        for low, high in weekly
        for week in range(-2, horizon.weeks + 3)
    )
    joined: list[tuple[int, int]] = []
    for low, high in repeated:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return tuple((low, high) for low, high in joined if high > 0 and low < horizon.minutes)


def _within(windows: Iterable[tuple[int, int]], horizon: Horizon) -> tuple[tuple[int, int], ...]:
    """Windows cut to the horizon and the day after it, into which its last shifts may run."""
    return tuple((max(low, 0), min(high, horizon.minutes + DAY)) for low, high in windows)


def _on_axis(horizon: Horizon, zone: str | None, monday: date, minute: int) -> int:
    """A minute of a zone's clock, counted from a Monday's midnight there, on the horizon's axis."""
    if zone is None:
        return (monday - horizon.start).days * DAY + minute
    local = datetime.combine(monday, time()) + timedelta(minutes=minute)
    return horizon.minute(to_utc(local, zone))


def _date(horizon: Horizon, day: int) -> date:
    return horizon.start + timedelta(days=day)


def _at_work(rep: Rep, day: date) -> bool:
    return rep.works_on(day) and rep.on(day).stage is not Stage.TRAINING


def _speeds(terms: Terms, skills: Collection[str] | None) -> dict[str, float]:
    return {skill: speed for skill, speed in terms.skills.items() if skills is None or skill in skills}


def _changes(
    rep: Rep, horizon: Horizon, skills: Collection[str] | None, first: int, base: Terms
) -> Iterator[AgentTerms]:
    """The terms that begin after the first working day, where something changes that a schedule reads."""
    known = _terms(first, base, skills)
    for day in rep.changes(_date(horizon, first), _date(horizon, horizon.days - 1)):
        terms = rep.on(day)
        if not rep.works_on(day) or terms.stage is Stage.TRAINING:
            continue
        fresh = _terms((day - horizon.start).days, terms, skills)
        if not fresh.rules_like(known) or fresh.skills != known.skills:
            yield fresh
            known = fresh


def _terms(first: int, terms: Terms, skills: Collection[str] | None) -> AgentTerms:
    return AgentTerms(
        first, terms.contract, _speeds(terms, skills), terms.work_mode, terms.site, terms.office_days or (0, 7)
    )


def _training(rep: Rep, horizon: Horizon, contracts: Mapping[str, Contract], first: int, last: int) -> Iterator[Leave]:
    """Days of training between days at work: they count as worked, up to the days of a week that a contract asks."""
    if not rep.terms and rep.training is None:
        return
    counted: dict[int, int] = {}
    for n in range(max(first, 0), min(last, horizon.days - 1) + 1):
        terms = rep.on(_date(horizon, n))
        if terms.stage is not Stage.TRAINING:
            continue
        contract, week = contracts[terms.contract], horizon.week_of(n)
        credited = counted.get(week, 0) < contract.days_per_week[1]
        counted[week] = counted.get(week, 0) + credited
        yield Leave(n * DAY, (n + 1) * DAY, contract.mean_day if credited else 0, float(credited))
