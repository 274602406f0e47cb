"""Escalation: a second tier fed by a share of what the first tier handles, one handle time later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import VolumeForecast


@dataclass(frozen=True, slots=True)
class Escalation:
    """A share of what queue `first` handles goes on to queue `second`; `aht_seconds` there, None for that queue's own."""

    first: str
    second: str
    share: float
    aht_seconds: float | None = None

    def __post_init__(self) -> None:
        if self.first == self.second:
            raise InputError(f"queue {self.first}: a second tier must be another queue")
        if not 0 < self.share <= 1:
            raise InputError(f"escalation to {self.second}: share must be in (0, 1], got {self.share}")


def escalated(
    first: VolumeForecast, queue: str, share: float, aht_seconds: float, abandonment: float = 0.0
) -> VolumeForecast:
    """Forecast of the second-tier queue `queue`.

    Parameters
    ----------
    share : of the contacts that the first tier handles, in [0, 1].
    aht_seconds : the second tier's mean handle time, > 0.
    abandonment : share of the first tier's contacts that hang up and never reach the second, in [0, 1).
    """
    if not 0 <= share <= 1:
        raise InputError(f"share must be in [0, 1], got {share}")
    if not 0 <= abandonment < 1:
        raise InputError(f"abandonment must be in [0, 1), got {abandonment}")
    if not (aht_seconds > 0 and np.isfinite(aht_seconds)):
        raise InputError(f"aht_seconds must be > 0, got {aht_seconds}")
    passed = share * (1.0 - abandonment)
    slot = 60.0 * first.grid.slot_minutes

    def fed(values: Floats) -> Floats:
        return _later(passed * np.nan_to_num(values), first.aht_seconds / slot)

    return replace(
        first,
        queue=queue,
        mean=fed(first.mean),
        low=fed(first.low),
        high=fed(first.high),
        aht_seconds=np.full(first.grid.count, float(aht_seconds)),
        method=f"{passed:.1%} of {first.queue}",
        components=(),
        reason=f"{passed:.1%} of the contacts of {first.queue} go on to {queue} when they are handled",
        quantiles={q: fed(np.asarray(v, float)) for q, v in first.quantiles.items()},
    )


def _later(values: Floats, delay: Floats) -> Floats:
    """Contacts moved later by `delay` intervals (real numbers), shared between the two intervals they fall in.

    What falls past the end stays in the last interval, so that none is lost.
    """
    steps = np.nan_to_num(delay)
    whole, part = np.floor(steps).astype(np.int64), steps - np.floor(steps)
    index, last = np.arange(values.size), values.size - 1
    result = np.zeros(values.size)
    np.add.at(result, np.minimum(index + whole, last), values * (1.0 - part))
    np.add.at(result, np.minimum(index + whole + 1, last), values * part)
    return result


def together(own: VolumeForecast, fed: VolumeForecast) -> VolumeForecast:
    """A second tier's own contacts and those fed to it as one forecast; both on the same intervals."""
    if (own.grid.start, own.grid.slot_minutes, own.grid.count) != (
        fed.grid.start,
        fed.grid.slot_minutes,
        fed.grid.count,
    ):
        raise InputError(f"queue {own.queue}: its forecast and that of its first tier must have the same intervals")
    mine, other = np.nan_to_num(own.mean), np.nan_to_num(fed.mean)
    work = mine * np.nan_to_num(own.aht_seconds) + other * np.nan_to_num(fed.aht_seconds)
    total = mine + other
    known = set(own.quantiles) & set(fed.quantiles)
    return replace(
        own,
        mean=total,
        low=np.nan_to_num(own.low) + fed.low,
        high=np.nan_to_num(own.high) + fed.high,
        aht_seconds=np.divide(work, total, out=np.array(own.aht_seconds, float), where=total > 0),
        method=f"{own.method}, and {fed.method}",
        quantiles={q: np.nan_to_num(np.asarray(own.quantiles[q], float)) + fed.quantiles[q] for q in known},
    )
