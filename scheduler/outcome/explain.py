"""Why something could not be met, in a planner's words: stretches left short, and reps whose contract was not met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import numpy as np

from scheduler.cost import Allocation, ObjectiveWeights
from scheduler.feasibility import Clash, agent_clashes, clash_in_words
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.cause import Standing, binding
from scheduler.outcome.result import Shortfall, Unscheduled
from scheduler.outcome.sentences import because, detail
from scheduler.outcome.standings import SHORT, Standings
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.exchange import figure, head_hours, needs, undone
from wfm.domain.people import Agent, Shift, WorkMode
from wfm.domain.planning import DeferrableWork
from wfm.domain.rules import Total, limits, stretches
from wfm.domain.time import Horizon, spans

ABSENCES = ("leave", "time off")
"""The names of clashing rules that keep a rep away."""


def explain_shortfalls(
    problem: SchedulingProblem,
    shifts: Sequence[Shift],
    allocation: Allocation,
    weights: ObjectiveWeights | None = None,
) -> tuple[Shortfall, ...]:
    """Every stretch left short, in the order of skills and time, with what binds where it is shortest.

    `weights` tell what shifts and shortage cost; the preset "cover first" when None.
    """
    short = [(i, low, high) for i in range(len(problem.skills)) for low, high in spans(allocation.short[i] > SHORT)]
    pieces = [(d.skill, w) for d in problem.demand if isinstance(d, DeferrableDemand) for w in d.work]
    left = [(*piece, float(u)) for piece, u in zip(pieces, allocation.unmet, strict=True) if u > SHORT]
    if not short and not left:
        return ()
    standings = Standings(Attendance(problem, shifts), allocation, weights or ObjectiveWeights())
    return (
        *(_at_once(standings, i, low, high) for i, low, high in short),
        *(_waiting(standings, skill, piece, unmet) for skill, piece, unmet in left),
    )


def _at_once(standings: Standings, row: int, low: int, high: int) -> Shortfall:
    """Heads short in the slots low..high-1."""
    problem, short = standings.seen.problem, standings.allocation.short[row, low:high]
    skill, slot = problem.skills[row], problem.horizon.slot_minutes
    standing = standings.at(skill, low + int(np.argmax(short)))
    heads, peak = round(float(short.mean()), 4), round(float(short.max()), 4)
    told = detail(standing, heads * (high - low) * slot / 60)
    return _shortfall(standing, (low * slot, high * slot), heads, peak, needs(skill, heads, peak), told)


def _waiting(standings: Standings, skill: str, piece: DeferrableWork, unmet: float) -> Shortfall:
    """Head-slots of a piece of work that may wait, left undone when it is due."""
    horizon = standings.seen.horizon
    due, hours = min(piece.due, horizon.slots), horizon.slot_minutes / 60
    standing = standings.within(skill, piece.arrives, due, unmet)
    whole = f"Left undone: {figure(unmet * hours)} of {head_hours(piece.head_slots * hours)} of waiting work."
    window = piece.arrives * horizon.slot_minutes, due * horizon.slot_minutes
    heads = round(unmet / (due - piece.arrives), 4)
    told = f"{whole} {detail(standing, unmet * hours)}".strip()
    return _shortfall(standing, window, heads, None, undone(skill, unmet * hours), told)


def _shortfall(
    standing: Standing, minutes: tuple[int, int], heads: float, peak: float | None, lead: str, told: str
) -> Shortfall:
    binds = because(standing)
    return Shortfall(
        standing.skill,
        *minutes,
        heads,
        f"{lead}: {binds}.",
        peak=peak,
        cause=", ".join(binding(standing)),
        because=binds,
        detail=told,
    )


def explain_unscheduled(
    problem: SchedulingProblem, shifts: Iterable[Shift], agents: Iterable[Agent] | None = None
) -> tuple[Unscheduled, ...]:
    """Every agent whose shifts miss a least amount of the contract, with the rules that clash.

    `agents` are those to look at, all when None.
    """
    theirs: dict[str, list[Shift]] = {}
    for shift in shifts:
        theirs.setdefault(shift.agent, []).append(shift)
    looked_at = list(problem.agents if agents is None else agents)
    missed = {a.id: lack for a in looked_at if (lack := list(_lack(problem, a, theirs.get(a.id, []))))}
    clashes = agent_clashes(problem, [a for a in looked_at if a.id in missed])
    return tuple(
        _unscheduled(problem, agent, clashes.get(agent.id), missed[agent.id])
        for agent in looked_at
        if agent.id in missed
    )


def _lack(problem: SchedulingProblem, agent: Agent, shifts: list[Shift]) -> Iterator[tuple[str, str]]:
    """The rules whose least amounts the shifts do not reach, each with the amounts in words."""
    horizon = problem.horizon
    for part in stretches(agent, problem.contracts, horizon, shifts):
        for limit in limits(part.agent, problem.contracts[part.agent.contract], part.horizon):
            if isinstance(limit, Total) and (seen := limit.measure(part.shifts)) < limit.low:
                week = _week(horizon, part.first + limit.first) if horizon.weeks > 1 else ""
                told = f"{seen / limit.per:g} of at least {limit.low / limit.per:g} {limit.unit}{week}"
                beside = limit.beside.says(limit.per)
                yield limit.rule, f"{told} ({beside})" if beside else told


def _week(horizon: Horizon, day: int) -> str:
    """The week of a day in words: by its first day where weeks are the calendar's, else by its number."""
    number = horizon.week_of(day)
    if horizon.week_start is None:
        return f" in week {number + 1}"
    first = horizon.start + timedelta(days=horizon.days_of(number)[0])
    return f" in the week of {first.day} {first:%b}"


def _unscheduled(
    problem: SchedulingProblem, agent: Agent, clash: Clash | None, lack: Sequence[tuple[str, str]]
) -> Unscheduled:
    """What an agent gets, why it is not more, and what would help."""
    (rule, gets), *others = lack
    if clash is not None:
        cause, binds = "clash", _clashing(clash, rule)
        told = clash.advice.strip() if clash.because else clash_in_words(clash, problem.horizon)
    elif places := [terms.site for terms in agent.terms if terms.work_mode is not WorkMode.REMOTE]:
        seats = next(site.seats for site in problem.sites if site.id == places[-1])
        cause, binds = "seats", f"others take the {seats} seats at {places[-1]}"
        told = f"their own rules can be met, but others take the {seats} seats at {places[-1]} when they could work"
    else:
        cause, binds = "search", "the search ended before it found a way"
        told = "their own rules can be met, so a longer search may find a way"
    also = f"Also {', '.join(text for _, text in others)}. " if others else ""
    told = f"{also}{told[0].upper()}{told[1:].removesuffix('.')}." if told else also.strip()
    return Unscheduled(agent.id, f"gets {gets}: {binds}.", cause, told)


def _clashing(clash: Clash, missed: str) -> str:
    """Which rules clash, as a clause; `missed` is the rule whose least amount is told before it."""
    leave = next((rule for rule in clash.rules if rule.name in ABSENCES), None)
    others = [rule for rule in clash.rules if rule is not leave]
    if leave is not None and not clash.because and len(others) == 1 and others[0].name.startswith("least"):
        room = "all of them" if others[0].name == f"least {missed}" else others[0].says
        return f"{leave.says} {'leaves' if leave.says.startswith('one ') else 'leave'} no room for {room}"
    return clash.says
