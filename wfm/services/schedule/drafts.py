"""From required heads to a draft schedule of named reps."""

from __future__ import annotations

from dataclasses import dataclass
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
from wfm.domain.exchange import Basis, PlannedShift, Reason, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Shift
from wfm.domain.planning import RequirementRun
from wfm.domain.time import Horizon, local_midnight, zone_of
from wfm.services.clock import LOOK_BACK
from wfm.services.progress import OnStored, nothing_more
from wfm.services.schedule.horizon_agents import team_of
from wfm.services.schedule.required_work import demand_of, planning_slot


@dataclass(frozen=True)
class SchedulingTask:
    """A problem ready to solve, the run it came from, the reps it leaves out with the reason, and what is published
    beside it."""

    problem: SchedulingProblem
    run: RequirementRun
    left_out: tuple[tuple[str, str], ...]
    basis: Basis


def horizon_of(run: RequirementRun, first_day: date | None, days: int | None, slot: int | None = None) -> Horizon:
    """The days to schedule: those asked for, else the whole requirement run from its first day.

    `slot` is the length of a slot where it is not the run's interval. InputError when the days are not all inside
    the run.
    """
    zone = zone_of(run.grid.zone)
    first, end = (instant.astimezone(zone).date() for instant in (run.grid.start, run.grid.end))
    start = first if first_day is None else first_day
    length = min(56, (end - start).days) if days is None else days
    if not first <= start < end or start + timedelta(days=max(length, 1)) > end:
        raise InputError(
            f"the days to schedule must lie within the requirement run {run.id}, {first} to {end - timedelta(days=1)}, "
            f"got {length} days from {start}"
        )
    return Horizon(start, length, slot or run.grid.slot_minutes, run.grid.zone)


def build_problem(
    uow: UnitOfWork,
    run: RequirementRun,
    first_day: date | None = None,
    days: int | None = None,
    *,
    keep: bool = False,
) -> SchedulingTask:
    """The scheduling problem of a requirement run and the reps on record.

    With `keep`, shifts already published in these days are part of it, to be changed as little as possible.

    Raises
    ------
    InputError
        When the days are not all inside the run.
    RefusedError
        When nothing is required in these days, or there is no rep to schedule.
    """
    reps, contracts = uow.reps.all(active_only=True), {contract.id: contract for contract in uow.contracts.all()}
    used = {rep.contract: contracts[rep.contract] for rep in reps}
    horizon = horizon_of(run, first_day, days, planning_slot(used.values(), run.grid.slot_minutes))
    demand = demand_of(run.requirements, horizon)
    if not demand:
        raise RefusedError(f"requirement run {run.id} asks for no heads from {horizon.start} for {horizon.days} days")
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    sites = tuple(SiteSeats(site.id, site.seats) for site in uow.sites.all())
    end = local_midnight(horizon.start + timedelta(days=horizon.days + 1), horizon.zone)
    start = local_midnight(horizon.start, horizon.zone)
    earlier, published = _known_shifts(uow, horizon)
    team = team_of(reps, contracts, skills, uow.time_off.approved(start, end), earlier, horizon)
    if not team.agents:
        raise RefusedError("there is no rep to schedule; import reps or generate some first")
    ids = {agent.id for agent in team.agents}
    problem = SchedulingProblem(
        name=f"{horizon.start} {horizon.days} days",
        horizon=horizon,
        skills=skills,
        demand=demand,
        sites=sites,
        contracts={agent.contract: contracts[agent.contract] for agent in team.agents},
        agents=team.agents,
        published=tuple(s for s in published if s.agent in ids) if keep else (),
    )
    return SchedulingTask(problem, run, team.left_out, uow.schedules.published_basis(horizon))


def _known_shifts(uow: UnitOfWork, horizon: Horizon) -> tuple[dict[str, list[PlannedShift]], list[Shift]]:
    """Published shifts: by rep those that start before the horizon, and on its axis those that start within it."""
    first = local_midnight(horizon.start - LOOK_BACK, horizon.zone)
    last = local_midnight(horizon.start + timedelta(days=horizon.days), horizon.zone)
    earlier: dict[str, list[PlannedShift]] = {}
    inside: list[Shift] = []
    found = uow.published.shifts_between(first, last)
    horizons = uow.published.horizons(first, last, {planned.schedule for planned in found})
    for planned in found:
        if horizon.minute(planned.start) < 0:
            earlier.setdefault(planned.shift.agent, []).append(planned)
        elif planned.start < last:
            inside.append(planned.shift.moved((horizons[planned.schedule].start - horizon.start).days))
    return earlier, inside


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
