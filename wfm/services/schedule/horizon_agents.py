"""Reps as one scheduling horizon sees them: weekly availability unrolled, leave, and what came before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Agent, Before, Contract, Rep, Stage, WorkMode, agent_of
from wfm.domain.time import DAY, Horizon

NESTING_SPEED = 0.6
"""Most work of one in nesting, relative to a trained rep (the field's usual planning figure)."""

Window = tuple[int, int]
Leave = Mapping[str, Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True, slots=True)
class Team:
    """The agents of a horizon, and who was left out with the reason."""

    agents: tuple[Agent, ...]
    left_out: tuple[tuple[str, str], ...]


def team_of(
    reps: Iterable[Rep],
    contracts: Mapping[str, Contract],
    skills: Iterable[str],
    leave: Leave,
    earlier: Mapping[str, Sequence[PlannedShift]],
    horizon: Horizon,
) -> Team:
    """Every rep who takes contacts as an agent of the horizon.

    `skills` are those with demand; a rep's others are dropped. `earlier` holds each rep's published shifts that
    start before the horizon. Those in training are left out, and told.
    """
    demanded = set(skills)
    agents, left_out = [], []
    for rep in reps:
        if rep.stage is Stage.TRAINING:
            left_out.append((rep.id, "in training: takes no contacts yet"))
            continue
        agents.append(_agent(rep, contracts[rep.contract], demanded, leave, earlier.get(rep.id, ()), horizon))
    return Team(tuple(agents), tuple(left_out))


def _agent(
    rep: Rep,
    contract: Contract,
    demanded: set[str],
    leave: Leave,
    earlier: Sequence[PlannedShift],
    horizon: Horizon,
) -> Agent:
    agent = agent_of(rep, horizon, (), ((p.start, p.end) for p in earlier))
    off = [(horizon.minute(a), horizon.minute(b)) for a, b in leave.get(rep.id, ())]
    end = agent.before.last_shift_end
    if end is not None and end > 0:
        # A shift that runs past the first midnight blocks its own time and the rest after it.
        off.append((0, end + contract.min_rest))
    return replace(
        agent,
        skills=speeds_of(rep, demanded),
        site=None if rep.work_mode is WorkMode.REMOTE else rep.site,
        available=None if agent.available is None else merged(agent.available, horizon),
        time_off=merged(off, horizon),
        before=Before(None if end is None else min(end, 0), agent.before.consecutive_days),
    )


def speeds_of(rep: Rep, skills: Collection[str]) -> dict[str, float]:
    """A rep's speeds in the given skills; one in nesting is no faster than NESTING_SPEED."""
    most = NESTING_SPEED if rep.stage is Stage.NESTING else 1.0
    return {skill: min(speed, most) for skill, speed in rep.skills.items() if skill in skills}


def merged(windows: Iterable[Window], horizon: Horizon) -> tuple[Window, ...]:
    """Windows in order, cut to the horizon and the day after it, overlapping and touching ones joined."""
    result: list[Window] = []
    for low, high in sorted((max(a, 0), min(b, horizon.minutes + DAY)) for a, b in windows):
        if low >= high:
            continue
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return tuple(result)
