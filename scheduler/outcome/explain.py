"""Why something could not be met, in a planner's words: stretches left short, and reps whose contract was not met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from scheduler.cost import Allocation
from scheduler.feasibility import Clash, agent_clashes, clash_in_words
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.result import Shortfall, Unscheduled
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.people import Agent, Shift, WorkMode
from wfm.domain.rules import Total, limits
from wfm.domain.time import spans

SHORT = 1e-6
"""Heads below which a slot does not count as short: rounding of the linear program."""


def explain_shortfalls(
    problem: SchedulingProblem, shifts: Sequence[Shift], allocation: Allocation
) -> tuple[Shortfall, ...]:
    """Every stretch left short, in the order of skills and time, with what binds where it is shortest."""
    attendance: Attendance | None = None
    slot, found = problem.horizon.slot_minutes, []
    for i, skill in enumerate(problem.skills):
        short = allocation.short[i]
        for low, high in spans(short > SHORT):
            attendance = attendance or Attendance(problem, shifts)
            worst = low + int(np.argmax(short[low:high]))
            reason = _reason(attendance, allocation, skill, worst)
            found.append(Shortfall(skill, low * slot, high * slot, round(float(short[low:high].mean()), 4), reason))
    pieces = [(d.skill, w) for d in problem.demand if isinstance(d, DeferrableDemand) for w in d.work]
    for (skill, piece), unmet in zip(pieces, allocation.unmet, strict=True):
        if unmet > SHORT:
            attendance = attendance or Attendance(problem, shifts)
            due = min(piece.due, problem.horizon.slots)
            heads = round(float(unmet) / (due - piece.arrives), 4)
            reason = f"{unmet:,.1f} of {piece.head_slots:,.1f} head-slots of waiting work cannot be done before they are due: "
            reason += _window_reason(attendance, skill, piece.arrives, due)
            found.append(Shortfall(skill, piece.arrives * slot, due * slot, heads, reason))
    return tuple(found)


def _reason(attendance: Attendance, allocation: Allocation, skill: str, slot: int) -> str:
    """What binds in one slot: who has the skill, who may work then, and what those who may are doing."""
    have = attendance.has_skill(skill)
    may = have & attendance.may_work[:, slot]
    everyone, able = int(have.sum()), int(may.sum())
    if not everyone:
        return f"no rep has the skill {skill}"
    if not able:
        return f"closed by availability: none of the {_reps(everyone, skill)} may work then ({attendance.why_not(have, slot)})"
    doing = _doing(attendance, may, slot, _shared(allocation, attendance, may, skill, slot))
    start = (
        f"all {_reps(able, skill)} who may work then"
        if able == everyone
        else (
            f"of {_reps(everyone, skill)} only {able} may work then ({attendance.why_not(have & ~may, slot)}); of these"
        )
    )
    return f"{start}: {doing}" + _seats(attendance, have & ~attendance.on_shift[:, slot], slot)


def _reps(count: int, skill: str) -> str:
    return f"{count} {skill} rep{'' if count == 1 else 's'}"


def _shared(allocation: Allocation, attendance: Attendance, may: npt.NDArray[np.bool_], skill: str, slot: int) -> str:
    """Other skills that share the reps at work."""
    others = {
        name
        for a in np.flatnonzero(may & attendance.on_contacts[:, slot])
        for name in attendance.problem.agents[a].skills
        if name != skill
    }
    names = [
        name
        for i, name in enumerate(allocation.skills)
        if name in others and allocation.scheduled[i, slot] + allocation.deferred[i, slot] > SHORT
    ]
    return f" (shared with {', '.join(names)})" if names else ""


def _doing(attendance: Attendance, may: npt.NDArray[np.bool_], slot: int, shared: str) -> str:
    """How many of the reps are at work, on a break, spent for the week, or held back."""
    on, off = attendance.on_contacts[:, slot], attendance.on_shift[:, slot] & ~attendance.on_contacts[:, slot]
    rest = may & ~attendance.on_shift[:, slot]
    today = rest & attendance.works_on_day(slot)
    spent = rest & ~today & attendance.week_is_full(slot)
    seated = rest & ~today & ~spent & attendance.site_is_full(slot)
    held = rest & ~today & ~spent & ~seated
    parts = [
        (int((may & on).sum()), f"on contacts{shared}"),
        (int((may & off).sum()), "on a break"),
        (int(today.sum()), "on shift at other hours of that day"),
        (int(spent.sum()), "have reached their hours or days of the week"),
        (int(seated.sum()), "find no free seat"),
        (int(held.sum()), "are held back by rest, days in a row or the price of moving their hours here"),
    ]
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def _seats(attendance: Attendance, absent: npt.NDArray[np.bool_], slot: int) -> str:
    """Sites without a free seat where reps of the skill sit who are not there."""
    full = [
        f"all {site.seats} seats at {site.id} are taken"
        for i, site in enumerate(attendance.problem.sites)
        if attendance.seats_taken[i, slot] >= site.seats and (absent & attendance.sits_at(site.id)).any()
    ]
    return "".join(f"; {text}" for text in full)


def _window_reason(attendance: Attendance, skill: str, low: int, high: int) -> str:
    have = attendance.has_skill(skill)
    if not have.any():
        return f"no rep has the skill {skill}"
    working = have & attendance.on_contacts[:, low:high].any(axis=1)
    may = have & attendance.may_work[:, low:high].any(axis=1)
    return (
        f"{int(working.sum())} of {_reps(int(have.sum()), skill)} work between arrival and due time, "
        f"{int((may & ~working).sum())} more may, and heads asked for at once come first"
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
    missed = {a.id: lack for a in looked_at if (lack := _lack(problem, a, theirs.get(a.id, [])))}
    clashes = agent_clashes(problem, [a for a in looked_at if a.id in missed])
    return tuple(
        Unscheduled(agent.id, _why(problem, agent, clashes.get(agent.id), missed[agent.id]))
        for agent in looked_at
        if agent.id in missed
    )


def _lack(problem: SchedulingProblem, agent: Agent, shifts: list[Shift]) -> str:
    """Which least amounts of the contract the shifts do not reach, in words; empty when they reach all."""
    contract, parts = problem.contracts[agent.contract], []
    for limit in limits(agent, contract, problem.horizon):
        if isinstance(limit, Total) and (seen := limit.measure(shifts)) < limit.low:
            week = f" in week {limit.first // 7 + 1}" if problem.horizon.weeks > 1 else ""
            parts.append(f"{seen / limit.per:g} of at least {limit.low / limit.per:g} {limit.unit}{week}")
    return ", ".join(parts)


def _why(problem: SchedulingProblem, agent: Agent, clash: Clash | None, lack: str) -> str:
    if clash is not None:
        return f"{lack}; {clash_in_words(clash, problem.horizon)}"
    if agent.work_mode is not WorkMode.REMOTE:
        seats = next(site.seats for site in problem.sites if site.id == agent.site)
        return f"{lack}; its own rules can be met, but not beside the others within the {seats} seats at {agent.site}"
    return f"{lack}; its own rules can be met, but the search ended before it found how"
