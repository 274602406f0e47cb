"""From required heads to a draft schedule of named reps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from wfm.domain.exchange import Basis, Reason, ScheduleStatus, ScheduleVersion, Scope, Surroundings, usual_name
from wfm.domain.people import Rep, clock_of
from wfm.domain.planning import RequirementRun, days_of
from wfm.domain.time import SLOT_LENGTHS, Horizon, local_midnight
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK, clock_now
from wfm.services.progress import OnStored, nothing_more
from wfm.services.schedule.horizon_agents import team_of
from wfm.services.schedule.required_work import asked_from, demand_of, planning_slot
from wfm.services.schedule.scopes import EVERYONE, Chosen, Wish, among, chosen_reps, first_of, from_then_on
from wfm.services.schedule.standing_shifts import Kept, Standing, standing_shifts
from wfm.services.surroundings import read_surroundings


@dataclass(frozen=True)
class SchedulingTask:
    """A problem ready to solve, the run it came from, and the draft that is to come of it.

    Attributes
    ----------
    left_out : reps of the scope who are not scheduled, with the reason.
    chosen : whom the draft is about, of `people` reps who work here.
    first_minute : the minute of the first day at which its scope begins.
    standing : what is published around it.
    basis : how that stands in its scope.
    """

    problem: SchedulingProblem
    run: RequirementRun
    left_out: tuple[tuple[str, str], ...]
    chosen: Chosen
    people: int
    first_minute: int
    standing: Standing
    basis: Basis


OnTask = Callable[[SchedulingTask], None]
"""Called with what is to be searched, before the search begins."""


def nobody_told(task: SchedulingTask) -> None:
    """Tells nobody."""


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
    wish: Wish = EVERYONE,
    begin: datetime | None = None,
    now: datetime | None = None,
) -> SchedulingTask:
    """The scheduling problem of a requirement run and the reps of a wish, with all that is published around its days.

    Days begin at `begin`, a time on the run's clock, or `now` where that is in them. With `keep`, shifts already
    published in the scope are part of it, to be changed as little as possible.

    Raises
    ------
    InputError
        When the days are not all inside the run, or `begin` is not inside the days.
    NotFoundError
        When the wish names what is not there.
    RefusedError
        When nothing is required in these days, or there is no rep to schedule.
    """
    reps = uow.reps.all(active_only=True)
    days_asked = horizon_of(run, first_of(first_day, begin), days, uow.centre.settings().week_start)
    around = read_surroundings(uow, *reach(days_asked))
    days_asked = replace(days_asked, slot_minutes=_slot(reps, around, days_asked))
    horizon, first = from_then_on(days_asked, begin, clock_now(now))
    chosen = chosen_reps(uow, wish, reps, horizon)
    scope = Scope(horizon.instant(first), horizon.instant(horizon.minutes), chosen.reps)
    demand = asked_from(demand_of(run.requirements, horizon), first // horizon.slot_minutes)
    if not demand:
        raise RefusedError(f"requirement run {run.id} asks for no heads from {horizon.start} for {horizon.days} days")
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    mine = among(reps, chosen.reps)
    team = team_of(mine, around, skills, horizon)
    if not team.agents:
        told = f": {team.left_out[0][0]} is {team.left_out[0][1]}" if team.left_out else ""
        raise RefusedError(f"there is no rep to schedule; import reps or generate some first{told}")
    known = {rep.id: rep for rep in reps} | uow.reps.get_many(sorted(around.shifts.keys() - {r.id for r in reps}))
    standing, agents = standing_shifts(around, known, team.agents, skills, horizon, first, scope)
    basis = uow.published.basis(scope)
    standing.kept += _open_ones(uow, basis, around, horizon)
    problem = SchedulingProblem(
        name=usual_name(horizon),
        horizon=horizon,
        skills=skills,
        demand=demand,
        sites=tuple(SiteSeats(site.id, site.seats) for site in uow.sites.all()),
        contracts={terms.contract: around.contracts[terms.contract] for agent in agents for terms in agent.terms},
        agents=agents,
        published=standing.published(keep),
        given=tuple(standing.given),
    )
    return SchedulingTask(problem, run, team.left_out, chosen, len(mine), first, standing, basis)


def _open_ones(uow: UnitOfWork, basis: Basis, around: Surroundings, horizon: Horizon) -> list[Kept]:
    """The open shifts of a scope that are locked or hold activities: they stay as they are, like everybody's."""
    open_ids = [id for marks in basis.values() for id, mark in marks.items() if not mark.rep]
    kept = [p for p in uow.schedules.shifts(open_ids) if p.shift.locked or p.shift.activities]
    return [Kept(planned, around.on_axis(planned, horizon), drafted=True, searched=False) for planned in kept]


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
    reps: Sequence[str] = (),
    teams: Sequence[str] = (),
    sites: Sequence[str] = (),
    begin: datetime | None = None,
    now: datetime | None = None,
    on_task: OnTask = nobody_told,
    stop_asked: Event | None = None,
    on_progress: ProgressCallback = silent,
    on_stored: OnStored = nothing_more,
) -> ScheduleVersion:
    """Search for a schedule and store the best one found as a draft.

    It is about these reps, with everybody who is in one of the teams or at one of the sites in its days, or about
    everyone where none is named. What is published for others, and what has begun, counts as given; locked shifts and
    those that hold activities stay as they are.

    Parameters
    ----------
    requirement_run : the run to cover; None takes the latest.
    first_day, days : the days to schedule, inside the run; None takes all of it (at most 56 days).
    begin : a time on the run's clock from which to schedule; None is the first day's midnight, or `now` where that is
        within the days. The first day is that of this time.
    time_limit : seconds of search.
    preset_name : how to weigh cover, cost and people; see `scheduler.PRESETS`.
    keep : change published shifts of the scope as little as possible.
    on_task : called before the search begins.
    stop_asked : once set, the search ends and its best schedule is kept.
    """
    who.require(Role.PLANNER)
    weights = preset(preset_name)
    with db.read() as uow:
        run = uow.requirements.latest() if requirement_run is None else uow.requirements.get(requirement_run)
        if run is None:
            raise RefusedError("there is no requirement yet; run the staffing step first")
        wish = Wish(tuple(reps), tuple(teams), tuple(sites))
        task = build_problem(uow, run, first_day, days, keep=keep, wish=wish, begin=begin, now=now)
    on_task(task)
    result = _search(task.problem, time_limit, seed, weights, keep, stop_asked, on_progress)
    with db.write() as uow:
        record = _version(task, result, who)
        shifts = task.standing.drafted(result.shifts)
        shifts = tuple(shift for shift in shifts if shift.start >= task.first_minute)
        id = uow.schedules.add(record, shifts, task.basis)
        detail = {
            "requirement_run": run.id,
            "shifts": len(shifts),
            "scope": record.scope_words,
            "first_minute": record.first_minute,
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
            *(Reason(kept.shift.agent, kept.why) for kept in task.standing.kept if kept.why),
        ),
        created_at=datetime.now(UTC),
        created_by=who.username,
        first_minute=task.first_minute,
        reps=task.chosen.reps,
        scope_words=task.chosen.words,
    )
