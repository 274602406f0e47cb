"""Contracts and agents of a problem as the records that kernels read."""

from __future__ import annotations

from math import ceil

import numpy as np

from scheduler.arrays.tables import AGENT, CONTRACT, HYBRID, KNOWN, NEVER, ONSITE, REMOTE, WEEK
from scheduler.cost import relative_wages
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Ints32, Records
from wfm.domain.people import Agent, Contract, WorkMode

MODES = {WorkMode.ONSITE: ONSITE, WorkMode.REMOTE: REMOTE, WorkMode.HYBRID: HYBRID}


def contract_records(problem: SchedulingProblem, ranges: list[tuple[int, int]]) -> Records:
    """Contracts, shape (contracts,), given the half-open range of shift types of each."""
    slot = problem.horizon.slot_minutes
    rows = np.zeros(len(problem.contracts), CONTRACT)
    for c, (contract, (low, high)) in enumerate(zip(problem.contracts.values(), ranges, strict=True)):
        spread = NEVER if contract.start_spread is None else contract.start_spread // slot
        weekends = NEVER if contract.max_weekends is None else contract.max_weekends
        rest = ceil(contract.min_rest / slot)
        rows[c] = (low, high, contract.max_consecutive_days, rest, spread, weekends)
    return rows


def agent_records(problem: SchedulingProblem, group_of: list[int], wage_price: float) -> Records:
    """Agents, shape (agents,), given the skill group of each and how far wages count."""
    contract_index = {id: i for i, id in enumerate(problem.contracts)}
    site_index = {site.id: i for i, site in enumerate(problem.sites)}
    slot, rows = problem.horizon.slot_minutes, np.zeros(len(problem.agents), AGENT)
    for a, (agent, group) in enumerate(zip(problem.agents, group_of, strict=True)):
        rows["contract"][a], rows["group"][a] = contract_index[agent.contract], group
        rows["mode"][a] = MODES[agent.work_mode]
        rows["site"][a] = -1 if agent.site is None else site_index[agent.site]
        rows["free_from"][a] = _first_free(agent, problem.contracts[agent.contract], slot)
        rows["streak"][a] = agent.before.consecutive_days
        rows["wish"][a] = -1 if agent.preferences.start is None else agent.preferences.start // slot
    rows["wage"] = relative_wages(problem.agents, wage_price)
    return rows


def _first_free(agent: Agent, contract: Contract, slot: int) -> int:
    last = agent.before.last_shift_end
    return 0 if last is None else max(0, ceil((last + contract.min_rest) / slot))


def week_records(problem: SchedulingProblem) -> Records:
    """Least and most paid minutes, days and office days of each agent's weeks, shape (agents, weeks)."""
    rows = np.zeros((len(problem.agents), problem.horizon.weeks), WEEK)
    for a, agent in enumerate(problem.agents):
        contract = problem.contracts[agent.contract]
        office = agent.office_days if agent.work_mode is WorkMode.HYBRID else (0, 7)
        rows[a] = (*contract.paid_per_week, *contract.days_per_week, *office)
    return rows


def known_records(problem: SchedulingProblem, day_off_price: float) -> Records:
    """What is known of each agent's days before anything published is noted, shape (agents, days)."""
    rows = np.zeros((len(problem.agents), problem.horizon.days), KNOWN)
    rows["start"] = rows["shift_type"] = -1
    for a, agent in enumerate(problem.agents):
        for day in agent.preferences.days_off:
            if 0 <= day < problem.horizon.days:
                rows["day_off_price"][a, day] = day_off_price
    return rows


def reach_of(problem: SchedulingProblem) -> Ints32:
    """For each agent and start slot, the last slot by which the shift must have ended; 0 where none may start."""
    slots, slot = problem.horizon.slots, problem.horizon.slot_minutes
    rows = [_reach(agent, slots, slot) for agent in problem.agents]
    return np.array(rows, np.int32).reshape(len(problem.agents), slots)


def _reach(agent: Agent, slots: int, slot: int) -> Ints32:
    reach = np.full(slots, NEVER if agent.available is None else 0, np.int64)
    starts = np.arange(slots)
    for low, high in agent.available or ():
        first, last = ceil(low / slot), high // slot
        inside = slice(max(first, 0), max(min(last, slots), 0))
        reach[inside] = np.maximum(reach[inside], last)
    for low, high in agent.time_off:
        first, after = low // slot, ceil(high / slot)
        reach[(starts >= first) & (starts < after)] = 0
        before = starts < first
        reach[before] = np.minimum(reach[before], first)
    return reach.astype(np.int32)
