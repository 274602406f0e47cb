"""Every shift one agent may work on its own: templates, windows, leave and employment, before any rule that joins shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Flags, Ints
from wfm.domain.people import Activity, Agent, Break, Contract, Shift
from wfm.domain.time import DAY, Horizon, is_steady


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


def possible_shifts(contract: Contract, horizon: Horizon, zone: str | None = None) -> PossibleShifts:
    """Every (day, start, length) that the contract's templates allow on the slot grid, each once.

    Templates start on the clock of `zone`, None for the horizon's; days are the horizon's.
    """
    slot = horizon.slot_minutes
    starts = np.arange(0, horizon.minutes, slot)
    local = (starts + horizon.ahead_at(zone, starts)) % DAY
    rows = [np.zeros((0, 4), np.int64)]
    for template in contract.shifts:
        begin = starts[
            (template.earliest <= local)
            & (local <= template.latest)
            & ((local - template.earliest) % template.step == 0)
        ]
        off = sum(b.minutes for b in template.breaks)
        for span in template.spans:
            if span % slot == 0 and template.misfit(span, slot) is None:
                paid = template.paid_minutes(span) + _longer(horizon, begin, span)
                rows.append(np.column_stack((begin, begin + span, paid, np.full(len(begin), off))))
    start, end, paid, off = np.unique(np.concatenate(rows), axis=0).T
    return PossibleShifts(start // DAY, start, end, paid, off)


def _longer(horizon: Horizon, starts: Ints, span: int) -> Ints:
    """By how much shifts of one length last longer in real time than by the clock, shape (starts,)."""
    result = np.zeros_like(starts)
    if horizon.elapsed and not is_steady(horizon.zone, horizon.start, horizon.start + timedelta(days=horizon.days + 1)):
        lasted = [horizon.lasted(int(start), int(start) + span) for start in starts]
        result[:] = np.array(lasted, np.int64) - span
    return result


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
    return _clear_of(shifts, agent.time_off)


def clear_of_leave(shifts: PossibleShifts, agent: Agent) -> Flags:
    """Which shifts overlap none of the agent's leave, shape (shifts,)."""
    return _clear_of(shifts, tuple((leave.start, leave.end) for leave in agent.leave))


def _clear_of(shifts: PossibleShifts, windows: tuple[tuple[int, int], ...]) -> Flags:
    result = np.ones(len(shifts.day), bool)
    for low, high in windows:
        result &= (high <= shifts.start) | (shifts.end <= low)
    return result


def while_employed(shifts: PossibleShifts, agent: Agent) -> Flags:
    """Which shifts start on a day of the agent's employment, shape (shifts,)."""
    if agent.employed is None:
        return np.ones(len(shifts.day), bool)
    first, last = agent.employed
    return np.asarray((first <= shifts.day) & (shifts.day <= last))


def legal_alone(shifts: PossibleShifts, agent: Agent) -> Flags:
    """Which shifts the agent may work, looked at one by one, shape (shifts,)."""
    result = within_availability(shifts, agent) & clear_of_time_off(shifts, agent)
    return result & clear_of_leave(shifts, agent) & while_employed(shifts, agent)


class Possibilities:
    """The shifts each agent of a problem may work, worked out once for agents who are alike in this."""

    def __init__(self, problem: SchedulingProblem) -> None:
        self.problem = problem
        self._of_contract: dict[tuple[str, str | None], PossibleShifts] = {}
        self._every: dict[tuple[object, ...], PossibleShifts] = {}
        self._legal: dict[tuple[object, ...], Flags] = {}
        self._covered: dict[tuple[object, ...], Flags] = {}

    def contract_key(self, agent: Agent) -> tuple[object, ...]:
        """What two agents share whose contracts have the same shifts at the same times."""
        return agent.zone, agent.contract, *((terms.first, terms.contract) for terms in agent.changes)

    def key(self, agent: Agent) -> tuple[object, ...]:
        """What two agents who may work the same shifts share."""
        return self.contract_key(agent), agent.available, agent.time_off, agent.leave, agent.employed

    def every(self, agent: Agent) -> PossibleShifts:
        """The shifts of the agent's contracts on the days on which they hold, whatever its windows."""
        key = self.contract_key(agent)
        if not agent.changes:
            return self._shifts_of(agent.contract, agent.zone)
        if key not in self._every:
            parts = []
            ends = (*(terms.first for terms in agent.changes), self.problem.horizon.days)
            for terms, end in zip(agent.terms, ends, strict=True):
                shifts = self._shifts_of(terms.contract, agent.zone)
                parts.append(shifts.only((terms.first <= shifts.day) & (shifts.day < end)))
            columns = zip(*((p.day, p.start, p.end, p.paid, p.off) for p in parts), strict=True)
            self._every[key] = PossibleShifts(*(np.concatenate(column) for column in columns))
        return self._every[key]

    def _shifts_of(self, contract: str, zone: str | None) -> PossibleShifts:
        if (contract, zone) not in self._of_contract:
            shifts = possible_shifts(self.problem.contracts[contract], self.problem.horizon, zone)
            self._of_contract[contract, zone] = shifts
        return self._of_contract[contract, zone]

    def legal(self, agent: Agent) -> Flags:
        """Which of `every` the agent may work, shape (shifts,)."""
        key = self.key(agent)
        if key not in self._legal:
            self._legal[key] = legal_alone(self.every(agent), agent)
        return self._legal[key]

    def of(self, agent: Agent) -> PossibleShifts:
        """The shifts the agent may work."""
        return self.every(agent).only(self.legal(agent))

    def covered(self, agent: Agent) -> Flags:
        """The slots that some shift of the agent reaches, shape (slots,)."""
        key = self.key(agent)
        if key not in self._covered:
            self._covered[key] = slots_reached(self.of(agent), self.problem.horizon)
        return self._covered[key]


def slots_of(piece: Shift | Break | Activity, horizon: Horizon) -> slice:
    """The slots of the horizon that a shift, a break or an activity lies in."""
    low, high = (min(max(t // horizon.slot_minutes, 0), horizon.slots) for t in (piece.start, piece.end))
    return slice(low, high)


def slots_reached(shifts: PossibleShifts, horizon: Horizon) -> Flags:
    """The slots of the horizon that at least one of the shifts reaches, shape (slots,)."""
    change = np.zeros(horizon.slots + 1, np.int64)
    low, high = (np.clip(t // horizon.slot_minutes, 0, horizon.slots) for t in (shifts.start, shifts.end))
    np.add.at(change, low, 1)
    np.add.at(change, high, -1)
    return np.cumsum(change)[:-1] > 0
