"""Which days are not ordinary: public holidays and observances by country and state, and the planner's own days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays as holiday_rules

from wfm.domain.errors import InputError

Treatment = Literal["exclude", "adjust", "no forecast"]
TREATMENTS: tuple[Treatment, ...] = ("exclude", "adjust", "no forecast")

OBSERVED_CATEGORIES = ("optional", "half_day", "bank", "de_facto")
"""Categories of the `holidays` package that are not days off for all, yet change what people do."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day the planner knows more about than any calendar.

    exclude: a past day that must not teach the forecast; a future one is forecast as an ordinary day.
    adjust: the day is expected at `factor` times an ordinary day (a past one is divided by it before it teaches).
    no forecast: nothing is expected (closed); a past one teaches nothing.
    """

    day: date
    treatment: Treatment
    factor: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.treatment not in TREATMENTS:
            raise InputError(f"treatment of special day {self.day} must be one of {TREATMENTS}, got {self.treatment!r}")
        if self.treatment == "adjust":
            if self.factor is None or not (math.isfinite(self.factor) and self.factor > 0):
                raise InputError(f"special day {self.day}: adjust needs a factor > 0, got {self.factor}")
        elif self.factor is not None:
            raise InputError(f"special day {self.day}: only adjust takes a factor, got {self.factor}")


@lru_cache(maxsize=256)
def _rules(country: str, subdivision: str | None, years: tuple[int, ...], observed: bool) -> dict[date, str]:
    """Holidays of some years from the `holidays` package; observances alone when `observed`."""
    known = holiday_rules.list_supported_countries(include_aliases=True)
    if country not in known:
        raise InputError(f"country must be an ISO 3166 code with known holidays, got {country!r}")
    if subdivision is not None and subdivision not in known[country]:
        aliases = holiday_rules.country_holidays(country, years=years[0]).subdivisions_aliases
        if subdivision not in aliases:
            raise InputError(
                f"subdivision of {country} must be one of {', '.join(known[country])}, got {subdivision!r}"
            )
    supported = holiday_rules.country_holidays(country, years=years[0]).supported_categories
    categories = tuple(c for c in OBSERVED_CATEGORIES if c in supported) if observed else None
    if categories == ():
        return {}
    found = holiday_rules.country_holidays(country, subdiv=subdivision, years=years, categories=categories)
    return {day: str(name) for day, name in found.items()}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays of a country and state, and special days; `Calendar(None, None)` knows none.

    Attributes
    ----------
    country : ISO 3166 code (`US`, `DE`), or None.
    subdivision : state or province (`CA`, `NW`), or None.
    special_days : the planner's own days, at most one a date.
    """

    country: str | None
    subdivision: str | None
    special_days: tuple[SpecialDay, ...] = ()

    def __post_init__(self) -> None:
        seen: set[date] = set()
        for special in self.special_days:
            if special.day in seen:
                raise InputError(f"a date must have at most one special day, got two for {special.day}")
            seen.add(special.day)
        if self.subdivision is not None and self.country is None:
            raise InputError(f"a subdivision needs a country, got {self.subdivision!r} alone")

    def holidays(self, first: date, last: date) -> dict[date, str]:
        """Name of every public holiday from `first` to `last`, both included; InputError for an unknown country."""
        return self._between(first, last, observed=False)

    def observances(self, first: date, last: date) -> dict[date, str]:
        """Name of every other marked day (half holidays, bank holidays, festival days) from `first` to `last`."""
        public = self.holidays(first, last)
        return {day: name for day, name in self._between(first, last, observed=True).items() if day not in public}

    def _between(self, first: date, last: date, observed: bool) -> dict[date, str]:
        if self.country is None or last < first:
            return {}
        years = tuple(range(first.year, last.year + 1))
        rules = _rules(self.country, self.subdivision, years, observed)
        return {day: name for day, name in sorted(rules.items()) if first <= day <= last}


NO_CALENDAR = Calendar(None, None)
"""Every day is ordinary."""


@dataclass(frozen=True, slots=True)
class DayKind:
    """Why a day is not ordinary: `kind` is holiday, observance, eve or after; `name` is the holiday's."""

    kind: str
    name: str


def day_kinds(calendar: Calendar, days: Sequence[date]) -> dict[date, DayKind]:
    """The extraordinary days among consecutive `days`: holidays, observances, and the days before and after a holiday."""
    if not days:
        return {}
    first, last, one = days[0], days[-1], timedelta(days=1)
    public = calendar.holidays(first - one, last + one)
    observed = calendar.observances(first, last)
    kinds: dict[date, DayKind] = {}
    for day in days:
        if day in public:
            kinds[day] = DayKind("holiday", public[day])
        elif day in observed:
            kinds[day] = DayKind("observance", observed[day])
        elif day + one in public:
            kinds[day] = DayKind("eve", public[day + one])
        elif day - one in public:
            kinds[day] = DayKind("after", public[day - one])
    return kinds
