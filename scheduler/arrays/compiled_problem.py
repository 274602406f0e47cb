"""The problem compiled to flat arrays in slots: what the numba kernels of tours, construction and annealing read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import numpy as np
import numpy.typing as npt

from scheduler.arrays.shift_types import break_windows, list_shift_types, most_breaks, shift_type_rows
from scheduler.arrays.skill_groups import SkillGroups, build_groups, group_agents
from scheduler.arrays.tables import CONTRACT, GROUP, HYBRID, LOCKED, NEVER, ONSITE, REMOTE, TYPES_FROM, TYPES_TO, Tables
from scheduler.cost import ObjectiveWeights, on_contacts, relative_wages, required_heads
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.arrays import Floats, Ints32
from wfm.domain.people import Agent, Contract, Shift, ShiftTemplate, WorkMode
from wfm.domain.time import DAY

MODES = {WorkMode.ONSITE: ONSITE, WorkMode.REMOTE: REMOTE, WorkMode.HYBRID: HYBRID}


@dataclass(frozen=True, eq=False)
class CompiledProblem:
    """A compiled problem.

    `demand` (lanes, slots) are heads required now; `prices` (lanes,) the cost of one head-slot short. A lane is a skill,
    or the part of a skill's demand whose shortage is deep and costs more. Deferrable
    work j is `work_*`: skill, window in slots, amount. `lost` is waiting work that no slot of the horizon may do, per
    skill. `shift_types` names the template and span of each shift_type. `frozen` holds the shifts of agents whose locked shifts
    are of no shift type known: they stay as they are.
    """

    problem: SchedulingProblem
    weights: ObjectiveWeights
    tables: Tables
    groups: SkillGroups
    demand: Floats
    prices: Floats
    work_skill: Ints32
    work_window: Ints32
    work_amount: Floats
    lost: Floats
    shift_types: tuple[tuple[ShiftTemplate, int], ...]
    keep: bool
    frozen: dict[int, tuple[Shift, ...]]

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.problem.agents)

    @property
    def weeks(self) -> int:
        """Weeks of the horizon, the last perhaps broken off."""
        return (self.tables.days + 6) // 7

    @property
    def asked(self) -> float:
        """Head-slots asked for, deferrable work included."""
        return float(self.demand.sum() + self.work_amount.sum() + self.lost.sum())

    @property
    def active(self) -> npt.NDArray[np.int64]:
        """Agents whose weeks may be planned."""
        return np.array([a for a in range(self.agents) if a not in self.frozen], np.int64)

    def at_normal_price(self) -> CompiledProblem:
        """The same with one lane for each skill: deep shortage costs no more, so that no schedule costs more either."""
        skills = len(self.problem.skills)
        groups = replace(self.groups, speeds=self.groups.speeds[:, :skills])
        asked = required_heads(self.problem)
        return replace(self, demand=asked, prices=self.prices[:skills], lost=self.lost[:skills], groups=groups)

    @cached_property
    def frozen_cover(self) -> Floats:
        """What the frozen shifts supply to each subset of skills, shape (slots, subsets)."""
        result = np.zeros((self.tables.slots, len(self.tables.step)))
        for a, shifts in self.frozen.items():
            heads = self.heads_of(shifts)
            result += heads[:, None] * self.groups.gain[self.tables.agents[a, GROUP]]
        return result

    def heads_of(self, shifts: tuple[Shift, ...]) -> Floats:
        """Heads on queue of the given shifts, shape (slots,)."""
        return on_contacts(shifts, self.problem.horizon)

    @cached_property
    def frozen_seats(self) -> Ints32:
        """Seats the frozen shifts take, shape (sites, slots); one row of zeros where there are no sites."""
        index = {site.id: i for i, site in enumerate(self.problem.sites)}
        result = np.zeros((max(len(index), 1), self.tables.slots), np.int32)
        for shift in (s for shifts in self.frozen.values() for s in shifts):
            if shift.site in index:
                slot = self.tables.slot_minutes
                result[index[shift.site], max(0, shift.start // slot) : max(0, shift.end // slot)] += 1
        return result

    def find_shift_type(self, a: int, shift: Shift) -> tuple[int, list[int]] | None:
        """The shift type of a shift under the contract of agent a, and its break offsets in slots; None for none."""
        t = self.tables
        contract = t.agents[a, CONTRACT]
        offsets = [b.start - shift.start for b in shift.breaks]
        on_grid = not any(x % t.slot_minutes for x in (shift.start, *offsets))
        if not (on_grid and 0 <= shift.day < t.days):
            return None
        for k in range(t.contracts[contract, TYPES_FROM], t.contracts[contract, TYPES_TO]):
            template, span = self.shift_types[k]
            if shift.end - shift.start == span and template.fault(shift) is None:
                return k, [o // t.slot_minutes for o in offsets]
        return None


def compile_problem(problem: SchedulingProblem, weights: ObjectiveWeights, keep: bool = False) -> CompiledProblem:
    """Flat arrays of a problem under the given weights."""
    horizon = problem.horizon
    shift_types, bounds = list_shift_types(problem)
    contract_index = {cid: i for i, cid in enumerate(problem.contracts)}
    demand, prices, lane, lost, work = _demand(problem, weights)
    speeds, group_of = group_agents(problem.skills, [a.skills for a in problem.agents])
    groups = build_groups(speeds[:, lane], prices)
    site_index = {s.id: i for i, s in enumerate(problem.sites)}
    agents, contracts = problem.agents, list(problem.contracts.values())
    count, days, slot = len(agents), horizon.days, horizon.slot_minutes
    agent_rows = [
        (
            contract_index[agent.contract],
            group,
            MODES[agent.work_mode],
            -1 if agent.site is None else site_index[agent.site],
            _first_free(agent, problem.contracts[agent.contract], slot),
            agent.before.consecutive_days,
            -1 if agent.preferences.start is None else agent.preferences.start // slot,
        )
        for agent, group in zip(agents, group_of.tolist(), strict=True)
    ]
    tables = Tables(
        days=days,
        per_day=DAY // slot,
        slots=horizon.slots,
        first_weekday=horizon.first_weekday,
        slot_minutes=slot,
        shift_types=shift_type_rows(shift_types, slot),
        windows=break_windows(shift_types, slot),
        contracts=_contract_rows(contracts, bounds, slot),
        agents=np.array(agent_rows, np.int32).reshape(count, 7),
        bounds=_weekly_bounds(problem),
        reach=np.array([_reach(a, horizon.slots, slot) for a in agents], np.int32).reshape(count, horizon.slots),
        dayoff=_day_off_prices(agents, days, weights.day_off),
        wage=np.array(relative_wages(agents, weights.wages), float),
        published=np.tile(np.array([0, -1, -1, 0], np.int32), (count, days, 1)),
        p_breaks=np.zeros((count, days, most_breaks(shift_types)), np.int32),
        gain=groups.gain,
        effective=groups.effective,
        step=groups.step,
        fresh=groups.fresh,
        seats=np.array([s.seats for s in problem.sites], np.int32),
        pay=float(weights.pay),
        over=float(weights.over),
        start_price=weights.start * slot / 60,
        consistency=weights.consistency * slot / 60,
        fairness=weights.fairness / horizon.weeks,
        change=float(weights.change) if keep else 0.0,
        break_change=float(weights.break_change) if keep else 0.0,
    )
    compiled = CompiledProblem(
        problem, weights, tables, groups, demand, prices, *work, lost, tuple(shift_types), keep, {}
    )
    _note_published(compiled)
    return compiled


def _note_published(compiled: CompiledProblem) -> None:
    """Write what was published into the tables, and freeze agents whose locked shifts are of no known shift type."""
    t = compiled.tables
    index = {agent.id: a for a, agent in enumerate(compiled.problem.agents)}
    for shift in compiled.problem.published:
        if not (shift.locked or compiled.keep) or shift.agent not in index:
            continue
        a, found = index[shift.agent], compiled.find_shift_type(index[shift.agent], shift)
        if found is None:
            if shift.locked:
                compiled.frozen[a] = ()
            continue
        day = shift.day
        where = int(shift.site is not None)
        t.published[a, day] = (int(shift.locked), shift.start // t.slot_minutes, found[0], where)
        t.p_breaks[a, day, : len(found[1])] = found[1]
    for a in compiled.frozen:
        t.published[a, :, LOCKED] = 1
        agent = compiled.problem.agents[a].id
        compiled.frozen[a] = tuple(s for s in compiled.problem.published if s.agent == agent and s.locked)


def _contract_rows(contracts: list[Contract], shift_types: list[tuple[int, int]], slot: int) -> Ints32:
    rows = np.zeros((len(contracts), 6), np.int32)
    for c, (contract, (low, high)) in enumerate(zip(contracts, shift_types, strict=True)):
        spread = NEVER if contract.start_spread is None else contract.start_spread // slot
        weekends = NEVER if contract.max_weekends is None else contract.max_weekends
        rest = ceil(contract.min_rest / slot)
        rows[c] = (low, high, contract.max_consecutive_days, rest, spread, weekends)
    return rows


def _weekly_bounds(problem: SchedulingProblem) -> Ints32:
    """Paid minutes, days and office days of each agent's weeks, shape (agents, weeks, 6)."""
    rows = np.zeros((len(problem.agents), problem.horizon.weeks, 6), np.int32)
    for a, agent in enumerate(problem.agents):
        contract = problem.contracts[agent.contract]
        office = agent.office_days if agent.work_mode is WorkMode.HYBRID else (0, 7)
        rows[a] = (*contract.paid_per_week, *contract.days_per_week, *office)
    return rows


