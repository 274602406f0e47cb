"""Which days are not ordinary: public holidays and observances by country and state, and the planner's own days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays as holiday_rules

from wfm.domain.errors import InputError
from wfm.domain.planning import SpecialDay

__all__ = ["NO_CALENDAR", "Calendar", "DayKind", "SpecialDay", "day_kinds"]

OBSERVED_CATEGORIES = ("optional", "half_day", "bank", "de_facto")
"""Categories of the `holidays` package that are not days off for all, yet change what people do."""


@lru_cache(maxsize=256)
def _rules(country: str, subdivision: str | None, years: tuple[int, ...], observed: bool) -> dict[date, str]:
    """Holidays of some years from the `holidays` package; observances alone when `observed`.

    Their names are English where the package knows them so, and not the language of the machine: the same history has
    the same reasons everywhere.
    """
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
    found = holiday_rules.country_holidays(
        country, subdiv=subdivision, years=years, categories=categories, language="en_US"
    )
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

    def check(self, day: date) -> None:
        """InputError for a country or subdivision without known holidays."""
        if self.country is not None:
            _rules(self.country, self.subdivision, (day.year,), False)

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
    """Why a day is not ordinary.

    `kind` is holiday, year-end holiday, regional holiday (of the state, not the whole country), observance, year end,
    eve, bridge eve or bridge (between a holiday and a weekend), after or second after (first and second working day
    after a holiday); `name` is the holiday's, or the date's at the end of the year.
    """

    kind: str
    name: str

    @property
    def levels(self) -> tuple[str, ...]:
        """What such a day resembles, from the general to its own name: the order in which experience is pooled."""
        general = (GENERAL[self.kind],) if self.kind in GENERAL else ()
        return (*general, self.kind, f"{self.kind}: {self.name}")

    @property
    def day_class(self) -> int:
        """1 for days near a holiday, 2 for days whose own rank is the reason (0 is an ordinary day)."""
        return 1 if self.kind in NEAR else HOLIDAY_CLASS


NEAR = ("eve", "bridge eve", "bridge", "after", "second after")
"""Kinds of days that are felt from a holiday beside them."""

HOLIDAY_CLASS = 2
DAY_CLASSES = 3
"""Ordinary days, days near a holiday, holidays: forecasts of these err differently."""

GENERAL = {
    "holiday": "any holiday",
    "year-end holiday": "any holiday",
    "regional holiday": "any holiday",
    "bridge eve": "eve",
}
"""Kinds that resemble a wider kind until they have days of their own."""

ORDINARY_WEEK = (False, False, False, False, False, True, True)
"""Quiet weekdays where nothing better is known: Saturday and Sunday."""


def day_kinds(calendar: Calendar, days: Sequence[date], quiet: Sequence[bool] = ORDINARY_WEEK) -> dict[date, DayKind]:
    """The extraordinary days among consecutive `days`.

    Parameters
    ----------
    quiet : whether each weekday is one of low volume (a weekend, wherever the week begins). A holiday on such a day
        changes nothing on the busy days beside it.
    """
    if not days:
        return {}
    first, last = days[0], days[-1]
    public = calendar.holidays(first - REACH * ONE, last + REACH * ONE)
    observed = calendar.observances(first, last)
    near = {day + offset * ONE for day in public for offset in range(-REACH, REACH + 1)}
    kinds: dict[date, DayKind] = {}
    for day in days:
        kind = None
        if day in public:
            kind = DayKind(_holiday_kind(day, calendar), public[day])
        elif day in observed:
            kind = DayKind("observance", observed[day])
        elif _in_year_end(day, calendar):
            kind = DayKind("year end", f"{day:%d %B}")
        elif day in near:
            kind = _calm_neighbour(day, public) if quiet[day.weekday()] else _busy_neighbour(day, public, quiet)
        if kind is not None:
            kinds[day] = kind
    return kinds


ONE = timedelta(days=1)
REACH = 8
"""Days on both sides in which a holiday can be felt: two working days and the quiet days between."""


def _calm_neighbour(day: date, public: dict[date, str]) -> DayKind | None:
    """The kind of a quiet day: only a holiday right beside it counts."""
    if day + ONE in public:
        return DayKind("eve", public[day + ONE])
    return DayKind("after", public[day - ONE]) if day - ONE in public else None


def _busy_neighbour(day: date, public: dict[date, str], quiet: Sequence[bool]) -> DayKind | None:
    """The kind of a busy day near a holiday that fell on a busy weekday.

    Work that waited comes back on the first and second working day after, and many take a bridge day off: these pull
    in opposite directions and must not be averaged.
    """

    def felt(other: date) -> bool:
        return other in public and not quiet[other.weekday()]

    def bridges(other: date) -> bool:
        return felt(other - ONE) and quiet[(other + ONE).weekday()]

    before, after = day - ONE, day + ONE
    if bridges(day):
        return DayKind("bridge", public[before])
    if felt(after):
        return DayKind("bridge eve" if quiet[before.weekday()] else "eve", public[after])
    worked = 0
    for back in range(1, REACH):
        other = day - back * ONE
        if felt(other):
            return DayKind("after" if worked == 0 else "second after", public[other])
        worked += not (other in public or quiet[other.weekday()] or bridges(other))
        if worked == 2:
            break
    return None


def _holiday_kind(day: date, calendar: Calendar) -> str:
    """Which holidays a holiday resembles."""
    if _in_year_end(day, calendar):
        return "year-end holiday"
    return "holiday" if day in Calendar(calendar.country, None).holidays(day, day) else "regional holiday"


def _in_year_end(day: date, calendar: Calendar) -> bool:
    """Whether a day lies in the weeks around a Christmas that the country keeps."""
    if not ((day.month == 12 and day.day >= 22) or (day.month == 1 and day.day <= 3)):
        return False
    christmas = date(day.year if day.month == 12 else day.year - 1, 12, 25)
    return bool(calendar.holidays(christmas, christmas))
