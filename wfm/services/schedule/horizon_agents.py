"""Reps as one scheduling horizon sees them, and the published shifts around that are not the schedule's to change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

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
            continue
        agent = around.agent(rep, horizon, skills=skills)
        elsewhere = [(s.start, s.end) for p, s in inside(around, rep.id, horizon) if not _replaced(p, around, horizon)]
        agents.append(replace(agent, time_off=tuple(elsewhere)) if elsewhere else agent)
    return Team(tuple(agents), tuple(left_out))


def given_of(
    around: Surroundings, reps: Mapping[str, Rep], agents: Collection[str], skills: Collection[str], horizon: Horizon
) -> tuple[GivenShift, ...]:
    """The published shifts that are fixed around a horizon: those that run into it, and those of the first day after.

    Each works at the speeds of its day. It names its rep where that is one of the `agents` and it began before day 0.
    """
    return tuple(_given(around, reps, agents, skills, horizon))


def _given(
    around: Surroundings, reps: Mapping[str, Rep], agents: Collection[str], skills: Collection[str], horizon: Horizon
) -> Iterator[GivenShift]:
    for id, held in sorted(around.shifts.items()):
        for planned in held:
            shift = around.on_axis(planned, horizon)
            if shift.end <= 0 or shift.start >= horizon.minutes + DAY:
                continue
            within = 0 <= shift.start < horizon.minutes
            if within and _replaced(planned, around, horizon):
                continue
            named = id if id in agents and shift.start < 0 else ""
            yield GivenShift(shift.given_to(named, shift.site), speeds_on(around, reps[id], planned, skills))


def speeds_on(around: Surroundings, rep: Rep, planned: PlannedShift, skills: Collection[str]) -> dict[str, float]:
    """A rep's speeds in the given skills on the day of a shift."""
    return {s: speed for s, speed in around.terms(rep, planned).skills.items() if s in skills}


def inside(around: Surroundings, rep: str, horizon: Horizon) -> Iterator[tuple[PlannedShift, Shift]]:
    """A rep's published shifts that start within a horizon, each also on its axis."""
    for planned in around.shifts.get(rep, ()):
        shift = around.on_axis(planned, horizon)
        if 0 <= shift.day < horizon.days:
            yield planned, shift


def _replaced(planned: PlannedShift, around: Surroundings, horizon: Horizon) -> bool:
    """Whether a schedule of these days takes the place of the one that a shift is in: they share a date."""
    other = around.horizons[planned.schedule]
    end, other_end = (h.start + timedelta(days=h.days) for h in (horizon, other))
    return other.start < end and horizon.start < other_end
