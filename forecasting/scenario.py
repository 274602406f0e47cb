"""What if: automation takes a share of the contacts, and leaves the harder ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wfm.domain.contacts import VolumeForecast
from wfm.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Containment:
    """Automation that solves `share` of the contacts before a rep, in [0, 1).

    `aht_uplift` is the growth of handle time of what remains (0.1: 10 % longer), >= 0.
    """

    share: float
    aht_uplift: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise InputError(f"containment share must be in [0, 1), got {self.share}")
        if not 0 <= self.aht_uplift < float("inf"):
            raise InputError(f"aht_uplift must be >= 0, got {self.aht_uplift}")

    @classmethod
    def of_simple_contacts(cls, share: float, relative_aht: float) -> Containment:
        """Containment of contacts that take `relative_aht` times the mean handle time, in (0, 1].

        The whole work is the sum of both parts, so what remains takes (1 - s r) / (1 - s) times the mean.
        """
        if not 0 <= share < 1:
            raise InputError(f"containment share must be in [0, 1), got {share}")
        if not 0 < relative_aht <= 1:
            raise InputError(f"relative_aht must be in (0, 1], got {relative_aht}")
        return cls(share, (1 - share * relative_aht) / (1 - share) - 1)


def contained(forecast: VolumeForecast, containment: Containment) -> VolumeForecast:
    """The forecast of what still reaches reps; the given one is left as it is."""
    rest = 1 - containment.share
    return replace(
        forecast,
        mean=forecast.mean * rest,
        low=forecast.low * rest,
        high=forecast.high * rest,
        aht_seconds=forecast.aht_seconds * (1 + containment.aht_uplift),
        quantiles={q: values * rest for q, values in forecast.quantiles.items()},
        notes=(
            *forecast.notes,
            f"scenario: automation keeps {containment.share:.0%}; the rest takes {containment.aht_uplift:.0%} longer",
        ),
    )
