"""The problem compiled to flat arrays in slots: what the numba kernels of search and bound read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.arrays.lanes import Lanes, WaitingWork, demand_lanes, waiting_work
from scheduler.arrays.records import agent_records, contract_records, known_records, reach_of, week_records
from scheduler.arrays.shift_types import list_shift_types, type_records
from scheduler.arrays.skill_groups import SkillGroups, build_groups, group_agents
from scheduler.arrays.tables import Cover, Tables
from scheduler.cost import ObjectiveWeights, on_contacts, required_heads
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Floats, Ints
from wfm.domain.people import Shift, ShiftTemplate
from wfm.domain.time import DAY


@dataclass(frozen=True, eq=False)
class CompiledProblem:
    """A compiled problem.

    `shift_types` names the template and span of each shift type. `frozen` holds the shifts of agents whose locked
    shifts are of no shift type known: they stay as they are.
    """

    problem: SchedulingProblem
    weights: ObjectiveWeights
    tables: Tables
    groups: SkillGroups
    lanes: Lanes
    waiting: WaitingWork
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
        """Head-slots asked for, waiting work included."""
        return float(self.lanes.demand.sum() + self.waiting.amount.sum() + self.waiting.lost.sum())

    @property
    def active(self) -> Ints:
        """Agents whose weeks may be planned."""
        return np.array([a for a in range(self.agents) if a not in self.frozen], np.int64)

    def at_normal_price(self) -> CompiledProblem:
        """The same with one lane for each skill: deep shortage costs no more, so that no schedule costs more either."""
        skills = len(self.problem.skills)
        lanes = Lanes(required_heads(self.problem), self.lanes.prices[:skills], self.lanes.skills[:skills])
        waiting = replace(self.waiting, lost=self.waiting.lost[:skills])
        groups = replace(self.groups, speeds=self.groups.speeds[:, :skills])
        return replace(self, lanes=lanes, waiting=waiting, groups=groups)

    def at_shortage_prices(self, prices: Floats) -> CompiledProblem:
        """The same for the search's evaluation of cover at other prices per lane, which must keep their order."""
        cover = self.tables.cover._replace(subsets=self.groups.subset_records(self.groups.steps(prices)))
        return replace(self, tables=self.tables._replace(cover=cover))

    @cached_property
    def frozen_cover(self) -> Floats:
        """What the frozen shifts supply to each subset of skills, shape (slots, subsets)."""
        gain = self.tables.cover.gain
        result = np.zeros((self.tables.slots, gain.shape[1]))
        for a, shifts in self.frozen.items():
            result += self.heads_of(shifts)[:, None] * gain[self.tables.agents["group"][a]]
        return result

    def heads_of(self, shifts: tuple[Shift, ...]) -> Floats:
        """Heads on queue of the given shifts, shape (slots,)."""
        return on_contacts(shifts, self.problem.horizon)

    @cached_property
    def frozen_seats(self) -> Ints:
        """Seats the frozen shifts take, shape (sites, slots); one row of zeros where there are no sites."""
        index = {site.id: i for i, site in enumerate(self.problem.sites)}
        slot, result = self.tables.slot_minutes, np.zeros((max(len(index), 1), self.tables.slots), np.int64)
        for shift in (s for shifts in self.frozen.values() for s in shifts):
            if shift.site in index:
                result[index[shift.site], max(0, shift.start // slot) : max(0, shift.end // slot)] += 1
        return result

    def find_shift_type(self, a: int, shift: Shift) -> tuple[int, list[int]] | None:
        """The shift type of a shift under the contract of agent a, and its break offsets in slots; None for none."""
        t = self.tables
        contract, slot = t.contracts[t.agents["contract"][a]], t.slot_minutes
        offsets = [b.start - shift.start for b in shift.breaks]
        on_grid = not any(x % slot for x in (shift.start, *offsets))
        if not (on_grid and 0 <= shift.day < t.days):
            return None
        for k in range(int(contract["types_from"]), int(contract["types_to"])):
            template, span = self.shift_types[k]
            if shift.end - shift.start == span and template.fault(shift) is None:
                return k, [o // slot for o in offsets]
        return None


def compile_problem(problem: SchedulingProblem, weights: ObjectiveWeights, keep: bool = False) -> CompiledProblem:
    """Flat arrays of a problem under the given weights; with `keep` changes of what is published have their price."""
    horizon, slot = problem.horizon, problem.horizon.slot_minutes
    shift_types, ranges = list_shift_types(problem)
    lanes = demand_lanes(problem, weights)
    speeds, group_of = group_agents(problem.skills, [a.skills for a in problem.agents])
    groups = build_groups(speeds[:, lanes.skills], lanes.prices)
    types = type_records(shift_types, slot)
    tables = Tables(
        days=horizon.days,
        per_day=DAY // slot,
        slots=horizon.slots,
        first_weekday=horizon.first_weekday,
        slot_minutes=slot,
        types=types,
        contracts=contract_records(problem, ranges),
        agents=agent_records(problem, group_of.tolist(), weights.wages),
        weeks=week_records(problem),
        reach=reach_of(problem),
        known=known_records(problem, weights.day_off),
        known_breaks=np.zeros((len(problem.agents), horizon.days, types.breaks.shape[1]), np.int64),
        cover=Cover(groups.gain, groups.effective, groups.subset_records(groups.step), float(weights.over)),
        seats=np.array([s.seats for s in problem.sites], np.int64),
        pay=float(weights.pay),
        start_price=weights.start * slot / 60,
        consistency=weights.consistency * slot / 60,
        fairness=weights.fairness / horizon.weeks,
        change=float(weights.change) if keep else 0.0,
        break_change=float(weights.break_change) if keep else 0.0,
    )
    waiting = waiting_work(problem, len(lanes.skills))
    compiled = CompiledProblem(problem, weights, tables, groups, lanes, waiting, tuple(shift_types), keep, {})
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
        known = t.known[a, shift.day]
        known["locked"], known["start"] = shift.locked, shift.start // t.slot_minutes
        known["shift_type"], known["place"] = found[0], shift.site is not None
        t.known_breaks[a, shift.day, : len(found[1])] = found[1]
    for a in compiled.frozen:
        t.known["locked"][a] = 1
        agent = compiled.problem.agents[a].id
        compiled.frozen[a] = tuple(s for s in compiled.problem.published if s.agent == agent and s.locked)
