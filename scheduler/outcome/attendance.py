"""Who may work, works and rests in every slot of a schedule: the tables that explanations are read from.

A given shift of an agent is work of theirs, one of somebody else is there beside them; both hold seats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scheduler.feasibility import Possibilities, slots_of
from scheduler.outcome.away import Away
from scheduler.outcome.cause import Cause
from scheduler.problem import SchedulingProblem, SiteSeats
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.people import Shift, WorkMode
from wfm.domain.rules import counted_beside, numbered_weeks
from wfm.domain.time import DAY


class Attendance:
    """Tables of a schedule, agents in the order of the problem.

    Attributes
    ----------
    on_shift, on_contacts, on_activity, may_work : shape (agents, slots); on contacts is on shift and not on a break or an
        activity, may work is reached by some shift that templates, availability, leave and employment allow.
    seats_taken : shape (sites, slots).
    days : on which days each works, shape (agents, days).
    room : minutes that may still be paid in the week of each day, shape (agents, days).
    shifts : each agent's, in the order of their start.
    """

    def __init__(self, problem: SchedulingProblem, shifts: Sequence[Shift]) -> None:
        self.problem, self.horizon = problem, problem.horizon
        self.slots_a_day = DAY // problem.horizon.slot_minutes
        self.possible = Possibilities(problem)
        index = {agent.id: i for i, agent in enumerate(problem.agents)}
        shape = len(problem.agents), self.horizon.slots
        self.on_shift, self.on_contacts, self.on_activity = (np.zeros(shape, bool) for _ in range(3))
        self.seats_taken = np.zeros((len(problem.sites), self.horizon.slots), np.int64)
        self.may_work = np.array([self.possible.covered(a) for a in problem.agents], bool).reshape(shape)
        self.days = np.zeros((len(problem.agents), self.horizon.days), bool)
        self._speeds: dict[tuple[str, int], Floats] = {}
        self.shifts: list[list[Shift]] = [[] for _ in problem.agents]
        self._paid = np.zeros(self.days.shape, np.int64)
        self._away = Away(problem, self.possible)
        self._sits_at = {site.id: self._on_site_days(site) for site in problem.sites}
        for shift in shifts:
            if shift.agent in index:
                self._put(shift, index[shift.agent])
                self._count(shift, index[shift.agent])
        for given in problem.given:
            self._put(given.shift, index.get(given.shift.agent))
        for theirs in self.shifts:
            theirs.sort(key=lambda shift: shift.start)
        self.room, self._days_left = self._left("paid_minutes"), self._left("days")
        self._steps = self._least_steps()

    def _put(self, shift: Shift, agent: int | None) -> None:
        """A shift of an agent, or of somebody who is none, in the tables of slots."""
        inside = slots_of(shift, self.horizon)
        if agent is not None:
            self.on_shift[agent, inside] = self.on_contacts[agent, inside] = True
            for piece in shift.pieces:
                self.on_contacts[agent, slots_of(piece, self.horizon)] = False
            for activity in shift.activities:
                self.on_activity[agent, slots_of(activity, self.horizon)] = True
        for i, site in enumerate(self.problem.sites):
            if site.id == shift.site:
                self.seats_taken[i, inside] += 1

    def _count(self, shift: Shift, agent: int) -> None:
        """A shift of the schedule in the tables of days."""
        if 0 <= shift.day < self.horizon.days:
            self.shifts[agent].append(shift)
            self._paid[agent, shift.day] += self.problem.paid_minutes(self.problem.agents[agent], shift)
            self.days[agent, shift.day] = True

    def _on_site_days(self, site: SiteSeats) -> Flags:
        """Who always sits at a site, on each day, shape (agents, days)."""
        result = np.zeros(self.days.shape, bool)
        for i, agent in enumerate(self.problem.agents):
            for terms in agent.terms:
                result[i, terms.first :] = terms.work_mode is WorkMode.ONSITE and terms.site == site.id
        return result

    def day_of(self, slot: int) -> int:
        """The day a slot lies on."""
        return slot * self.horizon.slot_minutes // DAY

    def has_skill(self, skill: str, slot: int) -> Flags:
        """Who has a skill on the day of a slot, shape (agents,)."""
        return self.speed(skill, slot) > 0

    def speed(self, skill: str, slot: int) -> Floats:
        """Everyone's speed in a skill on the day of a slot, 0 without it, shape (agents,)."""
        key = skill, self.day_of(slot)
        if key not in self._speeds:
            skills = [a.on(key[1]).skills if a.changes else a.skills for a in self.problem.agents]
            self._speeds[key] = np.array([speeds.get(skill, 0.0) for speeds in skills], float)
        return self._speeds[key]

    def others_speed(self, skill: str, low: int, high: int) -> float:
        """What given shifts of people who are no agents of the problem do of a skill in the slots low..high-1."""
        total = 0.0
        for given in self.problem.given:
            if not given.shift.agent and skill in given.skills:
                there = np.zeros(self.horizon.slots, bool)
                there[slots_of(given.shift, self.horizon)] = True
                for piece in given.shift.pieces:
                    there[slots_of(piece, self.horizon)] = False
                total += given.skills[skill] * int(there[low:high].sum())
        return total

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
        full: Flags = self.room[:, day] < self._steps[:, day]
        return full

    def days_are_full(self, slot: int) -> Flags:
        """Who works no shift on the day of a slot, and on as many of its week as the contract allows."""
        full: Flags = ~self.works_on_day(slot) & (self._days_left[:, self.day_of(slot)] < 1)
        return full

    def full_sites(self, who: Flags, slot: int) -> tuple[SiteSeats, ...]:
        """Sites without a free seat in a slot where some of these agents, shape (agents,), always sit."""
        return tuple(
            site
            for i, site in enumerate(self.problem.sites)
            if self.seats_taken[i, slot] >= site.seats and (who & self._sits_at[site.id][:, self.day_of(slot)]).any()
        )

    def site_is_full(self, slot: int) -> Flags:
        """Who always sits at a site that has no free seat in a slot, shape (agents,)."""
        result = np.zeros(len(self.problem.agents), bool)
        for site in self.full_sites(~result, slot):
            result |= self._sits_at[site.id][:, self.day_of(slot)]
        return result

    def has_seat(self, shift: Shift) -> bool:
        """Whether one more shift finds a free seat at its site from start to end."""
        taken = {site.id: (self.seats_taken[i], site.seats) for i, site in enumerate(self.problem.sites)}
        if shift.site not in taken:
            return True
        seats, most = taken[shift.site]
        return bool((seats[slots_of(shift, self.horizon)] < most).all())

    def away(self, low: int, high: int) -> dict[Cause, Flags]:
        """Who may work in none of the slots low..high-1 and why, each cause of shape (agents,)."""
        idle = np.asarray(~self.may_work[:, low:high].any(axis=1))
        return self._away.why(idle, low, high)

    def clocks(self, who: Flags, slot: int) -> tuple[str, ...]:
        """What the clocks of some agents read at a slot, most agents first."""
        return self._away.clocks(who, slot)

    def _left(self, amount: str) -> Floats:
        """What may still be added to an amount in the week of each day, shape (agents, days)."""
        left = np.zeros(self.days.shape)
        worked = self._paid if amount == "paid_minutes" else self.days
        for week, first, last in numbered_weeks(self.horizon):
            done = worked[:, first : last + 1].sum(axis=1)
            for i, agent in enumerate(self.problem.agents):
                counted = counted_beside(agent, self.horizon, week, amount)
                for terms in agent.terms:
                    contract = self.problem.contracts[terms.contract]
                    most = (contract.paid_per_week if amount == "paid_minutes" else contract.days_per_week)[1]
                    if terms.first <= last:
                        left[i, max(first, terms.first) : last + 1] = most - counted - done[i]
        return left

    def _least_steps(self) -> Ints:
        """Least paid minutes that can be added on each day, shape (agents, days): by a longer shift, or by a further one
        in the week where the day's is the longest there is."""
        steps = np.zeros_like(self._paid)
        alike: dict[tuple[object, ...], list[int]] = {}
        for i, agent in enumerate(self.problem.agents):
            alike.setdefault(self.possible.contract_key(agent), []).append(i)
        for theirs in alike.values():
            lengths = np.unique(self.possible.every(self.problem.agents[theirs[0]]).paid)
            if len(lengths):
                paid = self._paid[theirs]
                place = np.searchsorted(lengths, paid, side="right")
                longer = lengths[np.minimum(place, len(lengths) - 1)] - paid
                steps[theirs] = np.where((paid > 0) & (place < len(lengths)), longer, lengths[0])
        return steps
