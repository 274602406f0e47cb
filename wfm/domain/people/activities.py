"""What is asked of activities: who does one, how often, for how long, and where in a shift it may lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wfm.domain.errors import InputError
from wfm.domain.people.agents import Agent
from wfm.domain.time import DAY


class Period(StrEnum):
    """What times are counted over; a day is that of a shift, on days worked."""

    DAY = "day"
    WEEK = "week"
    HORIZON = "horizon"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom an activity is for: agents by id, or all of one contract, skill or team; one of the four is given."""

    agents: tuple[str, ...] | None = None
    contract: str | None = None
    skill: str | None = None
    team: str | None = None

    def includes(self, agent: Agent, day: int) -> bool:
        """Whether the agent is one of them on a day of the horizon."""
        if self.agents is not None:
            return agent.id in self.agents
        if self.team is not None:
            return agent.team == self.team
        terms = agent.on(day) if agent.changes else agent
        return self.skill in terms.skills if self.contract is None else terms.contract == self.contract

    def includes_ever(self, agent: Agent) -> bool:
        """Whether the agent is one of them on some day."""
        return any(self.includes(agent, terms.first) for terms in agent.terms)

    def includes_throughout(self, agent: Agent, first: int, last: int) -> bool:
        """Whether the agent is one of them on all days first..last."""
        begun = [terms.first for terms in agent.changes if first < terms.first <= last]
        return all(self.includes(agent, day) for day in (first, *begun))


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """An activity as a problem asks for it; paid, off the queue, of `minutes` each time.

    Attributes
    ----------
    whom : those it is for.
    per, times : least and most times per day worked, week or horizon; None where there is no such bound.
    window : minutes of the horizon, one of which must hold the whole of it; None for anywhere.
    clock : minutes of the day that must hold it, the end perhaps past midnight; None for any time.
    together : held at one start for all who are on shift; counted once for all.
    attend : least share of those it is for that takes part, where it is held together.
    max_away : most of those it is for who are at it at once.
    min_gap : least minutes from the shift's start, its end and its breaks.
    price : of one time too many or too few; None where `times` may not be broken.
    """

    id: str
    minutes: int
    whom: Whom
    per: Period
    times: tuple[int | None, int | None]
    window: tuple[tuple[int, int], ...] | None = None
    clock: tuple[int, int] | None = None
    together: bool = False
    attend: float = 0.0
    max_away: int | None = None
    min_gap: int = 0
    price: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.minutes <= DAY:
            raise InputError(f"activity {self.id!r}: minutes must be in 1..{DAY}, got {self.minutes}")
        if self.attend and not self.together:
            raise InputError(f"activity {self.id!r}: attend is for activities held together, got {self.attend:g}")

    def bounds(self, is_asked: bool) -> tuple[float, float]:
        """Least and most times, the least only where it is asked.

        >>> ActivityKind("huddle", 15, Whom(team="a"), Period.DAY, (1, None)).bounds(is_asked=True)
        (1, inf)
        """
        least, most = self.times
        return (least if least is not None and is_asked else 0), (float("inf") if most is None else most)

    def in_window(self, start: int, end: int) -> bool:
        """Whether one of the windows holds start..end."""
        return self.window is None or any(a <= start and end <= b for a, b in self.window)

    def in_clock(self, start: int, end: int) -> bool:
        """Whether the clock holds start..end, which may be after midnight in hours that pass it."""
        if self.clock is None:
            return True
        of_day, (earliest, latest) = start % DAY, self.clock
        return any(earliest <= s and s + end - start <= latest for s in (of_day, of_day + DAY))
