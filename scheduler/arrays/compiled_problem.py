"""The problem compiled to flat arrays in slots: what the numba kernels of search and bound read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.arrays.clocks import drift_of, weekends_of
from scheduler.arrays.records import Weeks, agent_records, known_records, reach_of, week_records
from scheduler.arrays.shift_types import Regimes, ShiftType, type_records
from scheduler.arrays.skill_groups import SkillGroups, build_groups, group_agents
from scheduler.arrays.tables import LEAST, Cover, Tables
from scheduler.cost import (
    Lanes,
    ObjectiveWeights,
    WaitingWork,
    demand_lanes,
    on_contacts,
    required_heads,
    waiting_work,
)
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Floats, Ints, Records
from wfm.domain.people import Shift
from wfm.domain.time import DAY


@dataclass(frozen=True, eq=False)
class CompiledProblem:
    """A compiled problem.

    `shift_types` names the template and length of each shift type. `frozen` holds the shifts of agents whose locked
    shifts are of no shift type known: they stay as they are. `held` holds, by agent and day, the shifts with activities
    that the arrays hold without them. `asked_weeks` are the bounds of all weeks as they were
    asked; `loose` the contracts and weeks by which no legal schedule is left out. `given_groups` are the skill groups of
    the shifts that the problem gives.
    """

    problem: SchedulingProblem
    weights: ObjectiveWeights
    tables: Tables
    groups: SkillGroups
    lanes: Lanes
    waiting: WaitingWork
    shift_types: tuple[ShiftType, ...]
    asked_weeks: Weeks
    loose: Records
    given_groups: tuple[int, ...]
    keep: bool
    frozen: dict[int, tuple[Shift, ...]]
    held: dict[tuple[int, int], Shift]

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.problem.agents)

    @property
    def weeks(self) -> int:
        """Weeks of the horizon, the first and the last perhaps broken."""
        return self.problem.horizon.weeks

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

    def with_loose_rules(self, weeks: Records) -> CompiledProblem:
        """The same by bounds that no legal schedule breaks, where those of the search are stricter; least amounts are
        those of `weeks`."""
        loose = self.asked_weeks.loose.copy()
        for field in LEAST:
            loose[field] = np.minimum(loose[field], weeks[field])
        return replace(self, tables=self.tables._replace(contracts=self.loose, weeks=loose, lenient=True))

    @cached_property
    def fixed_heads(self) -> Floats:
        """Heads on queue that are not this schedule's to place, frozen and given, less the held ones who are at an activity
        where the arrays have them on queue, shape (groups, slots)."""
        result = np.zeros((len(self.groups.speeds), self.tables.slots))
        for a, shifts in self.frozen.items():
            for shift in shifts:
                day = min(max(shift.day, 0), self.tables.days - 1)
                result[self.tables.known["group"][a, day]] += self.heads_of((shift,))
        for (a, day), shift in self.held.items():
            here, on_queue = self.heads_of((shift,)), self.heads_of((replace(shift, activities=()),))
            result[self.tables.known["group"][a, day]] -= on_queue - here
        for group, given in zip(self.given_groups, self.problem.given, strict=True):
            result[group] += self.heads_of((given.shift,))
        return result

    @cached_property
    def fixed_cover(self) -> Floats:
        """What they supply to each subset of skills, shape (slots, subsets)."""
        return np.asarray(self.fixed_heads.T @ self.tables.cover.gain)

    def heads_of(self, shifts: tuple[Shift, ...]) -> Floats:
        """Heads on queue of the given shifts, shape (slots,)."""
        return on_contacts(shifts, self.problem.horizon)

    @cached_property
    def fixed_seats(self) -> Ints:
        """Seats that frozen and given shifts take, shape (sites, slots and a day); one row of zeros without sites."""
        index = {site.id: i for i, site in enumerate(self.problem.sites)}
        slot, slots = self.tables.slot_minutes, self.tables.slots + self.tables.per_day
        result = np.zeros((max(len(index), 1), slots), np.int64)
        shifts = [s for shifts in self.frozen.values() for s in shifts] + [x.shift for x in self.problem.given]
        for shift in shifts:
            if shift.site in index:
                result[index[shift.site], max(0, shift.start // slot) : max(0, shift.end // slot)] += 1
        return result

    @cached_property
    def fixed_excess(self) -> int:
        """Head-slots that they alone are beyond the seats."""
        seats = self.tables.seats
        return int(np.maximum(self.fixed_seats[: len(seats)] - seats[:, None], 0).sum())

    def stays(self, a: int, shift: Shift) -> bool:
        """Whether a published shift of agent a stays as it is: a locked one, and one that holds activities, which the search
        cannot place, on a day of the horizon and where the agent may work."""
        t = self.tables
        if shift.locked or not shift.activities or not 0 <= shift.day < t.days:
            return shift.locked
        start, end = shift.start // t.slot_minutes, -(-shift.end // t.slot_minutes)
        return end <= int(t.reach[a, start])

    def find_shift_type(self, a: int, shift: Shift) -> tuple[int, list[int]] | None:
        """The shift type of a shift under the contract of agent a, and its break offsets in slots; None for none."""
        t, slot = self.tables, self.tables.slot_minutes
        offsets = [b.start - shift.start for b in shift.breaks]
        on_grid = not any(x % slot for x in (shift.start, *offsets))
        if not (on_grid and 0 <= shift.day < t.days):
            return None
        contract = t.contracts[t.weeks[a, self.problem.horizon.week_of(shift.day)]["contract"]]
        start = shift.start // slot
        for k in range(int(contract["types_from"]), int(contract["types_to"])):
            kind = self.shift_types[k]
            is_open = not t.types.rows["limited"][k] or t.opens[k, start]
            of_day = start - shift.day * t.per_day
            in_piece = kind.first <= of_day <= kind.first + (kind.starts - 1) * kind.step
            fits = is_open and in_piece and kind.span == shift.end - shift.start
            if fits and kind.template.fault(shift, kind.part.ahead) is None:
                return k, [o // slot for o in offsets]
        return None


def compile_problem(problem: SchedulingProblem, weights: ObjectiveWeights, keep: bool = False) -> CompiledProblem:
    """Flat arrays of a problem under the given weights; with `keep` changes of what is published have their price."""
    horizon, slot = problem.horizon, problem.horizon.slot_minutes
    regimes, drift = Regimes(problem), drift_of(horizon)
    lanes = demand_lanes(problem, weights)
    speeds, group_of, given_groups = _groups(problem)
    groups = build_groups(speeds[:, lanes.skills], lanes.prices)
    types = type_records(regimes.types, regimes.limited(), slot)
    clocks = list(dict.fromkeys((None, *(agent.zone for agent in problem.agents))))
    weeks = week_records(problem, regimes.of, _changing(problem, drift))
    tables = Tables(
        days=horizon.days,
        lead=horizon.lead,
        per_day=DAY // slot,
        slots=horizon.slots,
        first_weekday=horizon.first_weekday,
        slot_minutes=slot,
        steady=not drift.any(),
        lenient=False,
        drift=drift,
        swing=-(-int(np.ptp(drift)) // horizon.slot_minutes),
        types=types,
        opens=regimes.opens(),
        contracts=regimes.contract_records(),
        agents=agent_records(problem, clocks, weights.wages),
        weeks=weeks.strict.copy(),
        reach=reach_of(problem),
        weekends=weekends_of(horizon, clocks),
        known=known_records(problem, group_of, weights.day_off),
        known_breaks=np.zeros((len(problem.agents), horizon.days, types.breaks.shape[1]), np.int64),
        cover=Cover(groups.gain, groups.effective, groups.subset_records(groups.step), float(weights.over)),
        seats=np.array([s.seats for s in problem.sites], np.int64),
        pay=float(weights.pay),
        start_price=weights.start / 60,
        consistency=weights.consistency * slot / 60,
        fairness=weights.fairness / horizon.weeks,
        change=float(weights.change) if keep else 0.0,
        break_change=float(weights.break_change) if keep else 0.0,
    )
    compiled = CompiledProblem(
        problem=problem,
        weights=weights,
        tables=tables,
        groups=groups,
        lanes=lanes,
        waiting=waiting_work(problem, len(lanes.skills)),
        shift_types=tuple(regimes.types),
        asked_weeks=weeks,
        loose=regimes.contract_records(loose=True),
        given_groups=given_groups,
        keep=keep,
        frozen={},
        held={},
    )
    _note_published(compiled)
    return compiled


def _groups(problem: SchedulingProblem) -> tuple[Floats, dict[tuple[int, int], int], tuple[int, ...]]:
    """Distinct skills and speeds (groups, skills); the group of each agent (by index) from the first day of its terms on,
    and those of the given shifts."""
    agents = list(enumerate(problem.agents))
    keys = [(a, 0) for a, _ in agents] + [(a, terms.first) for a, agent in agents for terms in agent.changes]
    known = [agent.skills for _, agent in agents] + [terms.skills for _, agent in agents for terms in agent.changes]
    speeds, of = group_agents(problem.skills, known + [given.skills for given in problem.given])
    return speeds, dict(zip(keys, of.tolist(), strict=False)), tuple(of.tolist()[len(keys) :])


def _changing(problem: SchedulingProblem, drift: Ints) -> Ints:
    """The weeks in which a clock changes while their shifts last or rest follows, shape (weeks,)."""
    horizon, per_day = problem.horizon, DAY // problem.horizon.slot_minutes
    reach = 3 + max(contract.min_rest for contract in problem.contracts.values()) // DAY
    ends = [horizon.days_of(week) for week in range(horizon.weeks)]
    parts = [drift[max(first, 0) * per_day : (last + reach) * per_day + 1] for first, last in ends]
    return np.array([len(part) > 0 and part.min() != part.max() for part in parts], np.int64)


def _note_published(compiled: CompiledProblem) -> None:
    """Write what was published into the tables, and freeze agents whose shifts that stay are of no known shift type."""
    t = compiled.tables
    index = {agent.id: a for a, agent in enumerate(compiled.problem.agents)}
    for shift in compiled.problem.published:
        if shift.agent not in index:
            continue
        a = index[shift.agent]
        stays = compiled.stays(a, shift)
        if not (stays or compiled.keep):
            continue
        found = compiled.find_shift_type(a, shift)
        if found is None:
            if stays:
                compiled.frozen[a] = ()
            continue
        if stays and shift.activities:
            compiled.held[a, shift.day] = shift
        known = t.known[a, shift.day]
        known["locked"], known["start"] = stays, shift.start // t.slot_minutes
        known["shift_type"], known["place"] = found[0], shift.site is not None
        t.known_breaks[a, shift.day, : len(found[1])] = found[1]
    for a in compiled.frozen:
        t.known["locked"][a] = 1
        agent = compiled.problem.agents[a].id
        of_agent = (shift for shift in compiled.problem.published if shift.agent == agent)
        compiled.frozen[a] = tuple(shift for shift in of_agent if compiled.stays(a, shift))
    for a, day in tuple(compiled.held):
        if a in compiled.frozen:
            del compiled.held[a, day]
