"""Campaigns played: attempts that reps dial one after the other, who is reached, and how far each day's target gets.

A rep dials, reaches somebody with the connect rate's chance, talks and wraps up, pauses so that the occupancy stays at
its cap, and dials again, within the lawful window of the callee's zone, until the day's contacts are reached. Who is in
the middle of a contact when their heads fall finishes it first. What a day misses is not made up on another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.errors import InputError
from wfm.domain.planning import Queue
from wfm.domain.time import TimeGrid
from wfm.machine import exponential, kernel, stream, uniform
from wfm.staffing.channels import Campaign
from wfm.staffing.queueing import checked
from wfm.staffing.simulation.outcome import CampaignFelt, ratio_estimate


@dataclass(frozen=True, slots=True)
class Dialling:
    """A campaign over a grid: contacts to reach per interval of the plan (a day's sum is its target), mean talk and wrap
    in seconds, and the heads who dial, all of shape (count,)."""

    queue: Queue
    campaign: Campaign
    volume: Floats
    aht_seconds: Floats
    heads: Ints

    def __post_init__(self) -> None:
        name = f"queue {self.queue.id}"
        for field_name in ("volume", "aht_seconds", "heads"):
            checked(f"{name}: {field_name}", getattr(self, field_name))
        if not self.volume.shape == self.aht_seconds.shape == self.heads.shape:
            raise InputError(f"{name}: volume, aht_seconds and heads must have one value per interval each")


def play_campaign(grid: TimeGrid, dialling: Dialling, *, replications: int = 100, seed: int = 0) -> CampaignFelt:
    """Dial the campaign's list with its heads, as often as asked; the same seed gives the same result.

    A day without a lawful, open interval hands its contacts to the next one; those of the grid's last days may so be
    left over.
    """
    if replications < 1:
        raise InputError(f"replications must be >= 1, got {replications}")
    if dialling.volume.size != grid.count:
        raise InputError(f"queue {dialling.queue.id}: volume must have {grid.count} values, got {dialling.volume.size}")
    days, day_of = np.unique(replace(grid, zone=dialling.queue.zone).local_days(), return_inverse=True)
    opened = dialling.queue.opened(grid)
    zones = sorted((dialling.campaign.zones or {dialling.queue.zone: 1.0}).items())
    lawful = np.array([opened & dialling.campaign.lawful(grid, zone) for zone, _ in zones])
    targets = np.array([share * _targets(dialling.volume, lawful[z], day_of) for z, (_, share) in enumerate(zones)])
    plan = dialling.campaign
    dialled = _Dialled(
        slot=60.0 * grid.slot_minutes,
        lawful=lawful,
        day_of=day_of,
        targets=np.floor(targets + 0.5),
        aht=np.where(dialling.aht_seconds > 0, dialling.aht_seconds, dialling.queue.aht_seconds),
        attempt=plan.setup_seconds + plan.ring_seconds + plan.no_answer_seconds,
        connect_rate=plan.connect_rate,
        pause=1.0 / dialling.queue.target.max_occupancy,
    )
    tried, reached = np.zeros((replications, grid.count)), np.zeros((replications, grid.count))
    busy = np.zeros(grid.count)
    heads = np.asarray(dialling.heads, np.int64)
    for r in range(replications):
        _dial(seed, r, heads, dialled, tried[r], reached[r], busy)
    return _felt(dialling, targets, days, day_of, tried, reached, busy / replications, grid)


def _targets(volume: Floats, lawful: Flags, day_of: Ints) -> Floats:
    """Contacts to reach per local day; a day that may not dial hands its own to the next that may."""
    planned = np.asarray(np.bincount(day_of, volume), float)
    may = np.bincount(day_of, lawful) > 0
    result, waiting = np.zeros_like(planned), 0.0
    for day in range(planned.size):
        waiting += planned[day]
        if may[day]:
            result[day], waiting = waiting, 0.0
    if planned.size:
        result[-1] += waiting
    return result


class _Dialled(NamedTuple):
    """A campaign as the loop takes it: `lawful` (zones, intervals), `targets` (zones, days), `aht` (intervals,).

    `slot`, `attempt` and `aht` in seconds; after each attempt a rep pauses until `pause` times its length is over.
    """

    slot: float
    lawful: Flags
    day_of: Ints
    targets: Floats
    aht: Floats
    attempt: float
    connect_rate: float
    pause: float


@kernel
def _dial(seed: int, number: int, heads: Ints, dialled: _Dialled, tried: Floats, reached: Floats, busy: Floats) -> None:
    """One replication; adds attempts and people reached per interval, and busy seconds."""
    slot, lawful, day_of, targets, aht, attempt, connect_rate, pause = dialled
    s = stream(seed, number)
    left = targets.copy()
    free_at = np.zeros(max(1, heads.max()))
    for i in range(heads.size):
        start, end = i * slot, (i + 1) * slot
        for rep in range(heads[i]):
            now = max(start, free_at[rep])
            while now < end:
                zone = _zone(lawful[:, i], left[:, day_of[i]])
                if zone < 0:
                    break
                spent = attempt
                tried[i] += 1.0
                if uniform(s) <= connect_rate:
                    spent += aht[i] * exponential(s)
                    left[zone, day_of[i]] -= 1.0
                    reached[i] += 1.0
                busy[i] += spent
                now += spent * pause
            free_at[rep] = now


@kernel
def _zone(lawful: Flags, left: Floats) -> int:
    """The zone that may be called with the most contacts left; -1 for none."""
    best, most = -1, 0.5
    for zone in range(left.size):
        if lawful[zone] and left[zone] > most:
            best, most = zone, left[zone]
    return best


def _felt(
    dialling: Dialling, targets: Floats, days: npt.NDArray[np.datetime64], day_of: Ints, tried: Floats,
    reached: Floats, busy: Floats, grid: TimeGrid,
) -> CampaignFelt:  # fmt: skip
    wanted = np.floor(targets + 0.5).sum(axis=0)
    runs = reached.shape[0]
    by_day = np.array([np.bincount(day_of, run, minlength=days.size) for run in reached])
    hours = dialling.heads * grid.slot_minutes / 60
    staffed = float(dialling.heads.sum()) * 60.0 * grid.slot_minutes
    return CampaignFelt(
        name=dialling.queue.id,
        target=float(wanted.sum()),
        progress=ratio_estimate(np.minimum(by_day, wanted).sum(axis=1), np.full(runs, wanted.sum())),
        attempts=float(tried.sum() / runs),
        reached=float(reached.sum() / runs),
        connect_rate=float(reached.sum() / tried.sum()) if tried.any() else float("nan"),
        hours=float(hours.sum()),
        occupancy=min(1.0, float(busy.sum()) / staffed) if staffed else float("nan"),
        interval_attempts=tried.mean(axis=0),
        interval_reached=reached.mean(axis=0),
        days=tuple(np.datetime64(day, "D").item() for day in days),
        day_targets=wanted,
        day_reached=by_day.mean(axis=0),
    )
