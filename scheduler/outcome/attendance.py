"""Who may work, works and rests in every slot of a schedule: the tables that explanations are read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scheduler.feasibility import Possibilities, slots_reached
from scheduler.problem import SchedulingProblem, SiteSeats
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.people import Agent, Contract, Shift, WorkMode
from wfm.domain.rules import weeks as weeks_of
from wfm.domain.time import DAY


class Attendance:
    """Tables of a schedule, agents in the order of the problem.

    Attributes
    ----------
    on_shift, on_contacts, may_work : shape (agents, slots); on contacts is on shift and not on a break, may work is
        reached by some shift that templates, availability and time off allow.
    seats_taken : shape (sites, slots).
    days : on which days each works, shape (agents, days).
    room : minutes that may still be paid in each week, shape (agents, weeks).
    shifts : each agent's, in the order of their start.
    """

    def __init__(self, problem: SchedulingProblem, shifts: Sequence[Shift]) -> None:
        self.problem, self.horizon = problem, problem.horizon
        self.slots_a_day = DAY // problem.horizon.slot_minutes
        self.possible = Possibilities(problem)
        index = {agent.id: i for i, agent in enumerate(problem.agents)}
        shape = len(problem.agents), self.horizon.slots
        self.on_shift, self.on_contacts = np.zeros(shape, bool), np.zeros(shape, bool)
        self.seats_taken = np.zeros((len(problem.sites), self.horizon.slots), np.int64)
        self.may_work = np.array([self.possible.covered(a) for a in problem.agents], bool).reshape(shape)
        self.days = np.zeros((len(problem.agents), self.horizon.days), bool)
        self._speeds: dict[str, Floats] = {}
        self.shifts: list[list[Shift]] = [[] for _ in problem.agents]
        self._paid = np.zeros(self.days.shape, np.int64)
        self._most_days = np.array([self._contract(a).days_per_week[1] for a in problem.agents], np.int64)
        self._time_off = self._leave()
        self._reached = self._contract_hours()
        self._sits_at = {
            site.id: np.array([a.work_mode is WorkMode.ONSITE and a.site == site.id for a in problem.agents], bool)
            for site in problem.sites
        }
        sites = {site.id: i for i, site in enumerate(problem.sites)}
        for shift in shifts:
            if shift.agent in index:
                self._put(shift, index[shift.agent], sites)
        for theirs in self.shifts:
            theirs.sort(key=lambda shift: shift.start)
        self.room, self._steps = self._room(), self._least_steps()

    def _put(self, shift: Shift, agent: int, sites: dict[str, int]) -> None:
        inside = self._slots(shift.start, shift.end)
        self.on_shift[agent, inside] = self.on_contacts[agent, inside] = True
        for b in shift.breaks:
            self.on_contacts[agent, self._slots(b.start, b.end)] = False
        if shift.site in sites:
            self.seats_taken[sites[shift.site], inside] += 1
        if 0 <= shift.day < self.horizon.days:
            self.shifts[agent].append(shift)
            self._paid[agent, shift.day] += self.problem.paid_minutes(self.problem.agents[agent], shift)
            self.days[agent, shift.day] = True

    def _slots(self, start: int, end: int) -> slice:
        low, high = (min(max(t // self.horizon.slot_minutes, 0), self.horizon.slots) for t in (start, end))
        return slice(low, high)

    def day_of(self, slot: int) -> int:
        """The day a slot lies on."""
        return slot * self.horizon.slot_minutes // DAY

    def has_skill(self, skill: str) -> Flags:
        """Who has a skill, shape (agents,)."""
        return self.speed(skill) > 0

    def speed(self, skill: str) -> Floats:
        """Everyone's speed in a skill, 0 without it, shape (agents,)."""
        if skill not in self._speeds:
            self._speeds[skill] = np.array([agent.skills.get(skill, 0.0) for agent in self.problem.agents], float)
        return self._speeds[skill]

    def first_slots(self, low: int, high: int) -> Iterator[int]:
        """The first of slots low..high-1 on each of their days."""
        for day in range(self.day_of(low), self.day_of(high - 1) + 1):
            yield max(low, day * self.slots_a_day)

    def works_on_day(self, slot: int) -> Flags:
        """Who starts a shift on the day of a slot, shape (agents,)."""
        return self.days[:, self.day_of(slot)]

    def hours_are_full(self, slot: int) -> Flags:
        """Who can be paid for no more in the week of a slot: neither for a longer shift where they work on its day, nor
        for a further one."""
        day = self.day_of(slot)
        full: Flags = self.room[:, day // 7] < self._steps[:, day]
        return full

    def days_are_full(self, slot: int) -> Flags:
        """Who works no shift on the day of a slot, and on as many of its week as the contract allows."""
        week = self.day_of(slot) // 7
        worked = self.days[:, 7 * week : 7 * week + 7].sum(axis=1)
        full: Flags = ~self.works_on_day(slot) & (worked >= self._most_days)
        return full

    def full_sites(self, who: Flags, slot: int) -> tuple[SiteSeats, ...]:
        """Sites without a free seat in a slot where some of these agents, shape (agents,), always sit."""
        return tuple(
            site
            for i, site in enumerate(self.problem.sites)
            if self.seats_taken[i, slot] >= site.seats and (who & self._sits_at[site.id]).any()
        )

    def site_is_full(self, slot: int) -> Flags:
        """Who always sits at a site that has no free seat in a slot, shape (agents,)."""
        result = np.zeros(len(self.problem.agents), bool)
        for site in self.full_sites(~result, slot):
            result |= self._sits_at[site.id]
        return result

    def has_seat(self, shift: Shift) -> bool:
        """Whether one more shift finds a free seat at its site from start to end."""
        taken = {site.id: (self.seats_taken[i], site.seats) for i, site in enumerate(self.problem.sites)}
        if shift.site not in taken:
            return True
        seats, most = taken[shift.site]
        return bool((seats[self._slots(shift.start, shift.end)] < most).all())

    def away(self, low: int, high: int) -> Flags:
        """Whose time off touches a slot of low..high-1, shape (agents,)."""
        return np.asarray(self._time_off[:, low:high].any(axis=1))

    def reached(self, low: int, high: int) -> Flags:
        """Whose contract has a shift that reaches a slot of low..high-1, whatever their windows, shape (agents,)."""
        return np.asarray(self._reached[:, low:high].any(axis=1))

    def _room(self) -> Ints:
        """Minutes that may still be paid in each week, shape (agents, weeks)."""
        most = np.array([self._contract(a).paid_per_week[1] for a in self.problem.agents], np.int64)
        weeks = [self._paid[:, first : last + 1].sum(axis=1) for first, last in weeks_of(self.horizon)]
        return np.asarray(most[:, None] - np.stack(weeks, axis=1))

    def _least_steps(self) -> Ints:
        """Least paid minutes that can be added on each day, shape (agents, days): by a longer shift, or by a further one
        in the week where the day's is the longest there is."""
        steps = np.zeros_like(self._paid)
        contracts = np.array([agent.contract for agent in self.problem.agents])
        for name, shifts in self.possible.by_contract.items():
            lengths, theirs = np.unique(shifts.paid), contracts == name
            if len(lengths) and theirs.any():
                paid = self._paid[theirs]
                place = np.searchsorted(lengths, paid, side="right")
                longer = lengths[np.minimum(place, len(lengths) - 1)] - paid
                steps[theirs] = np.where((paid > 0) & (place < len(lengths)), longer, lengths[0])
        return steps

    def _contract(self, agent: Agent) -> Contract:
        return self.problem.contracts[agent.contract]

    def _leave(self) -> Flags:
        """Which slots time off touches, shape (agents, slots)."""
        result = np.zeros(self.on_shift.shape, bool)
        for i, agent in enumerate(self.problem.agents):
            for low, high in agent.time_off:
                result[i, self._slots(low, high + self.horizon.slot_minutes - 1)] = True
        return result

    def _contract_hours(self) -> Flags:
        """Which slots some shift of the agent's contract reaches, whatever its windows, shape (agents, slots)."""
        by_contract = {name: slots_reached(s, self.horizon) for name, s in self.possible.by_contract.items()}
        return np.array([by_contract[a.contract] for a in self.problem.agents], bool).reshape(self.on_shift.shape)
