"""People as the personnel file knows them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from wfm.domain.errors import InputError
from wfm.domain.people.terms import (
    NESTING_SPEED,
    TERM_NAMES,
    DatedTerms,
    Stage,
    Terms,
    TrainingClass,
    WorkMode,
    check_skills,
)
from wfm.domain.time import DAY


@dataclass(frozen=True, slots=True)
class Site:
    """A building with seats; on-site reps hold one from shift start to shift end, breaks included."""

    id: str
    name: str
    seats: int
    zone: str

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a site must have an id")
        if self.seats < 0:
            raise InputError(f"site {self.id!r}: seats must be >= 0, got {self.seats}")


@dataclass(frozen=True, slots=True)
class Rep:
    """A person who handles contacts.

    `skills` maps a planning group to a speed in (0, 1]: 1 is fully trained, 0.6 does 60 % of the work.
    `available` lists weekly windows as minutes from Monday's midnight, half-open, None for always;
    a window may run past the end of the week (to at most 8 days).
    `office_days` are the least and most days on site a week of a hybrid rep. `wage_per_hour` and `hired` are
    personal data: services show them only to those who may see them.

    `zone` is the rep's own clock, None for that of their site. `first_day` and `last_day` are those of employment,
    None without end; who is hired later than `first_day` says begins when hired. `terms` are what changes from a date
    on, in order of their dates, and `training` the class that the rep is in; `on` tells what holds on a day.
    """

    id: str
    name: str
    contract: str
    skills: Mapping[str, float]
    languages: tuple[str, ...] = ("en",)
    work_mode: WorkMode = WorkMode.ONSITE
    site: str | None = None
    office_days: tuple[int, int] | None = None
    hired: date | None = None
    wage_per_hour: float | None = None
    home_workspace_approved: bool = False
    stage: Stage = Stage.LIVE
    performance: float | None = None
    available: tuple[tuple[int, int], ...] | None = None
    preferred_start: int | None = None
    email: str | None = None
    zone: str | None = None
    team: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    terms: tuple[DatedTerms, ...] = ()
    training: TrainingClass | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a rep must have an id")
        check_skills(f"rep {self.id!r}", self.skills)
        self._check_place(f"rep {self.id!r}", self.work_mode, self.site)
        if self.office_days is not None and not 0 <= self.office_days[0] <= self.office_days[1] <= 7:
            raise InputError(f"rep {self.id!r}: office_days must satisfy 0 <= min <= max <= 7, got {self.office_days}")
        if self.wage_per_hour is not None and not (self.wage_per_hour >= 0 and math.isfinite(self.wage_per_hour)):
            raise InputError(f"rep {self.id!r}: wage_per_hour must be >= 0, got {self.wage_per_hour}")
        for low, high in self.available or ():
            if not 0 <= low < high <= 8 * DAY:
                raise InputError(
                    f"rep {self.id!r}: availability must satisfy 0 <= from < to <= 8 days, got {low}..{high}"
                )
        first, last = self.employed
        if first is not None and last is not None and last < first:
            raise InputError(f"rep {self.id!r}: employment ends on {last}, before it begins on {first}")
        self._check_terms(first, last)

    def _check_place(self, who: str, mode: WorkMode, site: str | None) -> None:
        """InputError unless a rep with a site has one, and one who works at home may."""
        if mode is not WorkMode.REMOTE and site is None:
            raise InputError(f"{who}: must have a site to work {mode.value}")
        if mode is not WorkMode.ONSITE and not self.home_workspace_approved:
            raise InputError(f"{who}: works {mode.value}, so the home workspace must be approved")

    def _check_terms(self, first: date | None, last: date | None) -> None:
        """InputError unless the terms follow one another within employment, and the place of work fits from each on."""
        for a, b in pairwise(self.terms):
            if a.first_day >= b.first_day:
                raise InputError(f"rep {self.id!r}: terms must be in order of their dates, got {b.first_day} twice")
        mode, site = self.work_mode, self.site
        for terms in self.terms:
            if (first is not None and terms.first_day < first) or (last is not None and terms.first_day > last):
                raise InputError(
                    f"rep {self.id!r}: terms from {terms.first_day} lie outside employment, which is "
                    f"{days_employed(first, last)}"
                )
            mode, site = terms.work_mode or mode, terms.site or site
            self._check_place(f"rep {self.id!r}: terms from {terms.first_day}", mode, site)

    @property
    def employed(self) -> tuple[date | None, date | None]:
        """First and last day of employment; None without end."""
        known = [day for day in (self.hired, self.first_day) if day is not None]
        return max(known, default=None), self.last_day

    def works_on(self, day: date) -> bool:
        """Whether the rep is employed on that day."""
        first, last = self.employed
        return (first is None or first <= day) and (last is None or day <= last)

    def on(self, day: date) -> Terms:
        """What holds for the rep on a day: the terms from the dates before it, and how far the class has come."""
        found: dict[str, Any] = {name: getattr(self, name) for name in TERM_NAMES}
        for change in self.terms:
            if change.first_day <= day:
                found |= {name: value for name in TERM_NAMES if (value := getattr(change, name)) is not None}
        stage, speed = found["stage"], 1.0
        if self.training is not None and day >= self.training.starts:
            stage, speed = self.training.on(day)
        elif stage is Stage.NESTING:
            speed = NESTING_SPEED
        found["stage"], found["skills"] = stage, {s: min(v, speed) for s, v in found["skills"].items()}
        if found["work_mode"] is WorkMode.REMOTE:
            found["site"] = None
        found["team"] = found["team"] or None
        return Terms(**found)

    def changes(self, first: date, last: date) -> tuple[date, ...]:
        """The days after `first` up to `last` on which other terms begin."""
        days = {terms.first_day for terms in self.terms}
        if self.training is not None:
            days |= set(self.training.steps())
        return tuple(sorted(day for day in days if first < day <= last))


def days_employed(first: date | None, last: date | None) -> str:
    """The first and the last day of employment in words.

    >>> days_employed(None, date(2026, 12, 31))
    'until 2026-12-31'
    """
    if first is None and last is None:
        return "with no first or last day set"
    return f"until {last}" if first is None else f"from {first}" if last is None else f"from {first} to {last}"
