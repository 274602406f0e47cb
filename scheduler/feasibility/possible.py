"""Every shift one agent may work on its own: templates, availability and time off, before any rule that joins shifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.problem import SchedulingProblem, breaks_that_do_not_fit
from wfm.domain.arrays import Flags, Ints
from wfm.domain.people import Agent, Contract
from wfm.domain.time import DAY, Horizon


@dataclass(frozen=True, eq=False)
class PossibleShifts:
    """Shifts of a contract in a horizon, one a row: day, start and end in minutes, paid minutes, minutes of breaks.

    All arrays have shape (shifts,). Breaks are left open: every row can hold them somewhere.
    """

    day: Ints
    start: Ints
    end: Ints
    paid: Ints
    off: Ints

    def only(self, rows: Flags | Ints) -> PossibleShifts:
        """The rows that a mask, shape (shifts,), keeps, or those of some numbers."""
        return PossibleShifts(self.day[rows], self.start[rows], self.end[rows], self.paid[rows], self.off[rows])


def possible_shifts(contract: Contract, horizon: Horizon) -> PossibleShifts:
    """Every (day, start, length) that the contract's templates allow on the slot grid, each once."""
    slot = horizon.slot_minutes
    rows = {
        (start, span, template.paid_minutes(span), sum(b.minutes for b in template.breaks))
        for template in contract.shifts
        for span in template.spans
        if span % slot == 0 and breaks_that_do_not_fit(template, span, slot) is None
        for start in template.starts()
        if start % slot == 0
    }
    table = np.array(sorted(rows), np.int64).reshape(-1, 4)
    day = np.repeat(np.arange(horizon.days), len(table))
    start, span, paid, off = np.tile(table, (horizon.days, 1)).T
    begin = day * DAY + start
    return PossibleShifts(day, begin, begin + span, paid, off)


def within_availability(shifts: PossibleShifts, agent: Agent) -> Flags:
    """Which shifts lie inside one of the agent's available windows, shape (shifts,)."""
    if agent.available is None:
        return np.ones(len(shifts.day), bool)
    result = np.zeros(len(shifts.day), bool)
    for low, high in agent.available:
        result |= (low <= shifts.start) & (shifts.end <= high)
    return result


def clear_of_time_off(shifts: PossibleShifts, agent: Agent) -> Flags:
    """Which shifts overlap none of the agent's time off, shape (shifts,)."""
    result = np.ones(len(shifts.day), bool)
    for low, high in agent.time_off:
        result &= (high <= shifts.start) | (shifts.end <= low)
    return result


class Possibilities:
    """The shifts each agent of a problem may work, worked out once for agents who are alike in this."""

    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem = problem
        self.by_contract = {
            contract.id: possible_shifts(contract, problem.horizon) for contract in problem.contracts.values()
        }
        self._legal: dict[tuple[object, ...], Flags] = {}
        self._covered: dict[tuple[object, ...], Flags] = {}

    def key(self, agent: Agent) -> tuple[object, ...]:
        """What two agents who may work the same shifts share."""
        return agent.contract, agent.available, agent.time_off

    def legal(self, agent: Agent) -> Flags:
        """Which shifts of the agent's contract it may work, shape (shifts,)."""
        key = self.key(agent)
        if key not in self._legal:
            shifts = self.by_contract[agent.contract]
            self._legal[key] = within_availability(shifts, agent) & clear_of_time_off(shifts, agent)
        return self._legal[key]

    def of(self, agent: Agent) -> PossibleShifts:
        """The shifts the agent may work."""
        return self.by_contract[agent.contract].only(self.legal(agent))

    def covered(self, agent: Agent) -> Flags:
        """The slots that some shift of the agent reaches, shape (slots,)."""
        key = self.key(agent)
        if key not in self._covered:
            self._covered[key] = slots_reached(self.of(agent), self.problem.horizon)
        return self._covered[key]


def slots_reached(shifts: PossibleShifts, horizon: Horizon) -> Flags:
    """The slots of the horizon that at least one of the shifts reaches, shape (slots,)."""
    change = np.zeros(horizon.slots + 1, np.int64)
    low, high = (np.clip(t // horizon.slot_minutes, 0, horizon.slots) for t in (shifts.start, shifts.end))
    np.add.at(change, low, 1)
    np.add.at(change, high, -1)
    return np.cumsum(change)[:-1] > 0
