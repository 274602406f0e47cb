"""A whole plan from its forecasts: second tiers fed, every queue staffed, queues that share reps staffed together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from wfm.domain.errors import InputError
from wfm.domain.exchange import listed
from wfm.domain.planning import Queue, StaffedPool, StaffingRequirement, VolumeForecast, refined, spread
from wfm.domain.time import TimeGrid
from wfm.machine import Executor
from wfm.staffing.channels import (
    CHANNELS,
    ChannelModel,
    Escalation,
    QueueingModel,
    Shrinkage,
    escalated,
    staff,
    together,
)
from wfm.staffing.pools import REPLICATIONS, Pool, staff_pool, with_note

Told = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class StaffedPlan:
    """Requirements in the order of the forecasts, second tiers after them, and the pools staffed together."""

    requirements: tuple[StaffingRequirement, ...]
    pools: tuple[StaffedPool, ...]


def _untold(share: float, message: str) -> None:
    """Nobody listens."""


def staff_plan(
    forecasts: Sequence[VolumeForecast],
    queues: Mapping[str, Queue],
    shrinkage: Shrinkage | None = None,
    *,
    pools: Sequence[Pool] = (),
    escalations: Sequence[Escalation] = (),
    model: QueueingModel = "erlang_a",
    quantile: float | None = None,
    backlog: Mapping[str, float] | None = None,
    channels: Sequence[ChannelModel] = CHANNELS,
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Executor | None = None,
    told: Told = _untold,
) -> StaffedPlan:
    """Heads and work for every queue of a plan.

    Parameters
    ----------
    pools : queues staffed together, in the shortest of their intervals; one without two forecast queues is left out.
        A queue whose days lie elsewhere than those of most (its zone is another) is staffed apart, with a note.
    escalations : in order, so that a second tier may feed a third. Contacts that hang up in the first tier do not
        reach the second. Its intervals may be others: contacts are then spread evenly over them.
    replications, seed : of the simulations that judge the pools.
    told : hears how far it is, share and message; what it raises ends the run.

    The rest as for `staff`.
    """

    def apart(some: Sequence[VolumeForecast], waiting: Mapping[str, float] | None = None) -> list[StaffingRequirement]:
        return staff(
            some,
            queues,
            shrinkage,
            model=model,
            quantile=quantile,
            backlog=waiting,
            channels=channels,
            executor=executor,
        )

    told(0.0, f"staffing {len(forecasts)} queue{'' if len(forecasts) == 1 else 's'}")
    made = {r.queue: r for r in apart(forecasts, backlog)}
    known = {f.queue: f for f in forecasts}
    for step in escalations:
        known[step.second] = _fed(step, known, made, queues)
        made |= {r.queue: r for r in apart([known[step.second]], _only(backlog, step.second))}
    records: list[StaffedPool] = []
    for number, shared in enumerate(pools):
        present = shared.among(made)
        if present is None:
            continue
        made |= {r.queue: r for r in _aligned(present, made)}
        present = present.among(_most_together([made[q] for q in present.queues]))
        if present is None:
            continue
        found, record = staff_pool(
            present,
            [made[q] for q in present.queues],
            queues,
            shrinkage or Shrinkage(),
            model=model,
            replications=replications,
            seed=seed,
            executor=executor,
            on_round=_round(told, present, number, len(pools)),
        )
        made |= {r.queue: r for r in found}
        records += [record] if record is not None else []
    return StaffedPlan(tuple(made.values()), tuple(records))


def _round(told: Told, pool: Pool, number: int, of: int) -> Callable[[int, int], None]:
    """How a pool's rounds are told: each brings it part of what is left."""
    names = " and ".join(pool.queues)

    def say(attempt: int, raised: int) -> None:
        within = 1.0 - 0.85 ** (attempt - 1)
        change = f", {raised} intervals raised" if raised else ""
        told((number + within) / of, f"simulating {names} together, round {attempt}{change}")

    return say


def _only(backlog: Mapping[str, float] | None, queue: str) -> dict[str, float]:
    return {queue: backlog[queue]} if backlog and queue in backlog else {}


def _fed(
    step: Escalation,
    known: Mapping[str, VolumeForecast],
    made: Mapping[str, StaffingRequirement],
    queues: Mapping[str, Queue],
) -> VolumeForecast:
    """The second tier's forecast: what the first passes on, beside contacts of its own."""
    for name, among in ((step.first, known), (step.second, queues)):
        if name not in among:
            raise InputError(
                f"escalation {step.first} to {step.second}: queue must be one of {sorted(among)}, got {name!r}"
            )
    first = made[step.first]
    offered = float(first.volume.sum())
    lost = float((np.nan_to_num(first.abandonment) * first.volume).sum()) / offered if offered else 0.0
    aht = step.aht_seconds or queues[step.second].aht_seconds
    fed = escalated(known[step.first], step.second, step.share, aht, min(lost, 1.0 - 1e-9))
    own = known.get(step.second)
    if own is None:
        return replace(fed, grid=replace(fed.grid, zone=queues[step.second].zone))
    return together(own, _on(own.grid, fed))


def _on(grid: TimeGrid, fed: VolumeForecast) -> VolumeForecast:
    """A forecast in the intervals of another grid; its handle time is one figure."""
    if (grid.start, grid.slot_minutes, grid.count) == (fed.grid.start, fed.grid.slot_minutes, fed.grid.count):
        return replace(fed, grid=grid)
    return replace(
        fed,
        grid=grid,
        mean=spread(fed.mean, fed.grid, grid),
        low=spread(fed.low, fed.grid, grid),
        high=spread(fed.high, fed.grid, grid),
        aht_seconds=np.full(grid.count, fed.aht_seconds[0] if fed.grid.count else np.nan),
        quantiles={q: spread(np.asarray(v, float), fed.grid, grid) for q, v in fed.quantiles.items()},
    )


def _stretch(requirement: StaffingRequirement) -> tuple[datetime, datetime]:
    """The instants at which a requirement's days begin and end."""
    return requirement.grid.start, requirement.grid.end


def _most_together(requirements: Sequence[StaffingRequirement]) -> list[str]:
    """The queues whose days are those of most."""
    most = Counter(_stretch(r) for r in requirements).most_common(1)[0][0]
    return [r.queue for r in requirements if _stretch(r) == most]


def _aligned(pool: Pool, made: Mapping[str, StaffingRequirement]) -> list[StaffingRequirement]:
    """The requirements of a pool's queues in one interval where their days are the same; a note on those elsewhere."""
    parts = [made[q] for q in pool.queues]
    shared = set(_most_together(parts))
    slot = math.gcd(*(r.grid.slot_minutes for r in parts if r.queue in shared))
    same = listed([q for q in pool.queues if q in shared])
    apart = "shares reps with {}, but its days are those of another zone, so it is staffed apart."
    return [refined(r, slot) if r.queue in shared else with_note(r, f"{r.queue} {apart.format(same)}") for r in parts]
