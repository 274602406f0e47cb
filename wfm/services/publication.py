"""What every way of publishing does: nothing that happened since the draft was made is undone unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from wfm.database import UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleVersion, Surroundings, describe, drift, when, worsened
from wfm.domain.people import After, Agent, Before, Rep, Shift, Span, told as told_day
from wfm.domain.rules import RULES, Violation, violations
from wfm.domain.texts import some_of
from wfm.domain.time import Horizon, local_midnight
from wfm.services.surroundings import read_surroundings

AT_SEAMS = tuple(rule for rule in RULES if rule.name in ("rest", "consecutive days", "weekly hours", "days per week"))
"""The rules that reach over the end of a schedule."""

NEAR = timedelta(days=21)
"""How far published shifts are read on each side: longer than the week that a seam cuts, and than most runs of days."""


def make_official(
    uow: UnitOfWork,
    who: Principal,
    record: ScheduleVersion,
    now: datetime,
    accepted: Collection[str] = (),
    **detail: object,
) -> ScheduleVersion:
    """Publish a draft, archive what it replaces, and take the offers on that off the board.

    RefusedError when a shift of it lies in leave approved since it was made or outside employment, when it breaks a rule
    with what is published around it since, or when published shifts of its days changed; those whose sentence (`changes_since`) is among the `accepted` may be undone.
    """
    check_leave(uow, record)
    shifts = uow.schedules.get(record.id).shifts
    check_employment(uow, record, shifts)
    check_seams(uow, record, shifts)
    undone = changes_since(uow, record)
    unseen = [change for change in undone if change not in accepted]
    if unseen:
        raise RefusedError(
            f"publishing schedule {record.id} would undo what changed since it was made: {some_of(unseen, 1)}; "
            "make the schedule again, or publish it over these changes",
            unseen,
        )
    publication, archived = uow.publications.publish(record.id, record.version, now, who.username)
    withdrawn = uow.offers.withdraw_dead(f"schedule {record.id} took the place of the one this shift was in")
    told: dict[str, object] = {"first_day": str(record.horizon.start), "undone": list(undone)}
    told |= {"publication": publication.id, "replaced": list(archived), "withdrawn_offers": list(withdrawn)}
    told |= {"shifts": _by_owner(uow.schedules.get(record.id).shifts)}
    uow.audit.add(who, "publish", "schedule", record.id, {**told, **detail})
    return uow.schedules.record(record.id)


def check_employment(uow: UnitOfWork, record: ScheduleVersion, shifts: Iterable[PlannedShift]) -> None:
    """RefusedError when someone is to work before their first day of employment or after their last."""
    owned = [planned for planned in shifts if planned.shift.agent]
    reps = uow.reps.get_many({planned.shift.agent for planned in owned})
    reasons = []
    for planned in owned:
        rep, day = reps[planned.shift.agent], record.horizon.start + timedelta(days=planned.shift.day)
        if not rep.works_on(day):
            first, last = rep.employed
            told = f"joins on {told_day(first)}" if first is not None and day < first else ""
            told = told or f"is employed until {told_day(last or day)}"
            reasons.append(f"{rep.name} {told} and has the shift on {when(planned, {record.id: record.horizon})}")
    if reasons:
        raise RefusedError(f"{some_of(reasons, 1)}; make the schedule again", reasons)


def check_seams(uow: UnitOfWork, record: ScheduleVersion, shifts: Iterable[PlannedShift]) -> None:
    """RefusedError when someone breaks a rule, or a site has too few seats, with what is published before and after.

    The search saw what was published around when it began; what was published or traded since, it could not. Only
    what those neighbours bring counts: not what the shifts break alone, nor what is published for these days already.
    """
    horizon, mine = record.horizon, dict[str, list[PlannedShift]]()
    for planned in shifts:
        if planned.shift.agent:
            mine.setdefault(planned.shift.agent, []).append(planned)
    start, end = (horizon.instant(0) - NEAR, horizon.instant(horizon.minutes) + NEAR)
    around = read_surroundings(uow, start, end, sorted(mine))
    reps = uow.reps.get_many(sorted(mine))
    reasons = []
    for id, held in sorted(mine.items()):
        for violation in _at_seams(around, reps[id], [p.shift for p in held], horizon):
            reasons.append(f"{reps[id].name}: {describe(violation, horizon)}")
    reasons += _seats_at_seams(uow, around.seats, [p for held in mine.values() for p in held], horizon)
    if reasons:
        raise RefusedError(
            f"schedule {record.id} breaks a rule with what is published around it by now: {some_of(reasons, 1)}; "
            "make the schedule again",
            reasons,
        )


def _at_seams(around: Surroundings, rep: Rep, shifts: Sequence[Shift], horizon: Horizon) -> list[Violation]:
    """What shifts break with what lies around them, and did not without, nor did those published for these days."""
    agent = around.agent(rep, horizon)
    before = replace(agent.before, week=agent.before.week and replace(agent.before.week, owed=False))
    after = replace(agent.after, week=agent.after.week and replace(agent.after.week, owed=False))
    agent = replace(agent, before=before, after=after)
    if (before, after) == (Before(), After()):
        return []
    alone = replace(agent, before=Before(), after=After())
    published = [s for p in around.shifts.get(rep.id, ()) if 0 <= (s := around.on_axis(p, horizon)).day < horizon.days]

    def broken(who: Agent, held: Sequence[Shift]) -> list[Violation]:
        return violations(who, around.contracts, held, horizon, AT_SEAMS, ())

    found = broken(agent, shifts)
    return worsened(broken(agent, published), worsened(broken(alone, shifts), found)) if found else []


def _seats_at_seams(
    uow: UnitOfWork, seats: Mapping[str, int], shifts: Sequence[PlannedShift], horizon: Horizon
) -> Iterator[str]:
    """Sites with more people than seats, by shifts that run into these days or begin before theirs have ended."""
    first, end = horizon.instant(0), horizon.instant(horizon.minutes)
    coming: dict[str, list[Span]] = {}
    for planned in shifts:
        if planned.shift.site is not None:
            coming.setdefault(planned.shift.site, []).append((planned.start, planned.end))
    last = max((planned.end for planned in shifts), default=end)
    for site, stays in sorted(uow.published.stays(coming, first, max(end, last)).items()):
        there = [(stay.start, stay.end) for stay in stays]
        beside = [span for span in there if not first <= span[0] < end]
        begun = sorted({max(start, first) for start, _ in (*coming[site], *beside)})
        for moment in (moment for moment in begun if _present(beside, moment)):
            mine, others, now = (_present(spans, moment) for spans in (coming[site], beside, there))
            if mine and mine + others > max(now, seats[site]):
                local = datetime.combine(horizon.start, time()) + timedelta(minutes=horizon.minute(moment))
                yield (
                    f"{site} has {seats[site]} seat{'' if seats[site] == 1 else 's'} and would need {mine + others} on "
                    f"{local:%a} {local.day} {local:%b} {local:%H:%M}"
                )
                break


def _present(spans: Iterable[Span], moment: datetime) -> int:
    return sum(start <= moment < end for start, end in spans)


def _by_owner(shifts: Iterable[PlannedShift]) -> dict[str, list[int]]:
    """The ids of shifts by whose they are, "" for open ones: from here on the log tells where each of them went."""
    found: dict[str, list[int]] = {}
    for planned in shifts:
        found.setdefault(planned.shift.agent, []).append(planned.id)
    return found


def changes_since(uow: UnitOfWork, record: ScheduleVersion) -> tuple[str, ...]:
    """What changed in the published shifts of a draft's days since it was made, one sentence each."""
    now = uow.published.basis(record.scope)
    before = uow.schedules.basis(record.id)
    if before is None:
        if not now:
            return ()
        return ("it was made by an earlier version of wfm, which did not keep what it was made beside",)
    found = drift(before, now)
    told = [f"schedule {id} was published for some of its days" for id in found.published]
    horizons = {id: other.horizon for id, other in uow.schedules.many(now).items()}
    shifts = uow.schedules.shifts([*found.changed, *found.added])
    names = uow.reps.get_many([p.shift.agent for p in shifts if p.shift.agent])

    def owner(planned: PlannedShift) -> str:
        rep = names.get(planned.shift.agent)
        return f"is now {rep.name}'s" if rep is not None else "is now open"

    told += [f"the shift on {when(p, horizons)} {owner(p)}" for p in shifts]
    count = len(found.removed)
    told += [f"{count} shift{'s were' if count > 1 else ' was'} removed"] if count else []
    return tuple(told)


def check_leave(uow: UnitOfWork, record: ScheduleVersion) -> None:
    """RefusedError when someone is to work in approved time off."""
    horizon = record.horizon
    start = local_midnight(horizon.start, horizon.zone)
    end = local_midnight(horizon.start + timedelta(days=horizon.days + 1), horizon.zone)
    leave = uow.time_off.approved(start, end)
    away = [
        planned
        for planned in uow.schedules.shifts_with(record.id, leave)
        if any(planned.start < to and off < planned.end for off, to in leave[planned.shift.agent])
    ]
    if not away:
        return
    names = uow.reps.get_many([planned.shift.agent for planned in away])
    reasons = [
        f"{names[p.shift.agent].name} has approved time off during the shift on {when(p, {record.id: horizon})}"
        for p in away
    ]
    raise RefusedError(f"{some_of(reasons, 1)}; make the schedule again", reasons)
