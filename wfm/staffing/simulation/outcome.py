"""What a simulation found: service per queue, language and interval, each with its 95 % confidence interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from wfm.domain.arrays import Floats
from wfm.domain.planning import Queue
from wfm.domain.time import TimeGrid
from wfm.staffing.simulation.replications import RATIOS, Played, World


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and half the width of its 95 % confidence interval (nan with one replication)."""

    mean: float
    half_width: float


@dataclass(frozen=True, slots=True)
class Felt:
    """The service of one queue, language, or everything over the whole grid.

    `offered` contacts per replication, `redials` among them: callers who hung up and came back. Waiting work that
    falls due after the grid counts as offered, but not in the service level.
    `target_met` is the share of replications whose service level reached the target (of all queues behind it).
    """

    name: str
    offered: float
    service_level: Estimate
    asa_seconds: Estimate
    abandonment: Estimate
    target_met: float
    redials: float = 0.0


@dataclass(frozen=True, slots=True)
class CampaignFelt:
    """How far a campaign got over the whole grid, in means over replications.

    `target` people to reach; `progress` the share of it reached, no day counted beyond its own; `attempts` dialled,
    `reached` people, `connect_rate` their share, `hours` of heads given, `occupancy` busy / given time. Per interval
    (count,) attempts and people reached; per local day its target and the people reached.
    """

    name: str
    target: float
    progress: Estimate
    attempts: float
    reached: float
    connect_rate: float
    hours: float
    occupancy: float
    interval_attempts: Floats
    interval_reached: Floats
    days: tuple[date, ...]
    day_targets: Floats
    day_reached: Floats


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """Service over the whole grid by queue, by language and for all, and per interval by queue.

    `interval_level`, `interval_asa`, `interval_abandonment` and their `_half` widths have shape (queues, count) in the
    order of `queues`; NaN where nothing arrived. `occupancy` (groups, count) is busy / staffed time in the order of
    `groups`, NaN where nobody is at work; `mean_occupancy` (groups,). `interval_offered` (queues, count) is the mean
    number of contacts. `language_level` and the like (languages, count) are the same figures by
    language, the queues of one taken as independent for the half widths. `campaigns` were dialled apart.
    """

    grid: TimeGrid
    queues: tuple[Felt, ...]
    languages: tuple[Felt, ...]
    total: Felt
    interval_level: Floats
    interval_level_half: Floats
    interval_asa: Floats
    interval_asa_half: Floats
    interval_abandonment: Floats
    interval_abandonment_half: Floats
    groups: tuple[str, ...]
    occupancy: Floats
    mean_occupancy: Floats
    replications: int
    seed: int
    events: int
    interval_offered: Floats
    language_level: Floats
    language_level_half: Floats
    language_asa: Floats
    language_asa_half: Floats
    language_abandonment: Floats
    language_abandonment_half: Floats
    notes: tuple[str, ...] = ()
    campaigns: tuple[CampaignFelt, ...] = ()

    def queue(self, name: str) -> Felt:
        """The figures of one queue."""
        return next(felt for felt in self.queues if felt.name == name)

    def language(self, name: str) -> Felt:
        """The figures of one language."""
        return next(felt for felt in self.languages if felt.name == name)


def ratio_estimate(x: Floats, y: Floats) -> Estimate:
    """Ratio of means over replications with the half width of Fieller's first-order variance."""
    n, total = x.size, float(y.sum())
    if total <= 0:
        return Estimate(float("nan"), float("nan"))
    ratio = float(x.sum()) / total
    if n < 2:
        return Estimate(ratio, float("nan"))
    spread = float(np.sum((x - ratio * y) ** 2)) / (n - 1)
    return Estimate(ratio, float(stdtrit(n - 1, 0.975)) * float(np.sqrt(spread / n)) / (total / n))


def _felt(
    name: str, pairs: Floats, offered: Floats, redialled: Floats, queues: Sequence[Queue], mine: Sequence[int]
) -> Felt:
    together = pairs[:, mine].sum(axis=1)
    level, asa, loss = (ratio_estimate(together[:, k, 0], together[:, k, 1]) for k in range(len(RATIOS)))
    met = np.ones(len(pairs), bool)
    for q in mine:
        x, y = pairs[:, q, 0, 0], pairs[:, q, 0, 1]
        met &= x >= queues[q].target.share * y - 1e-9
    count, again = (float(x[:, mine].sum(axis=1).mean()) for x in (offered, redialled))
    return Felt(name, count, level, asa, loss, float(met.mean()), again)


