"""An agent with its contract and its shifts."""

from __future__ import annotations

import math

from benchmarks.judge.problem import DAY, Case, Json
from benchmarks.judge.shifts import Shift


class Rep:
    """An agent, its contract, its shifts, and what came before."""

    def __init__(self, case: Case, agent: Json, shifts: list[Json]) -> None:
        self.agent = agent
        self.id: str = agent["id"]
        self.contract = case.contracts[agent["contract"]]
        self.shifts = sorted((Shift(case, self.contract, s) for s in shifts), key=lambda s: s.start)
        self.inside = [s for s in self.shifts if 0 <= s.day < case.days]
        self.on = {s.day: s for s in reversed(self.inside)}
        self.before: Json = agent.get("before") or {}
        self.leave: list[Json] = agent.get("leave") or []
        self.employed = agent.get("employed") or [-math.inf, math.inf]
        self.first, self.last = max(0, self.employed[0]), min(case.days - 1, self.employed[1])

    def employed_throughout(self, first: int, stop: int) -> bool:
        """Whether employed on every day of first <= day < stop."""
        return bool(self.employed[0] <= first and stop - 1 <= self.employed[1])

    def leave_amount(self, key: str, first: int, stop: int) -> int:
        """Paid minutes or days of leave that begins on first <= day < stop."""
        return sum(x.get(key, 0) for x in self.leave if first <= x["from"] // DAY < stop)
