"""From required heads to a draft schedule of named reps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from scheduler import (
    Asked,
    Event,
    FirstOf,
    ObjectiveWeights,
    ProgressCallback,
    Result,
    SchedulingProblem,
    SiteSeats,
    StoppingCriterion,
    TimeLimit,
    preset,
    silent,
    solve,
)
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import Basis, Reason, ScheduleStatus, ScheduleVersion, Scope, Surroundings
from wfm.domain.people import Rep, clock_of
from wfm.domain.planning import RequirementRun, days_of
from wfm.domain.time import SLOT_LENGTHS, Horizon, local_midnight
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK
from wfm.services.progress import OnStored, nothing_more
from wfm.services.schedule.horizon_agents import given_of, inside, team_of
from wfm.services.schedule.required_work import demand_of, planning_slot
from wfm.services.surroundings import read_surroundings


@dataclass(frozen=True)
class SchedulingTask:
    """A problem ready to solve, the run it came from, the reps it leaves out with the reason, and what is published
    beside it."""

    problem: SchedulingProblem
    run: RequirementRun
    left_out: tuple[tuple[str, str], ...]
    basis: Basis


def horizon_of(run: RequirementRun, first_day: date | None, days: int | None, week_start: int = 0) -> Horizon:
    """The days to schedule: those asked for, else the whole requirement run from its first day.

    Its slots are the run's intervals. InputError when the days are not all inside the run.
    """
    first, count = days_of(run.grid)
    start, end = first if first_day is None else first_day, first + timedelta(days=count)
    length = min(56, (end - start).days) if days is None else days
    if not first <= start < end or start + timedelta(days=max(length, 1)) > end:
        raise InputError(
            f"the days to schedule must lie within the requirement run {run.id}, {first} to {end - timedelta(days=1)}, "
            f"got {length} days from {start}"
        )
    return Horizon(start, length, run.grid.slot_minutes, run.grid.zone, week_start=week_start, elapsed=True)


def build_problem(
    uow: UnitOfWork,
    run: RequirementRun,
    first_day: date | None = None,
    days: int | None = None,
    *,
    keep: bool = False,
) -> SchedulingTask:
    """The scheduling problem of a requirement run and the reps on record, with all that is published around its days.

    With `keep`, shifts already published in these days are part of it, to be changed as little as possible.

    Raises
    ------
    InputError
        When the days are not all inside the run.
    RefusedError
        When nothing is required in these days, or there is no rep to schedule.
    """
    reps = uow.reps.all(active_only=True)
    horizon = horizon_of(run, first_day, days, uow.centre.settings().week_start)
    around = read_surroundings(uow, *reach(horizon))
    horizon = replace(horizon, slot_minutes=_slot(reps, around, horizon))
    scope = Scope(horizon.instant(0), horizon.instant(horizon.minutes))
    demand = demand_of(run.requirements, horizon)
    if not demand:
        raise RefusedError(f"requirement run {run.id} asks for no heads from {horizon.start} for {horizon.days} days")
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    team = team_of(reps, around, skills, horizon)
    if not team.agents:
        told = f": {team.left_out[0][0]} is {team.left_out[0][1]}" if team.left_out else ""
        raise RefusedError(f"there is no rep to schedule; import reps or generate some first{told}")
    ids = {agent.id for agent in team.agents}
    known = {rep.id: rep for rep in reps} | uow.reps.get_many(sorted(around.shifts.keys() - {r.id for r in reps}))
    published = [shift for id in sorted(ids) for _, shift in inside(around, id, horizon)]
    problem = SchedulingProblem(
        name=f"{horizon.start} {horizon.days} days",
        horizon=horizon,
        skills=skills,
        demand=demand,
        sites=tuple(SiteSeats(site.id, site.seats) for site in uow.sites.all()),
        contracts={terms.contract: around.contracts[terms.contract] for agent in team.agents for terms in agent.terms},
        agents=team.agents,
        published=tuple(published) if keep else (),
        given=given_of(around, known, ids, skills, horizon),
    )
    return SchedulingTask(problem, run, team.left_out, uow.published.basis(scope))


def reach(horizon: Horizon) -> tuple[datetime, datetime]:
    """The instants between which published shifts bear on a schedule."""
    first, last = horizon.start - LOOK_BACK, horizon.start + timedelta(days=horizon.days) + LOOK_AHEAD
    return local_midnight(first, horizon.zone), local_midnight(last, horizon.zone)


def _slot(reps: Iterable[Rep], around: Surroundings, horizon: Horizon) -> int:
    """The longest slot on which the shifts of everyone fall, whose clock may be half an hour from the axis."""
    last = horizon.start + timedelta(days=horizon.days - 1)
    used, ahead = set[str](), set[int]()
    for rep in reps:
        used |= {rep.on(day).contract for day in (horizon.start, *rep.changes(horizon.start, last))}
        clock = clock_of(rep, horizon.start, around.zones)
        ahead |= set() if clock is None else {horizon.ahead(clock, 0), horizon.ahead(clock, horizon.minutes)}
    longest = planning_slot([around.contracts[id] for id in sorted(used)], horizon.slot_minutes)
    fitting = [slot for slot in SLOT_LENGTHS if longest % slot == 0]
    return max((slot for slot in fitting if all(minutes % slot == 0 for minutes in ahead)), default=min(fitting))


def make_schedule(
    db: Database,
    who: Principal,
    *,
    requirement_run: int | None = None,
    first_day: date | None = None,
    days: int | None = None,
    time_limit: float = 60.0,
    seed: int = 0,
    preset_name: str = "cover first",
    keep: bool = False,
    stop_asked: Event | None = None,
    on_progress: ProgressCallback = silent,
    on_stored: OnStored = nothing_more,
) -> ScheduleVersion:
    """Search for a schedule and store the best one found as a draft.

    Parameters
    ----------
    requirement_run : the run to cover; None takes the latest.
    first_day, days : the days to schedule, inside the run; None takes all of it (at most 56 days).
    time_limit : seconds of search.
    preset_name : how to weigh cover, cost and people; see `scheduler.PRESETS`.
    keep : change published shifts of these days as little as possible.
    stop_asked : once set, the search ends and its best schedule is kept.
    """
    who.require(Role.PLANNER)
    weights = preset(preset_name)
    with db.read() as uow:
        run = uow.requirements.latest() if requirement_run is None else uow.requirements.get(requirement_run)
        if run is None:
            raise RefusedError("there is no requirement yet; run the staffing step first")
        task = build_problem(uow, run, first_day, days, keep=keep)
    result = _search(task.problem, time_limit, seed, weights, keep, stop_asked, on_progress)
    with db.write() as uow:
        record = _version(task, result, who)
        id = uow.schedules.add(record, result.shifts, task.basis)
        detail = {
            "requirement_run": run.id,
            "shifts": len(result.shifts),
            "objective": result.objective,
            "seed": seed,
            "preset": preset_name,
            "seconds": round(result.seconds, 1),
        }
        uow.audit.add(who, "make", "schedule", str(id), detail)
        on_stored(uow, id)
        return uow.schedules.record(id)


def _search(
    problem: SchedulingProblem,
    time_limit: float,
    seed: int,
    weights: ObjectiveWeights,
    keep: bool,
    stop_asked: Event | None,
    on_progress: ProgressCallback,
) -> Result:
    criteria: list[StoppingCriterion] = [TimeLimit(time_limit)]
    if stop_asked is not None:
        criteria.append(Asked(stop_asked))
    return solve(problem, stop=FirstOf(*criteria), seed=seed, weights=weights, progress=on_progress, keep=keep)


def _version(task: SchedulingTask, result: Result, who: Principal) -> ScheduleVersion:
    return ScheduleVersion(
        id=0,
        name=task.problem.name,
        horizon=task.problem.horizon,
        status=ScheduleStatus.DRAFT,
        requirement_run=task.run.id,
        objective=result.objective,
        lower_bound=result.lower_bound,
        terms=dict(result.terms),
        shortfalls=tuple(s.as_reason() for s in result.shortfalls),
        unscheduled=(
            *(u.as_reason() for u in result.unscheduled),
            *(Reason(rep, why) for rep, why in task.left_out),
        ),
        created_at=datetime.now(UTC),
        created_by=who.username,
    )
