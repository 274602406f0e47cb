"""Reps as one scheduling horizon sees them, and the published shifts that are given around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from scheduler import GivenShift
from wfm.domain.exchange import PlannedShift, Surroundings
from wfm.domain.people import Agent, Rep, Shift, why_away
from wfm.domain.time import DAY, Horizon


@dataclass(frozen=True, slots=True)
class Team:
    """The agents of a horizon, and who was left out with the reason."""

    agents: tuple[Agent, ...]
    left_out: tuple[tuple[str, str], ...]


def team_of(reps: Iterable[Rep], around: Surroundings, skills: Collection[str], horizon: Horizon) -> Team:
    """Every rep who takes contacts on a day of the horizon as an agent of it.

    `skills` are those with demand; a rep's others are dropped. Who is gone, has not joined or is in training on all its
    days is left out, and told.
    """
    agents, left_out = [], []
    for rep in reps:
        away = why_away(rep, horizon)
        if away is not None:
            left_out.append((rep.id, away))
        else:
            agents.append(around.agent(rep, horizon, skills=skills))
    return Team(tuple(agents), tuple(left_out))


def near(around: Surroundings, rep: str, horizon: Horizon) -> Iterator[tuple[PlannedShift, Shift]]:
    """A rep's published shifts that touch a horizon or the day after it, each also on its axis."""
    for planned in around.shifts.get(rep, ()):
        shift = around.on_axis(planned, horizon)
        if shift.end > 0 and shift.start < horizon.minutes + DAY:
            yield planned, shift


def given_shift(
    around: Surroundings, rep: Rep, planned: PlannedShift, shift: Shift, skills: Collection[str], named: str = ""
) -> GivenShift:
    """A published shift that is fixed, at the rep's speeds on its day."""
    speeds = {s: speed for s, speed in around.terms(rep, planned).skills.items() if s in skills}
    return GivenShift(shift.given_to(named, shift.site), speeds)
