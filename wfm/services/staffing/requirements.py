"""From a forecast run to the heads every queue needs, stored or only tried out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.people import Stage
from wfm.domain.planning import (
    ForecastRun,
    Queue,
    RequirementRun,
    StaffedPool,
    StaffingRequirement,
    days_axis,
    days_of,
    left_out_of,
)
from wfm.domain.texts import some_of
from wfm.machine import Executor
from wfm.services.progress import OnProgress, OnStored, nothing_more, part, quiet
from wfm.services.staffing.assumptions import EVERY_QUEUE, Assumptions, assumed_of, overridden, remembered, targets_of
from wfm.staffing import (
    MOST_QUEUES,
    Escalation,
    Pool,
    QueueingModel,
    Shrinkage,
    StaffedPlan,
    pools_of,
    staff_plan,
    with_note,
)


def make_requirement(
    db: Database,
    who: Principal,
    *,
    forecast_run: int | None = None,
    shrinkage: Shrinkage | None = None,
    assumptions: Mapping[str, Assumptions] | None = None,
    model: QueueingModel = "erlang_a",
    quantile: float | None = None,
    pooled: bool = True,
    escalations: Sequence[Escalation] = (),
    remember: bool = False,
    executor: Executor | None = None,
    on_progress: OnProgress = quiet,
    on_stored: OnStored = nothing_more,
) -> RequirementRun:
    """Staff a forecast run and store the requirement.

    Parameters
    ----------
    forecast_run : None takes the latest.
    shrinkage : paid time lost that the schedule does not place itself; none by default.
    assumptions : per queue id, EVERY_QUEUE for the others.
    model : erlang_a (callers hang up) or erlang_c (they wait for ever).
    quantile : staff for this quantile of the volume instead of the mean, in (0, 1).
    pooled : staff voice queues together that share reps on record, judged by simulation; False staffs every queue as
        if it shared nobody.
    escalations : second tiers and the share of a first tier's contacts that goes on to them.
    remember : also keep targets, handle times and patience as the queues' own from now on.

    Raises
    ------
    RefusedError
        When there is no forecast.
    NotFoundError, InputError
        For an unknown run or queue, or figures out of range.
    """
    who.require(Role.PLANNER)
    on_progress(0.0, "reading the forecast")
    with db.read() as uow:
        run, queues = _inputs(uow, forecast_run)
    assumed = dict(assumptions or {})
    shared, many = _pools(db, queues) if pooled else ((), ())
    told = part(on_progress, 0.1, 0.9)
    plan = _staffed(run, queues, shrinkage, assumed, model, quantile, executor, shared, escalations, told)
    requirements = tuple(_told_apart(r, many) for r in plan.requirements)
    on_progress(0.9, "storing the requirement")
    with db.write() as uow:
        if remember:
            told_apart = remembered(uow, who, [queues[f.queue] for f in run.forecasts], assumed)
            requirements = tuple(
                with_note(r, told_apart[r.queue]) if r.queue in told_apart else r for r in requirements
            )
        made = replace(_run(run, requirements, who, plan.pools), notes=_notes(run, queues, requirements))
        id = uow.requirements.add(made)
        detail = {"forecast": run.id, "model": model, "quantile": quantile, "remember": remember, "pooled": pooled}
        uow.audit.add(who, "make", "requirement", id, detail)
        on_stored(uow, id)
    on_progress(1.0, "requirement stored")
    return replace(made, id=id)


def what_if(
    db: Database,
    who: Principal,
    *,
    forecast_run: int | None = None,
    shrinkage: Shrinkage | None = None,
    assumptions: Mapping[str, Assumptions] | None = None,
    model: QueueingModel = "erlang_a",
    quantile: float | None = None,
    queues: Collection[str] | None = None,
) -> RequirementRun:
    """The same as `make_requirement` with every queue apart, and nothing is stored: id 0; only `queues` where given."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        run, known = _inputs(uow, forecast_run)
    plan = _staffed(run, known, shrinkage, dict(assumptions or {}), model, quantile, None, only=queues)
    return _run(run, plan.requirements, who)


def _run(
    forecast: ForecastRun,
    requirements: Sequence[StaffingRequirement],
    who: Principal,
    pools: tuple[StaffedPool, ...] = (),
) -> RequirementRun:
    """The requirement of a forecast's days, not stored yet."""
    first, days = days_of(forecast.grid)
    grid = days_axis(forecast.grid.zone, first, days, [r.grid for r in requirements])
    return RequirementRun(0, forecast.id, grid, tuple(requirements), datetime.now(UTC), who.username, pools)


