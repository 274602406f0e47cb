"""Agents of a problem as the records that kernels read."""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

import numpy as np

from scheduler.arrays.clocks import ZONE
from scheduler.arrays.tables import AGENT, HYBRID, KNOWN, NEVER, ONSITE, REMOTE, WEEK
from scheduler.cost import relative_wages
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Ints, Ints32, Records
from wfm.domain.people import Agent, Contract, WorkMode
from wfm.domain.rules import Stretch, asked_of, counted_beside, leave_in, stretches
from wfm.domain.time import DAY, Horizon

MODES = {WorkMode.ONSITE: ONSITE, WorkMode.REMOTE: REMOTE, WorkMode.HYBRID: HYBRID}

ANY_PLACE = (0, 7)
"""Bounds of the office days of an agent who is not hybrid."""


def agent_records(problem: SchedulingProblem, clocks: list[ZONE], wage_price: float) -> Records:
    """Agents, shape (agents,), given the clocks there are and how far wages count."""
    rows = np.zeros(len(problem.agents), AGENT)
    for a, agent in enumerate(problem.agents):
        rows["clock"][a] = clocks.index(agent.zone)
        rows["streak"][a], rows["following"][a] = agent.before.consecutive_days, agent.after.consecutive_days
        contracts = {terms.contract for terms in agent.terms}
        rows["weekends"][a] = any(problem.contracts[id].max_weekends is not None for id in contracts)
        rows["wish"][a] = -1 if agent.preferences.start is None else _on_grid(agent.preferences.start, problem)
    rows["wage"] = relative_wages(problem.agents, wage_price)
    return rows


def _on_grid(minute: int, problem: SchedulingProblem) -> int:
    """A wish off the grid counts as the slot it falls in."""
    slot = problem.horizon.slot_minutes
    return minute // slot * slot


class Weeks(NamedTuple):
    """Bounds of each agent's weeks, (agents, weeks) of `WEEK`: as they are searched, and the most lenient of those that may
    hold, for the bound; and `full` (agents, weeks, 3), the most paid minutes, days and office days with nothing beside."""

    strict: Records
    loose: Records
    full: Ints


class _Amounts(NamedTuple):
    """Bounds of one amount of a week: what its shifts must and may add, and the most with nothing beside."""

    low: int
    high: int
    full: int


def week_records(problem: SchedulingProblem, regimes: Ints, changing: Ints) -> Weeks:
    """The weeks of each agent, given the regime of each (agents, weeks), and the weeks in which clocks change (weeks,)."""
    horizon = problem.horizon
    strict = np.zeros((len(problem.agents), horizon.weeks), WEEK)
    loose, full = strict.copy(), np.zeros((*strict.shape, 3), np.int64)
    for a, agent in enumerate(problem.agents):
        parts: list[list[tuple[Stretch, int]]] = [[] for _ in range(horizon.weeks)]
        for stretch in stretches(agent, problem.contracts, horizon):
            begun = horizon.week_of(stretch.first)
            for week in range(stretch.horizon.weeks):
                parts[begun + week].append((stretch, week))
        for week, mine in enumerate(parts):
            mode = _mode([stretch.agent for stretch, _ in mine])
            amounts = [_amounts(problem, stretch, number) for stretch, number in mine]
            last, most = amounts[-1], [min(x.high for x in of) for of in zip(*amounts, strict=True)]
            # where a contract changes within the week nothing is owed, and the most of each holds up to its end
            lows = [x.low for x in last] if len(mine) == 1 else [0, 0, 0]
            tail = (regimes[a, week], mode, _sides(agent, horizon, week), changing[week])
            strict[a, week] = (lows[0], most[0], lows[1], most[1], lows[2], most[2], *tail)
            loose[a, week] = (lows[0], last[0].high, lows[1], last[1].high, lows[2], last[2].high, *tail)
            full[a, week] = [max(min(x.full for x in of), of[0].high) for of in zip(*amounts, strict=True)]
    return Weeks(strict, loose, full)


def _mode(agents: list[Agent]) -> int:
    """The work mode of a week; HYBRID where it changes within."""
    modes = {agent.work_mode for agent in agents}
    return MODES[modes.pop()] if len(modes) == 1 else HYBRID


def _amounts(problem: SchedulingProblem, stretch: Stretch, week: int) -> tuple[_Amounts, _Amounts, _Amounts]:
    """Bounds of paid minutes, days and office days in a week of a stretch, less what counts beside its shifts."""
    agent, horizon = stretch.agent, stretch.horizon
    contract = problem.contracts[agent.contract]

    def left(bounds: tuple[int, int], amount: str, least: bool = True) -> _Amounts:
        low, high = asked_of(agent, horizon, week, bounds)
        beside = counted_beside(agent, horizon, week, amount)
        return _Amounts(max(0, ceil(low - beside)) if least else 0, floor(high - beside), bounds[1])

    office = _Amounts(*ANY_PLACE, ANY_PLACE[1])
    if agent.work_mode is WorkMode.HYBRID:
        office = left(agent.office_days, "office_days", least=leave_in(agent, horizon, week, "days") < 1)
    return left(contract.paid_per_week, "paid_minutes"), left(contract.days_per_week, "days"), office


