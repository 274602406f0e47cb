"""Proven floors before any search: the least seats overrun and the least work left short, whatever the schedule.

Agents who are alike are counted together and may be split (a linear relaxation), rest and runs are left out, and
breaks may fall anywhere: every real schedule is among those counted, so no schedule does better than the floor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.cost import LinearProgram, required_heads
from scheduler.feasibility.possible import Possibilities, PossibleShifts, slots_of
from scheduler.problem import DeferrableDemand, SchedulingProblem, SiteSeats
from wfm.domain.arrays import Floats, Ints
from wfm.domain.people import Agent, WorkMode
from wfm.domain.rules import asked_of, counted_beside, leave_in, numbered_weeks

FLOOR_TOLERANCE = 1e-4
"""Head-slots by which a floor is lowered, so that rounding in the linear program never makes it too high."""


def least_seat_overrun(
    problem: SchedulingProblem, possible: Possibilities, agents: Sequence[Agent], site: SiteSeats
) -> float:
    """Seat-slots beyond the site's seats that any schedule of all these agents must use; 0 where none is proven."""
    bound = [a for a in agents if a.site == site.id and _must_come(a)]
    free = site.seats - _given_seats(problem, site)
    if len(bound) <= free.min():
        return 0.0
    force = _Workforce(problem, possible)
    force.add(bound, lambda a: 1.0, obliged=True)
    seats = force.lp.add_rows(free)
    force.lp.put(seats, force.lp.add_variables(len(seats), 1.0), -1.0)
    for present in force.present.values():
        force.lp.put(seats, present, 1.0)
    return max(force.lp.least("highs-ipm") - FLOOR_TOLERANCE, 0.0)


def least_shortage(
    problem: SchedulingProblem, possible: Possibilities, agents: Sequence[Agent], skills: Iterable[str]
) -> float:
    """Head-slots of these skills' work that any schedule of these agents leaves short; 0 where none is proven."""
    wanted = set(skills)
    required = required_heads(problem)[[skill in wanted for skill in problem.skills]].sum(0)
    waiting = [w for d in problem.demand if isinstance(d, DeferrableDemand) and d.skill in wanted for w in d.work]
    force = _Workforce(problem, possible)
    able = [a for a in agents if _best_speed(a, wanted) > 0]
    force.add(able, lambda a: _best_speed(a, wanted), obliged=False)
    lp, asked = force.lp, np.flatnonzero(required > 0)
    served, done = lp.add_variables(len(asked)), lp.add_variables(1)
    short, late = lp.add_rows(-required[asked]), lp.add_rows(np.array([-sum(w.head_slots for w in waiting)], float))
    for rows, gained in ((short, served), (late, done)):
        lp.put(rows, gained, -1.0)
        lp.put(rows, lp.add_variables(len(rows), 1.0), -1.0)
    force.limit_work(asked, served, done, _given_speed(problem, wanted))
    force.limit_seats()
    return max(lp.least("highs-ipm") - FLOOR_TOLERANCE, 0.0)


def _must_come(agent: Agent) -> bool:
    """Whether the agent's rules ask for days on site; of one whose place changes nothing is taken for sure."""
    if agent.changes:
        return False
    return agent.work_mode is WorkMode.ONSITE or (agent.work_mode is WorkMode.HYBRID and agent.office_days[0] > 0)


def _best_speed(agent: Agent, wanted: set[str]) -> float:
    """The agent's best speed in some skills, on its best day; 0 without any."""
    return max(
        (speed for terms in agent.terms for skill, speed in terms.skills.items() if skill in wanted), default=0.0
    )


def _given_seats(problem: SchedulingProblem, site: SiteSeats) -> Floats:
    """Seats of a site that given shifts hold in every slot, shape (slots,)."""
    taken = np.zeros(problem.horizon.slots)
    for given in problem.given:
        if given.shift.site == site.id:
            taken[slots_of(given.shift, problem.horizon)] += 1
    return taken


def _given_speed(problem: SchedulingProblem, wanted: set[str]) -> Floats:
    """The most that given shifts can do of some skills in every slot, their breaks not taken out, shape (slots,)."""
    speed = np.zeros(problem.horizon.slots)
    for given in problem.given:
        best = max((value for skill, value in given.skills.items() if skill in wanted), default=0.0)
        speed[slots_of(given.shift, problem.horizon)] += best
    return speed


def _always_at(agent: Agent) -> str | None:
    """The site at which the agent holds a seat on every shift; None where it may work at home, or its place changes."""
    return agent.site if agent.work_mode is WorkMode.ONSITE and not agent.changes else None


