"""What a rep works under, and from which day on: contract, skills, place of work, stage and team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from wfm.domain.errors import InputError

NESTING_SPEED = 0.6
"""Most work of one in nesting, relative to a trained rep (the field's usual planning figure)."""

FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Years in which a training class lies."""

LONGEST_RAMP = 520
"""Weeks after which a ramp must have ended: ten years."""


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
class Terms:
    """What holds for a rep on one day. The speeds in `skills` are those of the day; `site` is None when remote."""

    contract: str
    skills: Mapping[str, float]
    work_mode: WorkMode
    site: str | None
    office_days: tuple[int, int] | None
    stage: Stage
    team: str | None


TERM_NAMES = tuple(Terms.__dataclass_fields__)
"""What may change from a day on."""


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """What changes for a rep from `first_day` on; what is None stays as it was before, and a `team` of "" is none."""

    first_day: date
    contract: str | None = None
    skills: Mapping[str, float] | None = None
    work_mode: WorkMode | None = None
    site: str | None = None
    office_days: tuple[int, int] | None = None
    stage: Stage | None = None
    team: str | None = None

    def __post_init__(self) -> None:
        if all(getattr(self, name) is None for name in TERM_NAMES):
            raise InputError(f"terms from {self.first_day} must change something")
        check_skills(f"terms from {self.first_day}", self.skills or {})
        if self.office_days is not None and not 0 <= self.office_days[0] <= self.office_days[1] <= 7:
            raise InputError(
                f"terms from {self.first_day}: office_days must satisfy 0 <= min <= max <= 7, got {self.office_days}"
            )

    def over(self, earlier: DatedTerms) -> DatedTerms:
        """These, and what they leave open as earlier ones of the same day have it."""
        said = {name: value for name in TERM_NAMES if (value := getattr(self, name)) is not None}
        return replace(earlier, **said)


@dataclass(frozen=True, slots=True)
class Team:
    """Reps who are led together; `lead` is the id of a rep."""

    id: str
    name: str
    lead: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a team must have an id")


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """New hires who learn together: in training from `starts`, and from `graduates` in nesting at the ramp's speeds.

    `ramp` lists (weeks after graduation, most speed in (0, 1]), the first from week 0; from the step of speed 1 on they
    are live.
    """

    id: str
    name: str
    starts: date
    graduates: date
    ramp: tuple[tuple[int, float], ...] = ((0, NESTING_SPEED), (4, 1.0))

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a training class must have an id")
        for what, day in (("start", self.starts), ("graduate", self.graduates)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise InputError(
                    f"training class {self.id!r}: must {what} in the years {FIRST_YEAR} to {LAST_YEAR}, got {day}"
                )
        if self.graduates <= self.starts:
            raise InputError(
                f"training class {self.id!r}: must graduate after it starts on {self.starts}, got {self.graduates}"
            )
        if not self.ramp or self.ramp[0][0] != 0:
            raise InputError(f"training class {self.id!r}: the ramp must begin with week 0, got {list(self.ramp)}")
        if any(a[0] >= b[0] for a, b in pairwise(self.ramp)):
            raise InputError(f"training class {self.id!r}: the ramp's weeks must rise, got {list(self.ramp)}")
        if self.ramp[-1][0] > LONGEST_RAMP:
            raise InputError(
                f"training class {self.id!r}: the ramp must end by week {LONGEST_RAMP}, got {self.ramp[-1][0]}"
            )
        for week, speed in self.ramp:
            if not 0 < speed <= 1:
                raise InputError(f"training class {self.id!r}: speed from week {week} must be in (0, 1], got {speed}")

    def steps(self) -> Iterator[date]:
        """The days on which something changes: the first of training, and the first at each speed."""
        yield self.starts
        for week, _ in self.ramp:
            yield self.graduates + timedelta(weeks=week)

    def on(self, day: date) -> tuple[Stage, float]:
        """The stage on a day from the class's first, and the most speed."""
        if day < self.graduates:
            return Stage.TRAINING, 1.0
        speed = [most for week, most in self.ramp if self.graduates + timedelta(weeks=week) <= day][-1]
        return Stage.LIVE if speed >= 1 else Stage.NESTING, speed


def check_skills(who: str, skills: Mapping[str, float]) -> None:
    """InputError unless every speed is in (0, 1]."""
    for skill, speed in skills.items():
        if not 0 < speed <= 1:
            raise InputError(f"{who}: speed in {skill!r} must be in (0, 1], got {speed}")
