"""Who may not work at a time and why: leave, employment, the contract's shifts, availability, or a clock far away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from scheduler.feasibility import Possibilities, slots_reached
from scheduler.outcome.cause import Cause
from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Flags
from wfm.domain.people import Agent
from wfm.domain.time import DAY, clock


class Away:
    """Tables of the agents' absences, agents in the order of the problem, each of shape (agents, slots)."""

    def __init__(self, problem: SchedulingProblem, possible: Possibilities) -> None:
        self.problem, self.horizon, self.possible = problem, problem.horizon, possible
        agents = problem.agents
        self._time_off = self._touched([a.time_off for a in agents])
        self._leave = self._touched([[(x.start, x.end) for x in a.leave] for a in agents])
        self._early = self._touched([_outside(a, before=True) for a in agents])
        self._gone = self._touched([_outside(a, before=False) for a in agents])
        self._reached = np.array([slots_reached(possible.every(a), self.horizon) for a in agents], bool).reshape(
            self._leave.shape
        )

    def _touched(self, windows: Iterable[Sequence[tuple[int, int]]]) -> Flags:
        """Which slots some windows of minutes touch."""
        shape, slot, listed = (len(self.problem.agents), self.horizon.slots), self.horizon.slot_minutes, list(windows)
        if not any(listed):
            return np.broadcast_to(np.False_, shape)
        result = np.zeros(shape, bool)
        for i, theirs in enumerate(listed):
            for low, high in theirs:
                result[i, max(low // slot, 0) : max(-(-high // slot), 0)] = True
        return result

    def why(self, who: Flags, low: int, high: int) -> dict[Cause, Flags]:
        """Those of some agents, shape (agents,), who may not work in the slots low..high-1, each under one cause."""
        inside, left, found = slice(low, high), who.copy(), dict[Cause, Flags]()
        for cause, flags in (
            (Cause.NOT_YET, self._early[:, inside].all(axis=1)),
            (Cause.GONE, self._gone[:, inside].all(axis=1)),
            (Cause.LEAVE, self._leave[:, inside].any(axis=1)),
            (Cause.TIME_OFF, self._time_off[:, inside].any(axis=1)),
        ):
            found[cause] = left & flags
            left &= ~flags
        found[Cause.CLOCK] = np.array(
            [left[i] and self._would_by_ours(a, low, high) for i, a in enumerate(self.problem.agents)], bool
        )
        left &= ~found[Cause.CLOCK]
        shiftless = ~self._reached[:, inside].any(axis=1)
        return found | {Cause.CONTRACT: left & shiftless, Cause.AVAILABILITY: left & ~shiftless}

    def _would_by_ours(self, agent: Agent, low: int, high: int) -> bool:
        """Whether an agent who goes by another clock works when that clock reads what the horizon's reads now."""
        ahead = 0 if agent.zone is None else self.horizon.ahead(agent.zone, low * self.horizon.slot_minutes)
        if not ahead:
            return False
        slots = np.arange(low, high) - ahead // self.horizon.slot_minutes
        a_day = DAY // self.horizon.slot_minutes
        slots = np.where(slots < 0, slots + a_day, np.where(slots >= self.horizon.slots, slots - a_day, slots))
        slots = np.clip(slots, 0, self.horizon.slots - 1)
        return bool(self.possible.covered(agent)[slots].any())

    def clocks(self, who: Flags, slot: int) -> tuple[str, ...]:
        """What the clocks of some agents read at a slot, most agents first, such as 21:00 in Manila."""
        minute = slot * self.horizon.slot_minutes
        read = Counter[str]()
        for i in np.flatnonzero(who):
            zone = self.problem.agents[i].zone
            if zone is not None:
                place = zone.rsplit("/", 1)[-1].replace("_", " ")
                read[f"{clock((minute + self.horizon.ahead(zone, minute)) % DAY)} in {place}"] += 1
        return tuple(text for text, _ in read.most_common())


def _outside(agent: Agent, before: bool) -> list[tuple[int, int]]:
    """The minutes before the first day of employment, or after the last one."""
    if agent.employed is None:
        return []
    first, last = agent.employed
    far = 10_000 * DAY
    return [(-far, first * DAY)] if before else [((last + 1) * DAY, far)]
