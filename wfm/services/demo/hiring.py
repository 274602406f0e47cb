"""A team as large as its work: people are hired in order until their hours on contacts are those required."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np

from data import centre, people
from data.dates import PLANNED, DemoDates
from data.generator import SEED
from data.people import Leave, Recruit
from wfm.database import Database, LeaveState
from wfm.domain.accounts import Principal
from wfm.domain.people import Contract, Rep, Stage
from wfm.domain.planning import RequirementRun
from wfm.domain.time import to_utc
from wfm.services.demo.state import founded
from wfm.services.progress import OnProgress, part, quiet
from wfm.services.staffing import make_requirement, what_if
from wfm.staffing import Shrinkage, ShrinkageComponent

SHRINKAGE = Shrinkage(
    (
        ShrinkageComponent("late calls in sick", 0.05),
        ShrinkageComponent("meetings and projects", 0.03, "scheduled"),
        ShrinkageComponent("huddles and coaching", 0.01, "scheduled", placed=True),
        ShrinkageComponent("breaks", 0.07, "scheduled", placed=True),
    )
)
"""What the demo deducts: what is placed in the schedule itself is not deducted twice."""

PLACED = 0.99
"""Share of the hours on shift that huddles and coaching leave for contacts."""

CORE = 0.8
"""Share of the team that is hired before it is known what is saved where queues share reps."""


@dataclass(frozen=True, slots=True)
class HiredTeam:
    """The team beside its work: reps, and hours on contacts of the published weeks, theirs and those required."""

    reps: int
    hours: float
    required: float
    run: RequirementRun


def hire_team(db: Database, who: Principal, dates: DemoDates, on_progress: OnProgress = quiet) -> HiredTeam:
    """Staff the newest forecast, and hire the reps it takes; those who are hired already stay.

    Who shares queues is known only once there are reps, and how many are needed only once the forecast is staffed. So
    the core of the team is hired for the work of every queue apart, and the others for what is required of all.
    """
    founded(db, who)
    recruits = people.recruits(SEED, dates)
    apart = required_hours(what_if(db, who, shrinkage=SHRINKAGE), dates)
    _hire(db, who, _enough(recruits, CORE * apart, dates))
    run = make_requirement(db, who, shrinkage=SHRINKAGE, on_progress=part(on_progress, 0.1, 0.9))
    required = required_hours(run, dates)
    team = _enough(recruits, required, dates)
    _hire(db, who, team)
    on_progress(1.0, f"{len(team)} reps hired")
    return HiredTeam(len(team), sum(hours_of(recruit, dates) for recruit in team), required, run)


def required_hours(run: RequirementRun, dates: DemoDates) -> float:
    """Head-hours that a requirement asks for in the published days."""
    end = np.datetime64(dates.monday + timedelta(days=PLANNED), "D")
    return sum(float(r.required[r.grid.local_days() < end].sum()) * r.grid.slot_minutes / 60 for r in run.requirements)


def hours_of(recruit: Recruit, dates: DemoDates) -> float:
    """Head-hours that somebody gives contacts in the published days, breaks, leave, training and speed deducted."""
    contract = next(c for c in centre.CONTRACTS if c.id == recruit.rep.contract)
    return sum(_week(recruit, contract, dates, week) for week in range(PLANNED // 7))


def _week(recruit: Recruit, contract: Contract, dates: DemoDates, week: int) -> float:
    days = [dates.monday + timedelta(days=7 * week + n) for n in range(7)]
    paid, worked = sum(contract.paid_per_week) / 2, sum(contract.days_per_week) / 2
    free = set(dates.closed()) if contract.closed_day_credit else set()
    off = sum(1.0 if day in free else _away(recruit.leave, day, paid / worked) for day in days)
    speed = sum(_speed(recruit.rep, day) for day in days) / len(days)
    return max(0.0, 1 - off / worked) * paid / 60 * _on_contacts(contract) * speed * PLACED


def _away(leave: Iterable[Leave], day: date, mean_day: float) -> float:
    """The part of a working day that leave takes."""
    low = datetime.combine(day, time())
    minutes = sum(
        max(timedelta(), min(entry.end, low + timedelta(days=1)) - max(entry.start, low)) / timedelta(minutes=1)
        for entry in leave
    )
    return min(1.0, minutes / mean_day)


def _speed(rep: Rep, day: date) -> float:
    """The work of one head on a day, 0 in training."""
    terms = rep.on(day)
    return 0.0 if terms.stage is Stage.TRAINING else terms.skills["voice-en"]


def _on_contacts(contract: Contract) -> float:
    """Share of the paid time that breaks leave."""
    spans = [(t, span) for t in contract.shifts for span in t.spans]
    worked = sum(span - sum(b.minutes for b in t.breaks) for t, span in spans)
    return worked / sum(t.paid_minutes(span) for t, span in spans)


def _enough(recruits: Sequence[Recruit], hours: float, dates: DemoDates) -> list[Recruit]:
    """As many of the recruits, in their order, as come nearest to so many hours."""
    sums = np.cumsum([hours_of(recruit, dates) for recruit in recruits])
    return list(recruits[: 1 + int(np.argmin(np.abs(sums - hours)))])


def _hire(db: Database, who: Principal, team: Sequence[Recruit]) -> None:
    """Store those of the team who are not there yet, with their classes and leave; teams are led by their first."""
    with db.write() as uow:
        known = set(uow.reps.ids())
        new = [recruit for recruit in team if recruit.rep.id not in known]
        uow.reps.put_many([replace(recruit.rep, training=None) for recruit in new])
        for course in {r.rep.training.id for r in new if r.rep.training is not None}:
            uow.classes.add(course, [r.rep.id for r in new if r.rep.training and r.rep.training.id == course])
        for entry in (entry for recruit in new for entry in recruit.leave):
            start, end = (to_utc(moment, centre.ZONE) for moment in (entry.start, entry.end))
            id = uow.time_off.request(entry.rep, start, end, entry.reason, kind=entry.kind)
            uow.time_off.decide(id, 1, LeaveState.APPROVED, who.username)
        for group in centre.TEAMS:
            leads = [r.rep.id for r in team if r.rep.team == group.id and r.rep.training is None]
            uow.teams.put(replace(group, lead=leads[0] if leads else None))
        uow.audit.add(who, "create", "demo", "reps", {"count": len(new)})
