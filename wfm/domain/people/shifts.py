"""Shifts: who works when and where, made of pieces, on the wall-clock axis of a horizon (minutes from its first midnight)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from wfm.domain.time import DAY


@dataclass(frozen=True, slots=True)
class Break:
    """Time off the contacts within a shift; half-open minutes of the horizon."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Activity:
    """Paid work off the contacts within a shift, such as a huddle, coaching or training; half-open minutes."""

    id: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """What people read of it, as of a break."""
        return self.id


Piece = TypeVar("Piece", Break, Activity)


@dataclass(frozen=True, slots=True)
class Shift:
    """One rep's work on one day: half-open minutes of the horizon; `site` is None when worked remotely.

    Breaks and activities are kept in order of their start; none overlaps another, and all lie inside the shift. Outside
    of them the rep takes contacts. A shift may end past midnight; it belongs to the day it starts on.
    """

    agent: str
    start: int
    end: int
    site: str | None = None
    breaks: tuple[Break, ...] = ()
    locked: bool = False
    activities: tuple[Activity, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "breaks", tuple(sorted(self.breaks, key=lambda b: b.start)))
        if self.activities:
            object.__setattr__(self, "activities", tuple(sorted(self.activities, key=lambda a: a.start)))

    @property
    def day(self) -> int:
        """Day of the horizon it starts on; negative before the horizon."""
        return self.start // DAY

    @property
    def start_of_day(self) -> int:
        """Its start as a minute of the day."""
        return self.start % DAY

    @property
    def pieces(self) -> tuple[Break | Activity, ...]:
        """Breaks and activities by start: when the rep is on shift and takes no contacts."""
        if not self.activities:
            return self.breaks
        return tuple(sorted((*self.breaks, *self.activities), key=lambda piece: (piece.start, piece.end)))

    def moved(self, days: int) -> Shift:
        """The same shift a number of days later, on another horizon's axis.

        >>> Shift("r1", 480, 990).moved(2).day
        2
        """
        by = days * DAY
        return self.at(lambda minute: minute + by)

    def at(self, there: Callable[[int], int]) -> Shift:
        """The same shift with each minute, of its pieces too, put where `there` says."""
        breaks, activities = _placed(self.breaks, there), _placed(self.activities, there)
        return replace(self, start=there(self.start), end=there(self.end), breaks=breaks, activities=activities)

    def given_to(self, agent: str, site: str | None) -> Shift:
        """The same times and pieces worked by another rep, at that rep's place of work."""
        return replace(self, agent=agent, site=site)


def _placed(pieces: tuple[Piece, ...], there: Callable[[int], int]) -> tuple[Piece, ...]:
    return tuple(replace(piece, start=there(piece.start), end=there(piece.end)) for piece in pieces)