def _sides(agent: Agent, horizon: Horizon, week: int) -> int:
    """1 where skills and site are those of the week's first day throughout, else 2."""
    first, last = horizon.days_of(week)
    return 1 + any(max(first, 0) < terms.first <= min(last, horizon.days - 1) for terms in agent.changes)


def known_records(problem: SchedulingProblem, group_of: dict[tuple[int, int], int], day_off_price: float) -> Records:
    """What is known of each agent's days before anything published is noted, shape (agents, days).

    `group_of` is the skill group of each agent (by index) from the first day of each of its terms on.
    """
    horizon, sites = problem.horizon, {site.id: i for i, site in enumerate(problem.sites)}
    rows = np.zeros((len(problem.agents), horizon.days), KNOWN)
    rows["start"] = rows["shift_type"] = -1
    for a, agent in enumerate(problem.agents):
        since = 0
        for before, terms in zip((None, *agent.terms), agent.terms, strict=False):
            days = rows[a, terms.first :]
            if before is not None and not terms.rules_like(before):
                since = terms.first
            most = problem.contracts[terms.contract].max_weekends
            days["group"], days["mode"] = group_of[a, terms.first], MODES[terms.work_mode]
            days["site"] = -1 if terms.site is None else sites[terms.site]
            days["since"], days["weekends"] = since, NEVER if most is None else most
        for terms in agent.changes:
            if terms.first < horizon.days:
                first, last = horizon.days_of(horizon.week_of(terms.first))
                rows["side"][a, terms.first : last + 1] = int(terms.first > max(first, 0))
        for day in agent.preferences.days_off:
            if 0 <= day < horizon.days:
                rows["day_off_price"][a, day] = day_off_price
    return rows


def reach_of(problem: SchedulingProblem) -> Ints32:
    """For each agent and start slot, the last slot by which the shift must have ended; 0 where none may start."""
    rows = [_reach(agent, problem) for agent in problem.agents]
    return np.array(rows, np.int32).reshape(len(problem.agents), problem.horizon.slots)


def _reach(agent: Agent, problem: SchedulingProblem) -> Ints32:
    horizon = problem.horizon
    slots, slot = horizon.slots, horizon.slot_minutes
    reach = np.full(slots, NEVER if agent.available is None else 0, np.int64)
    starts = np.arange(slots)
    for low, high in agent.available or ():
        first, last = ceil(low / slot), high // slot
        inside = slice(max(first, 0), max(min(last, slots), 0))
        reach[inside] = np.maximum(reach[inside], last)
    for low, high in (*agent.time_off, *((leave.start, leave.end) for leave in agent.leave)):
        first, after = low // slot, ceil(high / slot)
        reach[(starts >= first) & (starts < after)] = 0
        before = starts < first
        reach[before] = np.minimum(reach[before], first)
    if agent.employed is not None:
        per_day = DAY // slot
        reach[(starts < agent.employed[0] * per_day) | (starts >= (agent.employed[1] + 1) * per_day)] = 0
    reach = np.minimum(reach, _latest_end(agent, problem.contract_of(agent, horizon.days - 1), horizon))
    _keep_rest(reach, agent, problem)
    return reach.astype(np.int32)


def _keep_rest(reach: Ints, agent: Agent, problem: SchedulingProblem) -> None:
    """Let no shift start before the rest from the shift before the horizon is over, by the contract of its day."""
    last, horizon = agent.before.last_shift_end, problem.horizon
    if last is None:
        return
    per_day, slot = DAY // horizon.slot_minutes, horizon.slot_minutes
    if not horizon.elapsed and not agent.changes:
        reach[: max(0, ceil((last + problem.contracts[agent.contract].min_rest) / slot))] = 0
        return
    for day in range(horizon.days):
        rest, slots = problem.contract_of(agent, day).min_rest, range(day * per_day, (day + 1) * per_day)
        early = [s for s in slots if horizon.lasted(last, s * slot) < rest]
        reach[early] = 0
        if not early and not agent.changes and day * DAY > last + rest:
            return


def _latest_end(agent: Agent, contract: Contract, horizon: Horizon) -> int:
    """The last slot by which a shift must have ended so that rest holds before what is fixed behind the horizon."""
    start, slot = agent.after.next_shift_start, horizon.slot_minutes
    if start is None:
        return NEVER
    end = (start - contract.min_rest) // slot
    if not horizon.elapsed:
        return end
    ends = range(max(0, end - 4 * 60 // slot - 1), start // slot + 1)
    return max((e for e in ends if horizon.lasted(e * slot, start) >= contract.min_rest), default=0)
