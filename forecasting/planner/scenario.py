"""What if: automation takes a share of the contacts, and leaves the harder ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.planner.layers import outward
from wfm.domain.arrays import Flags
from wfm.domain.planning import Containment, VolumeForecast

__all__ = ["Containment", "contained"]


def contained(forecast: VolumeForecast, containment: Containment, here: Flags | None = None) -> VolumeForecast:
    """The forecast of what still reaches reps; the given one is left as it is.

    `here` marks the intervals in which automation works, shape (count,); all of them by default.
    """
    touched = np.ones(forecast.grid.count, bool) if here is None else here
    rest = np.where(touched, 1 - containment.share, 1.0)
    return replace(
        forecast,
        mean=forecast.mean * rest,
        low=outward(forecast.low, forecast.low * rest, upper=False),
        high=outward(forecast.high, forecast.high * rest, upper=True),
        aht_seconds=forecast.aht_seconds * np.where(touched, 1 + containment.aht_uplift, 1.0),
        quantiles={q: outward(v, v * rest, upper=q >= 0.5) for q, v in forecast.quantiles.items()},
        notes=(
            *forecast.notes,
            f"scenario: automation keeps {containment.share:.0%}; the rest takes {containment.aht_uplift:.0%} longer",
        ),
    )
