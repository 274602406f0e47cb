"""What a requirement is worth when contacts stray from forecast: service at low and high volume, and a day's chance.

Also what drives its heads: the work itself, what the promise takes on top, and shrinkage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Queue, RequirementRun, StaffingRequirement, VolumeForecast, spread
from wfm.staffing import QueueingModel, as_if_alone, chance_of_target, day_cv, predict

FACTORS = np.concatenate(([0.0], np.linspace(0.5, 2.0, 31), [3.0, 8.0]))
"""Multiples of the forecast volume at which a day's service is worked out; between them it is interpolated."""


@dataclass(frozen=True, slots=True)
class DayChance:
    """The service level of one local day at its forecast volume, and the chance that it reaches the target."""

    day: date
    level: float
    chance: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A queue's service with its required heads, per interval (count,): as forecast, at high and at low volume.

    `coverage` is the share of outcomes between the two, `cv` how far a day's volume strays (a share), `days` the
    chance of each local day with contacts.
    """

    level: Floats
    at_high: Floats
    at_low: Floats
    coverage: float
    cv: float
    target: float
    days: tuple[DayChance, ...]


@dataclass(frozen=True, slots=True)
class Drivers:
    """What required heads are made of, per interval (count,): erlangs of work, heads the promise takes on top of it
    (whole heads, caps and waiting), and shrinkage. They add up to the requirement."""

    work: Floats
    promise: Floats
    shrinkage: Floats


def outlook(db: Database, who: Principal, run: RequirementRun, queue: str, cv: float | None = None) -> Outlook | None:
    """The outlook of one queue of a run; None for work that may wait, and without the run's forecast.

    `cv` is how far a day's volume strays, None for what the forecast's band and past errors say.

    InputError for a queue that the run does not have.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    requirement = next((r for r in run.requirements if r.queue == queue), None)
    if requirement is None:
        raise InputError(f"the requirement has no queue {queue!r}")
    if run.forecast_run is None or requirement.deferrable:
        return None
    with db.read() as uow:
        found = uow.queues.get(queue)
        forecasts = {f.queue: f for f in uow.forecasts.get(run.forecast_run).forecasts}
    if queue not in forecasts:
        return None
    return outlook_of(requirement, found, forecasts[queue], run, cv)


def outlook_of(
    requirement: StaffingRequirement,
    queue: Queue,
    forecast: VolumeForecast,
    run: RequirementRun | None = None,
    cv: float | None = None,
) -> Outlook:
    """The outlook of a requirement against a forecast; its pool, where it has one, is read from the run."""
    opened = queue.hours.mask(requirement.grid)
    mean, low, high = (
        np.where(opened, _in_intervals_of(requirement, forecast, v), 0.0)
        for v in (forecast.mean, forecast.low, forecast.high)
    )
    heads = requirement.base
    pool = next((p for p in run.pools if requirement.queue in p.queues), None) if run else None
    if pool is not None:
        heads = as_if_alone(pool, queue, requirement.volume, requirement.aht_seconds)
    model: QueueingModel = "erlang_c" if requirement.method.startswith("Erlang C") else "erlang_a"

    def level(volume: Floats) -> Floats:
        served = predict(queue, requirement.grid, volume, requirement.aht_seconds, heads, model=model)
        return np.where(volume > 0, served.service_level, np.nan)

    levels = np.array([level(factor * mean) for factor in FACTORS])
    strays = day_cv(forecast) if cv is None else cv
    return Outlook(
        level=level(mean),
        at_high=level(high),
        at_low=level(low),
        coverage=forecast.level,
        cv=strays,
        target=queue.target.share,
        days=_days(requirement, mean, levels, queue.target.share, strays),
    )


def _in_intervals_of(requirement: StaffingRequirement, forecast: VolumeForecast, values: Floats) -> Floats:
    """A forecast's contacts in the intervals of its requirement, which a pool may have made shorter."""
    if requirement.grid == forecast.grid:
        return np.nan_to_num(values)
    return spread(values, forecast.grid, requirement.grid)


def _days(
    requirement: StaffingRequirement, mean: Floats, levels: Floats, target: float, cv: float
) -> tuple[DayChance, ...]:
    """Per local day the level over all its contacts at every factor, and the chance that follows."""
    days, place = np.unique(requirement.grid.local_days(), return_inverse=True)
    result = []
    for number, day in enumerate(days):
        mine = place == number
        volume = mean[mine]
        if not volume.any():
            continue
        at = np.nan_to_num(levels[:, mine]) @ volume / volume.sum()
        at[0] = 1.0  # nothing comes, so nobody waits

        def level_at(factor: float, at: Floats = at) -> float:
            return float(np.interp(factor, FACTORS, at))

        chance = chance_of_target(level_at, target, cv)
        result.append(DayChance(np.datetime64(day, "D").item(), level_at(1.0), chance))
    return tuple(result)


def drivers(requirement: StaffingRequirement) -> Drivers:
    """What a requirement is made of. For chats the work is in chats at once, of which one head holds several."""
    slot = 60.0 * requirement.grid.slot_minutes
    asked = requirement.base > 0
    work = np.where(asked, requirement.volume * requirement.aht_seconds / slot, 0.0)
    work = np.minimum(np.nan_to_num(work), requirement.base)
    return Drivers(work, requirement.base - work, requirement.required - requirement.base)
