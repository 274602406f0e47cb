"""How to forecast: band, quantiles, methods, and how they are tested."""

from __future__ import annotations

import math
from dataclasses import dataclass

from forecasting.methods import ANNUAL_DAYS, COMPONENTS, Component
from wfm.domain.errors import InputError

SHORT_TEST_DAYS, TEST_DAYS, LONG_TEST_DAYS = 14, 28, 84
"""Four weeks are what planners publish; twelve show whether a season holds; two leave a short history more dates."""

FIRST_DAYS = 28
"""Days of history that a test needs before it."""


@dataclass(frozen=True, slots=True)
class ForecastOptions:
    """How to forecast.

    Attributes
    ----------
    level : share of outcomes the band should cover, in (0, 1).
    quantiles : further quantiles to return, each in (0, 1), for staffing at a chosen risk.
    components : names of the methods to combine, None for all.
    aht_seconds : handle time where history tells nothing.
    test_days : days forecast at each past origin; None for 28; 84 where a long horizon and history
        allow, 14 where history is short.
    origins : number of past origins for the weights.
    """

    level: float = 0.8
    quantiles: tuple[float, ...] = ()
    components: tuple[str, ...] | None = None
    aht_seconds: float = 300.0
    test_days: int | None = None
    origins: int = 4

    def __post_init__(self) -> None:
        for value in (self.level, *self.quantiles):
            if not 0 < value < 1:
                raise InputError(f"level and quantiles must be in (0, 1), got {value}")
        known = [c.name for c in COMPONENTS]
        for name in self.components or ():
            if name not in known:
                raise InputError(f"components must be among {', '.join(known)}, got {name!r}")
        if self.components == ():
            raise InputError("components must name at least one method, got none")
        if not (self.aht_seconds > 0 and math.isfinite(self.aht_seconds)):
            raise InputError(f"aht_seconds must be > 0, got {self.aht_seconds}")
        if (self.test_days is not None and self.test_days < 1) or self.origins < 1:
            raise InputError(f"test_days and origins must be >= 1, got {self.test_days} and {self.origins}")

    def chosen(self) -> tuple[Component, ...]:
        """The components to combine."""
        return tuple(c for c in COMPONENTS if self.components is None or c.name in self.components)

    def tested(self, days: int, history_days: int) -> int:
        """Days to forecast at each past origin for a horizon and a history of so many days.

        A horizon beyond six weeks is tested over twelve, unless that left the annual methods too little history. Where
        history has no room for all tests of four weeks, they take two.
        """
        if self.test_days is not None:
            return self.test_days
        if history_days < FIRST_DAYS + self.origins * TEST_DAYS:
            return SHORT_TEST_DAYS
        enough = history_days - self.origins * LONG_TEST_DAYS >= ANNUAL_DAYS + TEST_DAYS
        return LONG_TEST_DAYS if days > 42 and enough else TEST_DAYS


DEFAULT_OPTIONS = ForecastOptions()