def _interval(moments: Floats, n: int) -> tuple[Floats, Floats]:
    """Ratio and half width per queue and interval from sums of x, y, x^2, y^2, x y, shape (..., 5)."""
    x, y, xx, yy, xy = np.moveaxis(moments, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(y > 0, x / y, np.nan)
        spread = np.maximum(0.0, xx - 2.0 * ratio * xy + ratio**2 * yy) / max(1, n - 1)
        half = float(stdtrit(max(1, n - 1), 0.975)) * np.sqrt(spread / n) / (y / n)
    return ratio, half if n > 1 else np.full_like(half, np.nan)


def _occupancy(busy: Floats, heads: npt.NDArray[np.int64], seconds: float) -> tuple[Floats, Floats]:
    """Busy / staffed time per group and interval, and per group; `seconds` is all replications' length of an interval."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(heads > 0, np.minimum(1.0, busy / (seconds * heads)), np.nan)
        staffed = heads.sum(axis=1) * seconds
        return each, np.where(staffed > 0, np.minimum(1.0, (busy * (heads > 0)).sum(axis=1) / staffed), np.nan)


def _by_language(moments: Floats, queues: Sequence[Queue]) -> Floats:
    """Sums of a ratio's moments over the queues of each language, in the order languages first appear."""
    names = list(dict.fromkeys(q.language for q in queues))
    return np.array([moments[[i for i, q in enumerate(queues) if q.language == name]].sum(axis=0) for name in names])


def summarise(
    grid: TimeGrid,
    queues: Sequence[Queue],
    worlds: Sequence[World],
    parts: Sequence[Sequence[Played]],
    replications: int,
    seed: int,
    notes: tuple[str, ...],
) -> SimulationResult:
    """Put the worlds' sums together; `queues` in the order of the worlds."""
    pairs = np.concatenate([np.concatenate([p.pairs for p in world]) for world in parts], axis=1)
    offered = np.concatenate([np.concatenate([p.offered for p in world]) for world in parts], axis=1)
    redialled = np.concatenate([np.concatenate([p.redialled for p in world]) for world in parts], axis=1)
    moments = np.concatenate([sum(p.moments for p in world) + np.zeros(1) for world in parts])
    busy = np.concatenate([sum(p.busy for p in world) + np.zeros(1) for world in parts])
    heads = np.concatenate([world.staffed.heads for world in worlds])
    occupancy, mean_occupancy = _occupancy(busy, heads, 60.0 * grid.slot_minutes * replications)
    cells = [_interval(moments[:, :, k], replications) for k in range(len(RATIOS))]
    spoken = [_interval(_by_language(moments[:, :, k], queues), replications) for k in range(len(RATIOS))]
    languages: Mapping[str, list[int]] = {
        language: [i for i, q in enumerate(queues) if q.language == language]
        for language in dict.fromkeys(q.language for q in queues)
    }
    everything = list(range(len(queues)))
    return SimulationResult(
        grid=grid,
        queues=tuple(_felt(q.id, pairs, offered, redialled, queues, [i]) for i, q in enumerate(queues)),
        languages=tuple(_felt(name, pairs, offered, redialled, queues, mine) for name, mine in languages.items()),
        total=_felt("all", pairs, offered, redialled, queues, everything),
        interval_level=cells[0][0],
        interval_level_half=cells[0][1],
        interval_asa=cells[1][0],
        interval_asa_half=cells[1][1],
        interval_abandonment=cells[2][0],
        interval_abandonment_half=cells[2][1],
        groups=tuple(name for world in worlds for name in world.groups),
        occupancy=occupancy,
        mean_occupancy=mean_occupancy,
        replications=replications,
        seed=seed,
        events=sum(p.events for world in parts for p in world),
        interval_offered=moments[:, :, 2, 1] / replications,
        language_level=spoken[0][0],
        language_level_half=spoken[0][1],
        language_asa=spoken[1][0],
        language_asa_half=spoken[1][1],
        language_abandonment=spoken[2][0],
        language_abandonment_half=spoken[2][1],
        notes=notes,
    )
