"""Whole schedules for agents whom week-by-week construction left short although their rules leave a schedule.

Construction plans one week after the other, so an early week may take the weekend, or the run of days, that a later
one needs. CP-SAT sees the horizon at once. It is asked only for the few agents left over.
"""

from __future__ import annotations

import numpy as np

from scheduler.arrays import CompiledProblem, Roster
from scheduler.feasibility import AgentModel
from wfm.domain.arrays import Flags
from wfm.domain.people import Agent, Contract, Shift, WorkClock, WorkMode
from wfm.domain.rules import violations
from wfm.domain.time import DAY

MOST = 40
"""Agents tried; an agent with no schedule costs a fraction of a second, and there may be hundreds of them."""


def plan_whole(compiled: CompiledProblem, roster: Roster, failed: Flags) -> None:
    """Give agents with a failed week a schedule that keeps every rule, where there is one; clears their marks.

    `failed` has shape (agents, weeks). Agents with locked shifts keep what they have, and so do those whose terms change.
    """
    for a in np.flatnonzero(failed.any(axis=1))[:MOST].tolist():
        if a in compiled.frozen or compiled.tables.known["locked"][a].any() or compiled.problem.agents[a].changes:
            continue
        agent = compiled.problem.agents[a]
        contract = compiled.problem.contracts[agent.contract]
        shifts = whole_schedule(compiled, agent, contract)
        if shifts is None:
            continue
        for week in range(failed.shape[1]):
            roster.clear_week(a, week)
        if all(roster.put(a, shift) for shift in shifts):
            failed[a] = False
        else:
            for week in range(failed.shape[1]):
                roster.clear_week(a, week)
    roster.rebuild()


def whole_schedule(compiled: CompiledProblem, agent: Agent, contract: Contract) -> tuple[Shift, ...] | None:
    """Some schedule of the agent over the whole horizon that keeps every rule, None when there is none."""
    horizon = compiled.problem.horizon
    found = AgentModel(agent, contract, horizon, (0, horizon.days - 1)).schedule()
    if found is None:
        return None
    on_site = dict.fromkeys(range(horizon.weeks), 0)
    shifts = []
    for start, end in found:
        week = horizon.week_of(start // DAY)
        needed = agent.work_mode is WorkMode.ONSITE or (
            agent.work_mode is WorkMode.HYBRID and on_site[week] < agent.office_days[0]
        )
        on_site[week] += needed
        shifts.append(_with_breaks(compiled, agent, contract, (start, end), agent.site if needed else None))
    placed = tuple(s for s in shifts if s is not None)
    if len(placed) < len(shifts) or violations(agent, {contract.id: contract}, placed, horizon):
        return None
    return placed


def _with_breaks(
    compiled: CompiledProblem, agent: Agent, contract: Contract, times: tuple[int, int], site: str | None
) -> Shift | None:
    """The first template and break places that make a legal shift of these times."""
    slot, (start, end) = compiled.tables.slot_minutes, times
    own = (start + WorkClock(compiled.problem.horizon, agent.zone).ahead(start)) % DAY
    for template in contract.shifts:
        if end - start in template.spans and own in template.starts():
            for offsets in template.break_starts(end - start, slot)[:1]:
                return template.place(agent.id, start, end - start, offsets, site)
    return None