class _Workforce:
    """How many of like agents work each shift they may work, as variables of a linear program."""

    def __init__(self, problem: SchedulingProblem, possible: Possibilities) -> None:
        self.problem, self.possible, self.horizon = problem, possible, problem.horizon
        self.lp = LinearProgram()
        self.present: dict[tuple[str | None, float], Ints] = {}
        """Heads on shift in every slot, by the site they sit at (None: at home, or free to be) and their speed."""
        self.work: list[tuple[Ints, Floats]] = []
        """Of every shift chosen: its variable, and the effective head-slots of work in it."""
        self.counted: dict[tuple[str | None, float], Ints] = {}

    def add(self, agents: Iterable[Agent], speed_of: Callable[[Agent], float], obliged: bool) -> None:
        """Agents at a speed; `obliged` ones must reach their contract's least hours, days and office days."""
        alike: dict[tuple[object, ...], list[Agent]] = {}
        for a in agents:
            place = a.work_mode, a.site, a.office_days
            key = (
                self.possible.contract_key(a),
                a.available,
                place if obliged else _always_at(a),
                speed_of(a),
            )
            alike.setdefault(key, []).append(a)
        for members in alike.values():
            self._add_class(members, speed_of(members[0]), obliged)

    def _add_class(self, members: list[Agent], speed: float, obliged: bool) -> None:
        lp, one = self.lp, members[0]
        every = self.possible.every(one)
        able = np.zeros(self.horizon.days)
        legal = np.zeros(len(every.day), bool)
        for agent, count in _tally(members, self.possible):
            theirs = self.possible.legal(agent)
            legal |= theirs
            able[np.unique(every.day[theirs])] += count
        shifts = every.only(legal)
        chosen = lp.add_variables(len(shifts.day))
        lp.put(lp.add_rows(able)[shifts.day], chosen, 1.0)
        in_office = obliged and one.work_mode is not WorkMode.ONSITE
        for week, first, last in numbered_weeks(self.horizon):
            inside = (shifts.day >= first) & (shifts.day <= last)
            days = [self._bounds(a, week, "office_days" if in_office else "days") for a in members]
            self._between(chosen[inside], np.ones(int(inside.sum())), days, obliged)
            if not in_office:
                paid = [self._bounds(a, week, "paid_minutes") for a in members]
                self._between(chosen[inside], shifts.paid[inside], paid, obliged)
        self._put_presence((one.site if obliged else _always_at(one), speed), chosen, shifts)
        slot = self.horizon.slot_minutes
        inside_horizon = np.minimum(shifts.end, self.horizon.minutes) - shifts.start
        self.work.append((chosen, speed * np.minimum(inside_horizon, shifts.end - shifts.start - shifts.off) / slot))

    def _bounds(self, agent: Agent, week: int, amount: str) -> tuple[float, float]:
        """The least and most that the agent's shifts add to a week's amount, what counts beside them taken off."""
        contracts = [self.problem.contracts[terms.contract] for terms in agent.terms]
        if amount == "office_days":
            bounds = agent.office_days[0], 7
        elif amount == "days":
            bounds = contracts[0].days_per_week[0], max(c.days_per_week[1] for c in contracts)
        else:
            bounds = contracts[0].paid_per_week[0], max(c.paid_per_week[1] for c in contracts)
        low, high = asked_of(agent, self.horizon, week, bounds)
        if agent.changes or (amount == "office_days" and leave_in(agent, self.horizon, week, "days") >= 1):
            low = 0
        counted = counted_beside(agent, self.horizon, week, amount)
        return max(low - counted, 0.0), max(high - counted, 0.0)

    def _between(
        self, chosen: Ints, weights: npt.NDArray[Any], bounds: Sequence[tuple[float, float]], obliged: bool
    ) -> None:
        low, high = (sum(x) for x in zip(*bounds, strict=True))
        self.lp.put(np.repeat(self.lp.add_rows(np.array([high], float)), len(chosen)), chosen, weights)
        if obliged:
            self.lp.put(np.repeat(self.lp.add_rows(np.array([-low], float)), len(chosen)), chosen, -weights)

    def _put_presence(self, stream: tuple[str | None, float], chosen: Ints, shifts: PossibleShifts) -> None:
        """Heads on shift in a slot are those of the slot before, plus those who start, less those who end."""
        lp, slots = self.lp, self.horizon.slots
        if stream not in self.present:
            present = self.present[stream] = lp.add_variables(slots)
            self.counted[stream] = lp.add_rows(np.zeros(2 * slots))
            for rows, sign in ((self.counted[stream][:slots], 1.0), (self.counted[stream][slots:], -1.0)):
                lp.put(rows, present, sign)
                lp.put(rows[1:], present[:-1], -sign)
        rows = self.counted[stream]
        start, end = shifts.start // self.horizon.slot_minutes, shifts.end // self.horizon.slot_minutes
        ends = end < slots
        for base, sign in ((0, -1.0), (slots, 1.0)):
            lp.put(rows[base + start], chosen, sign)
            lp.put(rows[base + end[ends]], chosen[ends], -sign)

    def limit_work(self, asked: Ints, served: Ints, done: Ints, given: Floats) -> None:
        """Heads served in a slot are on shift in it, and all work served is work in some shift, breaks taken out.

        `given` is what given shifts add in every slot, shape (slots,).
        """
        lp = self.lp
        room, total = lp.add_rows(given[asked]), lp.add_rows(np.array([given.sum()]))
        lp.put(room, served, 1.0)
        lp.put(np.repeat(total, len(served) + 1), np.append(served, done), 1.0)
        for (_, speed), present in self.present.items():
            lp.put(room, present[asked], -speed)
        for chosen, effective in self.work:
            lp.put(np.repeat(total, len(chosen)), chosen, -effective)

    def limit_seats(self) -> None:
        """On-site heads fit the seats."""
        for site in self.problem.sites:
            streams = [present for (where, _), present in self.present.items() if where == site.id]
            if streams:
                rows = self.lp.add_rows(np.maximum(site.seats - _given_seats(self.problem, site), 0.0))
                for present in streams:
                    self.lp.put(rows, present, 1.0)


def _tally(agents: Iterable[Agent], possible: Possibilities) -> list[tuple[Agent, int]]:
    """One of every set of agents who may work the same shifts, and how many they are."""
    found: dict[tuple[object, ...], tuple[Agent, int]] = {}
    for agent in agents:
        one, count = found.get(possible.key(agent), (agent, 0))
        found[possible.key(agent)] = one, count + 1
    return list(found.values())
