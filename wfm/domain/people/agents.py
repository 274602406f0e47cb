"""People as one scheduling horizon sees them: on its axis, with what came before and what comes after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from wfm.domain.errors import InputError
from wfm.domain.people.terms import WorkMode, check_skills
from wfm.domain.time import DAY


@dataclass(frozen=True, slots=True)
class WeekPart:
    """What a rep has outside the horizon in the week that its end cuts: paid minutes, days and office days.

    `owed` is whether the week's least amounts are asked all the same: not of one who joined or changed contract in it.
    """

    paid_minutes: int = 0
    days: int = 0
    office_days: int = 0
    owed: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """What the previous schedule left behind.

    `last_shift_end` is the last shift's end, past day 0 where it runs into the horizon; `consecutive_days` the days
    worked in a row up to day -1; `week` what was worked in a week that began before day 0, None where that is not known.
    """

    last_shift_end: int | None = None
    consecutive_days: int = 0
    week: WeekPart | None = None


@dataclass(frozen=True, slots=True)
class After:
    """What is fixed behind the horizon: the start of the next shift, the days worked in a row from the first day after
    the horizon on, and what the rest of a week holds that the horizon's end cuts (None: not planned yet)."""

    next_shift_start: int | None = None
    consecutive_days: int = 0
    week: WeekPart | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Time off that counts: `paid_minutes` and `days` are added to the week of `start`; half-open minutes."""

    start: int
    end: int
    paid_minutes: int = 0
    days: float = 0

    @property
    def day(self) -> int:
        """The day it begins on."""
        return self.start // DAY


@dataclass(frozen=True, slots=True)
class AgentTerms:
    """What a rep works under from day `first` of the horizon on, in place of what held before."""

    first: int
    contract: str
    skills: Mapping[str, float]
    work_mode: WorkMode = WorkMode.ONSITE
    site: str | None = None
    office_days: tuple[int, int] = (0, 7)

    def __post_init__(self) -> None:
        check_skills(f"terms from day {self.first}", self.skills)

    def rules_like(self, other: AgentTerms) -> bool:
        """Whether the same rules hold under both, whatever the skills."""
        return (self.contract, self.work_mode, self.site, self.office_days) == (
            other.contract,
            other.work_mode,
            other.site,
            other.office_days,
        )


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a rep would like: a start (minute of the day) and days off (days of the horizon)."""

    start: int | None = None
    days_off: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """A rep as one scheduling horizon sees them; all windows are half-open minutes of the horizon.

    `available` None means always; otherwise a shift must lie inside one window. No shift may overlap `time_off` or
    `leave`, nor start on a day outside `employed` (first, last; None without end). `contract` is the contract's id.
    Skills, contract and place of work hold until the first of `changes`. Shift starts, nights and weekends are on the
    clock of `zone`, None for the horizon's.
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
    zone: str | None = None
    team: str | None = None
    employed: tuple[int, int] | None = None
    leave: tuple[Leave, ...] = ()
    after: After = field(default_factory=After)
    changes: tuple[AgentTerms, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("an agent must have an id")
        check_skills(f"agent {self.id!r}", self.skills)
        if self.employed is not None and self.employed[0] > self.employed[1]:
            raise InputError(f"agent {self.id!r}: employed must be first day, last day, got {list(self.employed)}")
        for a, b in pairwise((AgentTerms(0, self.contract, {}), *self.changes)):
            if a.first >= b.first:
                raise InputError(f"agent {self.id!r}: changes must be on rising days from 1 on, got day {b.first}")

    @property
    def terms(self) -> tuple[AgentTerms, ...]:
        """All terms in order, those that hold from day 0 first."""
        start = AgentTerms(0, self.contract, self.skills, self.work_mode, self.site, self.office_days)
        return (start, *self.changes)

    def on(self, day: int) -> AgentTerms:
        """The terms that hold on a day of the horizon."""
        return [terms for terms in self.terms if terms.first <= max(day, 0)][-1]
