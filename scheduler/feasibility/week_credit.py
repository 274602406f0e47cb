"""What counts in an agent's weeks beside the shifts to be found: leave, and what is worked of them outside the horizon."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.domain.people import Agent, Contract
from wfm.domain.rules import beside, counted_beside, numbered_weeks, owes_least
from wfm.domain.time import Horizon

Amounts = tuple[float, float]
"""Paid minutes and days."""


@dataclass(frozen=True, slots=True)
class WeekCredit:
    """A week: its days that are looked at, whether least amounts are asked of it, and what counts in it beside them."""

    days: range
    owed: bool
    leave: Amounts
    before: Amounts
    after: Amounts
    office: int


def week_credits(agent: Agent, contract: Contract, horizon: Horizon, days: tuple[int, int]) -> list[WeekCredit]:
    """The weeks of the horizon that share a day with `days` (first, last)."""
    found = []
    for week, first, last in numbered_weeks(horizon):
        inside = range(max(first, days[0]), min(last, days[1]) + 1)
        if not inside:
            continue
        minutes, worked = (beside(agent, horizon, week, amount) for amount in ("paid_minutes", "days"))
        found.append(
            WeekCredit(
                inside,
                owes_least(agent, horizon, week),
                (minutes.leave, worked.leave),
                (minutes.before, worked.before),
                (minutes.after, worked.after),
                round(counted_beside(agent, horizon, week, "office_days")),
            )
        )
    return found


def hours_and_days(minutes: float, days: float) -> str:
    """`16 h and 2 days`; empty where there is neither."""
    told = [f"{minutes / 60:g} h"] if minutes else []
    told += [f"{days:g} day{'' if days == 1 else 's'}"] if days else []
    return " and ".join(told)


def left_of_the_week(contract: Contract, week: WeekCredit, paid: list[int]) -> str | None:
    """Why no shifts of so many `paid` minutes make up what leave and history leave of a week; None where some do.

    >>> from wfm.domain.people import ShiftTemplate
    >>> contract = Contract("4x10", (2400, 2400), (0, 7), 7, 0, (ShiftTemplate("long", 0, 0, 60, (600,)),))
    >>> left_of_the_week(contract, WeekCredit(range(7), True, (480, 1), (0, 0), (0, 0), 0), [600])
    '32 h are left of the week after 8 h of leave, which shifts of 10 h cannot make'
    """
    beside = [(week.leave[0], "of leave"), (week.before[0], "worked earlier"), (week.after[0], "worked later")]
    counted = sum(minutes for minutes, _ in beside)
    low, high = (amount - counted for amount in contract.paid_per_week)
    low = max(low, 0) if week.owed else 0
    told = " and ".join(f"{minutes / 60:g} h {kind}" for minutes, kind in beside if minutes)
    if not counted or not paid:
        return None
    if high < 0:
        return f"{told} are more than the {contract.paid_per_week[1] / 60:g} h of a week"
    reachable = {0}
    for _ in week.days:
        reachable |= {total + length for total in reachable for length in paid if total + length <= high}
    if any(low <= total for total in reachable):
        return None
    left = f"{low / 60:g} h are" if low == high else f"{low / 60:g} to {high / 60:g} h are"
    lengths = " or ".join(f"{length / 60:g}" for length in sorted(set(paid)))
    here = "" if len(week.days) == 7 else f" on the {_days(len(week.days))} of it in the schedule"
    return f"{left} left of the week after {told}, which shifts of {lengths} h cannot make{here}"


def too_short(contract: Contract, week: WeekCredit, hours: bool) -> str | None:
    """Why a cut week that counts nothing beside the schedule cannot hold the least `hours`, or else the least days.

    >>> from wfm.domain.people import ShiftTemplate
    >>> contract = Contract("5x8", (2400, 2400), (5, 5), 7, 0, (ShiftTemplate("day", 0, 0, 60, (480,)),))
    >>> too_short(contract, WeekCredit(range(4), True, (0, 0), (0, 0), (0, 0), 0), hours=True)
    '40 h do not fit into the 4 days of that week in the schedule, and nothing is worked on its other days'
    """
    if not week.owed or len(week.days) == 7 or any((*week.leave, *week.before, *week.after)):
        return None
    asked = f"{contract.paid_per_week[0] / 60:g} h do" if hours else f"{contract.days_per_week[0]} days do"
    return f"{asked} not fit into the {_days(len(week.days))} of that week in the schedule, and nothing is worked on its other days"


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"
