"""Who may work, works and rests in every slot of a schedule: the tables that explanations are read from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.feasibility import Possibilities, slots_reached
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Flags
from wfm.domain.people import Shift, WorkMode
from wfm.domain.time import DAY


class Attendance:
    """Tables of a schedule, agents in the order of the problem.

    Attributes
    ----------
    on_shift, on_contacts, may_work : shape (agents, slots); on contacts is on shift and not on a break, may work is
        reached by some shift that templates, availability and time off allow.
    seats_taken : shape (sites, slots).
    """

    def __init__(self, problem: SchedulingProblem, shifts: Sequence[Shift]) -> None:
        self.problem, self.horizon = problem, problem.horizon
        self.possible = Possibilities(problem)
        index = {agent.id: i for i, agent in enumerate(problem.agents)}
        shape = len(problem.agents), self.horizon.slots
        self.on_shift, self.on_contacts = np.zeros(shape, bool), np.zeros(shape, bool)
        self.seats_taken = np.zeros((len(problem.sites), self.horizon.slots), np.int64)
        self.may_work = np.array([self.possible.covered(a) for a in problem.agents], bool).reshape(shape)
        self.paid = np.zeros((len(problem.agents), self.horizon.weeks), np.int64)
        self.days = np.zeros((len(problem.agents), self.horizon.days), bool)
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

    def _put(self, shift: Shift, agent: int, sites: dict[str, int]) -> None:
        inside = self._slots(shift.start, shift.end)
        self.on_shift[agent, inside] = self.on_contacts[agent, inside] = True
        for b in shift.breaks:
            self.on_contacts[agent, self._slots(b.start, b.end)] = False
        if shift.site in sites:
            self.seats_taken[sites[shift.site], inside] += 1
        if 0 <= shift.day < self.horizon.days:
            contract = self.problem.contracts[self.problem.agents[agent].contract]
            self.paid[agent, shift.day // 7] += contract.paid_minutes(shift)
            self.days[agent, shift.day] = True

    def _slots(self, start: int, end: int) -> slice:
        low, high = (min(max(t // self.horizon.slot_minutes, 0), self.horizon.slots) for t in (start, end))
        return slice(low, high)

    def day_of(self, slot: int) -> int:
        """The day a slot lies on."""
        return slot * self.horizon.slot_minutes // DAY

    def has_skill(self, skill: str) -> Flags:
        """Who has a skill, shape (agents,)."""
        return np.array([skill in agent.skills for agent in self.problem.agents], bool)

    def works_on_day(self, slot: int) -> Flags:
        """Who starts a shift on the day of a slot, shape (agents,)."""
        return self.days[:, self.day_of(slot)]

    def week_is_full(self, slot: int) -> Flags:
        """Who can take no further shift in the week of a slot without more hours or days than the contract allows."""
        week = self.day_of(slot) // 7
        shortest = {name: int(s.paid.min()) if len(s.paid) else 0 for name, s in self.possible.by_contract.items()}
        contracts = [self.problem.contracts[agent.contract] for agent in self.problem.agents]
        most = np.array([c.paid_per_week[1] - shortest[c.id] for c in contracts])
        days = np.array([c.days_per_week[1] for c in contracts])
        worked = self.days[:, 7 * week : 7 * week + 7].sum(axis=1)
        full: Flags = (self.paid[:, week] > most) | (worked >= days)
        return full

    def sits_at(self, site: str) -> Flags:
        """Who always sits at a site, shape (agents,)."""
        return self._sits_at[site]

    def site_is_full(self, slot: int) -> Flags:
        """Who always sits at a site that has no free seat in a slot, shape (agents,)."""
        result = np.zeros(len(self.problem.agents), bool)
        for i, site in enumerate(self.problem.sites):
            if self.seats_taken[i, slot] >= site.seats:
                result |= self._sits_at[site.id]
        return result

    def why_not(self, who: Flags, slot: int) -> str:
        """Why some agents, shape (agents,), may not work in a slot: time off, the contract's shifts, availability."""
        away = who & self._time_off[:, slot]
        shiftless = who & ~away & ~self._reached[:, slot]
        parts = [
            (int(away.sum()), "on time off"),
            (int(shiftless.sum()), "without a shift then in their contract"),
            (int((who & ~away & ~shiftless).sum()), "not available"),
        ]
        return ", ".join(f"{count} {what}" for count, what in parts if count)

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