def _notes(
    forecast: ForecastRun, queues: Collection[str], requirements: Sequence[StaffingRequirement]
) -> tuple[str, ...]:
    """Whose days these are, where queues are of several zones, and the queues that are in no part of the plan."""
    zone, staffed = forecast.grid.zone, {r.queue for r in requirements}
    abroad = [f"{r.queue} ({r.grid.zone})" for r in requirements if r.grid.zone != zone]
    days = f"the days of this run are those of {zone}; staffed for the days of their own zones that cover them: "
    missing = [queue for queue in queues if queue not in staffed]
    return (
        *([days + some_of(abroad)] if abroad else []),
        *left_out_of(f"this requirement, as forecast {forecast.id} does not have them", missing),
    )


def shared_queues(db: Database, who: Principal) -> tuple[Pool, ...]:
    """The voice queues that reps on record share, as `make_requirement` pools them."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        queues = {queue.id: queue for queue in uow.queues.all()}
    return _pools(db, queues)[0]


def _told_apart(requirement: StaffingRequirement, many: Collection[tuple[str, ...]]) -> StaffingRequirement:
    """The requirement, with a note where its queue shares reps with more queues than a pool takes."""
    for names in many:
        if requirement.queue == names[0]:
            told = (
                f"{', '.join(names)} share reps, but a pool takes at most {MOST_QUEUES} queues; they are staffed apart."
            )
            return with_note(requirement, told)
    return requirement


def _pools(db: Database, queues: Mapping[str, Queue]) -> tuple[tuple[Pool, ...], tuple[tuple[str, ...], ...]]:
    """Pools by the skills of active reps who take contacts, each counted by the paid time of the contract."""
    with db.read() as uow:
        paid = {contract.id: sum(contract.paid_per_week) / 2 for contract in uow.contracts.all()}
        reps = [
            (rep.skills, float(paid.get(rep.contract, 0.0)) or 1.0)
            for rep in uow.reps.all(active_only=True)
            if rep.stage is not Stage.TRAINING
        ]
    return pools_of(queues.values(), reps)


def _inputs(uow: UnitOfWork, id: int | None) -> tuple[ForecastRun, dict[str, Queue]]:
    run = uow.forecasts.latest() if id is None else uow.forecasts.get(id)
    if run is None:
        raise RefusedError("there is no forecast yet; run the forecast step first")
    return run, {queue.id: queue for queue in uow.queues.all()}


def _staffed(
    run: ForecastRun,
    queues: Mapping[str, Queue],
    shrinkage: Shrinkage | None,
    assumed: Mapping[str, Assumptions],
    model: QueueingModel,
    quantile: float | None,
    executor: Executor | None,
    pools: Sequence[Pool] = (),
    escalations: Sequence[Escalation] = (),
    told: OnProgress = quiet,
    only: Collection[str] | None = None,
) -> StaffedPlan:
    for name in assumed:
        if name != EVERY_QUEUE and name not in {f.queue for f in run.forecasts}:
            known = ", ".join(f.queue for f in run.forecasts)
            raise InputError(f"the forecast has no queue {name!r}; it has {known}")
    asked = [f for f in run.forecasts if only is None or f.queue in only]
    forecasts = [assumed_of(assumed, f.queue).forecast(f) for f in asked]
    changed = {id: targets_of(assumed, queue).queue(_patient(queue, run)) for id, queue in queues.items()}
    plan = staff_plan(
        forecasts,
        changed,
        shrinkage,
        pools=pools,
        escalations=escalations,
        model=model,
        quantile=quantile,
        executor=executor,
        told=told,
    )
    told_of = {id: overridden(assumed, queue) for id, queue in queues.items()}
    return replace(plan, requirements=tuple(replace(r, notes=(*told_of[r.queue], *r.notes)) for r in plan.requirements))


def _patient(queue: Queue, run: ForecastRun) -> Queue:
    """The queue with the patience that its history shows; its own is for where history does not tell."""
    found = next((f.patience_seconds for f in run.statistical if f.queue == queue.id), math.nan)
    return replace(queue, patience_seconds=found) if math.isfinite(found) else queue