def _demand(
    problem: SchedulingProblem, weights: ObjectiveWeights
) -> tuple[Floats, Floats, list[int], Floats, tuple[Ints32, Ints32, Floats]]:
    """Heads asked for and prices of shortage, the skill behind each lane, work lost past the horizon, waiting work.

    The lanes are the skills, then once more each skill whose deep shortage costs more: what the skill asks is split
    over its two lanes, which the same reps serve.
    """
    slots = problem.horizon.slots
    index = {skill: i for i, skill in enumerate(problem.skills)}
    asked, lost = required_heads(problem), np.zeros(len(problem.skills))
    skill, window, amount = [], [], []
    for entry in problem.demand:
        for work in entry.work if isinstance(entry, DeferrableDemand) else ():
            if work.arrives >= slots:
                lost[index[entry.skill]] += work.head_slots
            elif work.head_slots > 0:
                skill.append(index[entry.skill])
                window.append((work.arrives, min(work.due, slots)))
                amount.append(work.head_slots)
    work_arrays = (np.array(skill, np.int32), np.array(window, np.int32).reshape(-1, 2), np.array(amount, float))
    named, price = {entry.skill: entry.weight for entry in problem.demand}, weights.shortage_prices(problem)
    normal = [price.normal[s] if named.get(s, 0.0) > 0 else 0.0 for s in problem.skills]
    deep = [i for i, s in enumerate(problem.skills) if normal[i] > 0 and asked[i].any() and price.is_convex(s)]
    shallow = price.shallow(asked[deep])
    demand = np.concatenate((asked, asked[deep] - shallow))
    demand[deep] = shallow
    prices = np.array(normal + [price.deep[problem.skills[i]] for i in deep], float)
    return demand, prices, [*range(len(index)), *deep], np.append(lost, np.zeros(len(deep))), work_arrays


def _first_free(agent: Agent, contract: Contract, slot: int) -> int:
    last = agent.before.last_shift_end
    return 0 if last is None else max(0, ceil((last + contract.min_rest) / slot))


def _day_off_prices(agents: tuple[Agent, ...], days: int, price: float) -> Floats:
    result = np.zeros((len(agents), days))
    for a, agent in enumerate(agents):
        for day in agent.preferences.days_off:
            if 0 <= day < days:
                result[a, day] = price
    return result


def _reach(agent: Agent, slots: int, slot: int) -> Ints32:
    """For each start slot, the last slot by which the shift must have ended; 0 where none may start."""
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
