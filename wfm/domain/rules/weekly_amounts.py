"""The weeks of a horizon, whether their least amounts are asked, and what counts in them beside its shifts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wfm.domain.people import Agent
from wfm.domain.time import Horizon


def weeks(horizon: Horizon) -> Iterator[tuple[int, int]]:
    """The weeks of the horizon as (first day, last day) within it, both inclusive."""
    for _, first, last in numbered_weeks(horizon):
        yield first, last


def numbered_weeks(horizon: Horizon) -> Iterator[tuple[int, int, int]]:
    """The weeks of the horizon as (number, first day, last day) within it, both inclusive."""
    for week in range(horizon.weeks):
        first, last = horizon.days_of(week)
        yield week, max(first, 0), min(last, horizon.days - 1)


def owes_least(agent: Agent, horizon: Horizon, week: int) -> bool:
    """Whether a week's least amounts are asked of the agent.

    They are asked of whole weeks within employment. Of a week that the horizon cuts they are asked only where all of
    it outside is told: by `before.week` at the start, by `after.week` at the end.
    """
    first, last = horizon.days_of(week)
    if agent.employed is not None and last > agent.employed[1]:
        return False
    if horizon.cut_at_end(week) and not (agent.after.week is not None and agent.after.week.owed):
        return False
    if first < 0:
        return agent.before.week is not None and agent.before.week.owed
    return agent.employed is None or agent.employed[0] <= first


def asked_of(agent: Agent, horizon: Horizon, week: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """The bounds of a weekly amount as they are asked of the agent in that week."""
    return bounds if owes_least(agent, horizon, week) else (0, bounds[1])


class Beside(NamedTuple):
    """What counts in a week beside the shifts of the horizon: leave, and what is worked of it before and after."""

    leave: float = 0.0
    before: float = 0.0
    after: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.leave + self.before + self.after

    def says(self, per: float = 1.0) -> str:
        """Each part in words, in units of `per`; empty where there is none.

        >>> Beside(480, 960).says(60)
        '8 of them leave and 16 worked earlier in the week'
        """
        told = ((self.leave, "leave"), (self.before, "worked earlier in the week"), (self.after, "later in the week"))
        first, *rest = [(f"{amount / per:g}", kind) for amount, kind in told if amount] or [("", "")]
        return " and ".join(
            [f"{first[0]} of them {first[1]}" if first[0] else "", *(f"{n} {kind}" for n, kind in rest)]
        )


NOTHING = Beside()
"""Where nothing counts but the shifts."""


def beside(agent: Agent, horizon: Horizon, week: int, amount: str) -> Beside:
    """What counts in a week beside the shifts of the horizon; `amount` is `paid_minutes`, `days` or `office_days`."""
    before = after = 0
    if horizon.days_of(week)[0] < 0 and agent.before.week is not None:
        before = getattr(agent.before.week, amount)
    if horizon.cut_at_end(week) and agent.after.week is not None:
        after = getattr(agent.after.week, amount)
    return Beside(leave_in(agent, horizon, week, amount), before, after)


def counted_beside(agent: Agent, horizon: Horizon, week: int, amount: str) -> float:
    """The same as one figure."""
    return beside(agent, horizon, week, amount).total


def leave_in(agent: Agent, horizon: Horizon, week: int, amount: str) -> float:
    """Paid minutes or days of the leave that begins in a week; office days of leave there are none."""
    if amount == "office_days":
        return 0
    first, last = horizon.days_of(week)
    amounts = [float(getattr(leave, amount)) for leave in agent.leave if first <= leave.day <= last]
    return sum(amounts)
