"""Shifts: who works when and where, with breaks, on the wall-clock axis of a horizon (minutes from its first midnight)."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.domain.time import DAY


@dataclass(frozen=True, slots=True)
class Break:
    """Time off the contacts within a shift; half-open minutes of the horizon."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One rep's work on one day: half-open minutes of the horizon; `site` is None when worked remotely.

    Breaks are kept in order of their start. A shift may end past midnight; it belongs to the day it starts on.
    """

    agent: str
    start: int
    end: int
    site: str | None = None
    breaks: tuple[Break, ...] = ()
    locked: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "breaks", tuple(sorted(self.breaks, key=lambda b: b.start)))

    @property
    def day(self) -> int:
        """Day of the horizon it starts on; negative before the horizon."""
        return self.start // DAY

    @property
    def start_of_day(self) -> int:
        """Its start as a minute of the day."""
        return self.start % DAY

    def moved(self, days: int) -> Shift:
        """The same shift a number of days later, on another horizon's axis.

        >>> Shift("r1", 480, 990).moved(2).day
        2
        """
        by = days * DAY
        breaks = tuple(Break(b.name, b.start + by, b.end + by) for b in self.breaks)
        return Shift(self.agent, self.start + by, self.end + by, self.site, breaks, self.locked)

    def given_to(self, agent: str, site: str | None) -> Shift:
        """The same times worked by another rep, at that rep's place of work."""
        return Shift(agent, self.start, self.end, site, self.breaks, self.locked)
