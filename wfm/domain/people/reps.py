"""People: reps as the personnel file knows them, and as one scheduling horizon sees them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wfm.domain.errors import InputError
from wfm.domain.time import DAY


class WorkMode(StrEnum):
    """Where a rep works."""

    ONSITE = "onsite"
    REMOTE = "remote"
    HYBRID = "hybrid"


class Stage(StrEnum):
    """How far a rep has come: in training takes no contacts, in nesting takes them at a lower speed."""

    TRAINING = "training"
    NESTING = "nesting"
    LIVE = "live"


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

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a rep must have an id")
        _check_skills(f"rep {self.id!r}", self.skills)
        if self.work_mode is not WorkMode.REMOTE and self.site is None:
            raise InputError(f"rep {self.id!r}: must have a site to work {self.work_mode.value}")
        if self.work_mode is not WorkMode.ONSITE and not self.home_workspace_approved:
            raise InputError(f"rep {self.id!r}: works {self.work_mode.value}, so the home workspace must be approved")
        if self.office_days is not None and not 0 <= self.office_days[0] <= self.office_days[1] <= 7:
            raise InputError(f"rep {self.id!r}: office_days must satisfy 0 <= min <= max <= 7, got {self.office_days}")
        if self.wage_per_hour is not None and not (self.wage_per_hour >= 0 and math.isfinite(self.wage_per_hour)):
            raise InputError(f"rep {self.id!r}: wage_per_hour must be >= 0, got {self.wage_per_hour}")
        for low, high in self.available or ():
            if not 0 <= low < high <= 8 * DAY:
                raise InputError(
                    f"rep {self.id!r}: availability must satisfy 0 <= from < to <= 8 days, got {low}..{high}"
                )


@dataclass(frozen=True, slots=True)
class Before:
    """What the previous schedule left behind: the last shift's end (<= 0, minutes) and the days worked in a row up to day -1."""

    last_shift_end: int | None = None
    consecutive_days: int = 0


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a rep would like: a start (minute of the day) and days off (days of the horizon)."""

    start: int | None = None
    days_off: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """A rep as one scheduling horizon sees them; all windows are half-open minutes of the horizon.

    `available` None means always; otherwise a shift must lie inside one window. No shift may overlap `time_off`.
    `contract` is the contract's id.
    """

    id: str
    name: str
    contract: str
    skills: Mapping[str, float]
    work_mode: WorkMode = WorkMode.ONSITE
    site: str | None = None
    office_days: tuple[int, int] = (0, 7)
    available: tuple[tuple[int, int], ...] | None = None
    time_off: tuple[tuple[int, int], ...] = ()
    before: Before = field(default_factory=Before)
    preferences: Preferences = field(default_factory=Preferences)
    wage_per_hour: float | None = None
    hired: date | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("an agent must have an id")
        _check_skills(f"agent {self.id!r}", self.skills)


def _check_skills(who: str, skills: Mapping[str, float]) -> None:
    for skill, speed in skills.items():
        if not 0 < speed <= 1:
            raise InputError(f"{who}: speed in {skill!r} must be in (0, 1], got {speed}")
