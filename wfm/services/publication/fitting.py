"""Whether shifts that come to the timeline fit what stays there: leave, employment, rules, seats."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from wfm.database import UnitOfWork
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import Exchange, PlannedShift, Surroundings, describe, worsened
from wfm.domain.people import After, Agent, Before, Rep, Shift, Span, told as told_day
from wfm.domain.rules import RULES, Violation, violations
from wfm.domain.texts import some_of
from wfm.domain.time import Horizon
from wfm.services.publication.wording import day_of, shift_words
from wfm.services.surroundings import read_surroundings

SEAMS = ("rest", "one shift a day", "consecutive days", "weekly hours", "days per week")
AT_SEAMS = tuple(rule for rule in RULES if rule.name in SEAMS)
"""The rules by which shifts that were planned apart may hurt one another."""

NEAR = timedelta(days=21)
"""How far published shifts are read on each side: longer than the week that a seam cuts, and than most runs of days."""


def check_leave(uow: UnitOfWork, horizon: Horizon, shifts: Sequence[PlannedShift], hint: str) -> None:
    """RefusedError when someone is to work in approved time off."""
    if not shifts:
        return
    leave = uow.time_off.approved(min(p.start for p in shifts), max(p.end for p in shifts))
    away = [
        planned
        for planned in sorted(shifts, key=lambda p: (p.start, p.id))
        if any(planned.start < to and off < planned.end for off, to in leave.get(planned.shift.agent, ()))
    ]
    if not away:
        return
    names = uow.reps.get_many([planned.shift.agent for planned in away])
    reasons = [
        f"{names[p.shift.agent].name} has approved time off during the shift on {shift_words(p, horizon)}" for p in away
    ]
    raise RefusedError(f"{some_of(reasons, 1)}; {hint}", reasons)


def check_employment(uow: UnitOfWork, horizon: Horizon, shifts: Iterable[PlannedShift], hint: str) -> None:
    """RefusedError when someone is to work who has left, before their first day of employment or after their last."""
    owned = [planned for planned in shifts if planned.shift.agent]
    ids = {planned.shift.agent for planned in owned}
    reps, gone = uow.reps.get_many(ids), uow.reps.inactive(ids)
    reasons = []
    for planned in owned:
        rep, day = reps[planned.shift.agent], horizon.start + timedelta(days=day_of(planned.start, horizon))
        if rep.id in gone:
            reasons.append(f"{rep.name} no longer works here and has the shift on {shift_words(planned, horizon)}")
        elif not rep.works_on(day):
            first, last = rep.employed
            told = f"joins on {told_day(first)}" if first is not None and day < first else ""
            told = told or f"is employed until {told_day(last or day)}"
            reasons.append(f"{rep.name} {told} and has the shift on {shift_words(planned, horizon)}")
    if reasons:
        raise RefusedError(f"{some_of(reasons, 1)}; {hint}", reasons)


def check_seams(uow: UnitOfWork, what: str, horizon: Horizon, change: Exchange, hint: str) -> None:
    """RefusedError when someone breaks a rule, or a site has too few seats, with what stays published around.

    The search saw what was published around when it began; what was published or traded since, it could not. Around is
    before and after the days, and within them what has begun and, for seats, the shifts of others. Only what these bring
    counts: not what the shifts break alone, nor what is published for these days already.
    """
    start, end = (horizon.instant(0) - NEAR, horizon.instant(horizon.minutes) + NEAR)
    there = [planned for planned in (*change.comes, *change.kept) if planned.shift.agent]
    mine = sorted({planned.shift.agent for planned in there})
    around = read_surroundings(uow, start, end, mine, {planned.schedule for planned in there})
    reps = uow.reps.get_many(mine)
    reasons = [
        f"{reps[id].name}: {describe(violation, horizon)}"
        for id in mine
        for violation in _at_seams(around, reps[id], change, horizon)
    ]
    reasons += _seats(uow, around.seats, there, change.goes, horizon)
    if reasons:
        raise RefusedError(
            f"{what} breaks a rule with what is published around it by now: {some_of(reasons, 1)}; {hint}", reasons
        )


def _at_seams(around: Surroundings, rep: Rep, change: Exchange, horizon: Horizon) -> list[Violation]:
    """What shifts break with what lies around them, and did not without, nor did those published for these days."""
    agent = around.agent(rep, horizon)
    before = replace(agent.before, week=agent.before.week and replace(agent.before.week, owed=False))
    after = replace(agent.after, week=agent.after.week and replace(agent.after.week, owed=False))
    agent = replace(agent, before=before, after=after)
    leaves, stays = {p.id for p in change.goes}, {p.id for p in change.kept}
    now = [p for p in around.shifts.get(rep.id, ()) if 0 <= around.on_axis(p, horizon).day < horizon.days]
    beside = [p for p in now if p.id not in leaves and p.id not in stays]
    if (before, after) == (Before(), After()) and not beside:
        return []

    def broken(who: Agent, held: Iterable[PlannedShift]) -> list[Violation]:
        placed: list[Shift] = [around.on_axis(planned, horizon) for planned in held]
        return violations(who, around.contracts, placed, horizon, AT_SEAMS, ())

    coming = [p for p in (*change.comes, *change.kept) if p.shift.agent == rep.id]
    found = broken(agent, [*coming, *beside])
    if not found:
        return []
    alone = replace(agent, before=Before(), after=After())
    return worsened(broken(agent, now), worsened(broken(alone, coming), found))


class _Presence:
    """How many of some spans hold a moment."""

    def __init__(self, spans: Collection[Span]) -> None:
        self.starts, self.ends = sorted(start for start, _ in spans), sorted(end for _, end in spans)

    def at(self, moment: datetime) -> int:
        return bisect_right(self.starts, moment) - bisect_right(self.ends, moment)


def _seats(
    uow: UnitOfWork,
    seats: Mapping[str, int],
    coming: Sequence[PlannedShift],
    goes: Sequence[PlannedShift],
    horizon: Horizon,
) -> Iterator[str]:
    """Sites that would have more people than seats, and more than now, beside those who stay there."""
    mine: dict[str, list[Span]] = {}
    for planned in coming:
        if planned.shift.site is not None:
            mine.setdefault(planned.shift.site, []).append((planned.start, planned.end))
    if not mine:
        return
    first, last = (
        min(s for spans in mine.values() for s, _ in spans),
        max(e for spans in mine.values() for _, e in spans),
    )
    known = {planned.id for planned in (*coming, *goes)}
    for site, stays in sorted(uow.published.stays(mine, first, last).items()):
        others: list[Span] = [(stay.start, stay.end) for stay in stays if stay.shift not in known]
        come, beside = _Presence(mine[site]), _Presence(others)
        now = _Presence([(stay.start, stay.end) for stay in stays])
        for moment in sorted({max(start, first) for start, _ in (*mine[site], *others)}):
            need = come.at(moment) + beside.at(moment)
            if come.at(moment) and beside.at(moment) and need > max(now.at(moment), seats[site]):
                local = datetime.combine(horizon.start, time()) + timedelta(minutes=horizon.minute(moment))
                yield (
                    f"{site} has {seats[site]} seat{'' if seats[site] == 1 else 's'} and would need {need} on "
                    f"{local:%a} {local.day} {local:%b} {local:%H:%M}"
                )
                break
