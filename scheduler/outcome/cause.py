"""What keeps a skill short: where each of its reps stands at the time, and which of these causes bind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduler.problem import SiteSeats

LIKE_SIZE = 0.5
"""A second cause is told when it holds at least this share of the reps that the first holds."""


class Cause(StrEnum):
    """What a rep of the skill does instead, or is kept away by; a like number is told in this order."""

    SKILL = "skill"
    REPS = "reps"
    CONTACTS = "contacts"
    SHARED = "other skills"
    BREAK = "breaks"
    ACTIVITY = "activities"
    WEEK = "weekly hours"
    OTHER_HOURS = "other hours"
    SEATS = "seats"
    RULES = "rules"
    SEARCH = "end of the search"
    PRICE = "price"
    HELD = "rules or price"
    LEAVE = "leave"
    TIME_OFF = "time off"
    NOT_YET = "not employed yet"
    GONE = "no longer employed"
    CLOCK = "other clock"
    CONTRACT = "contract hours"
    AVAILABILITY = "availability"


AWAY = (
    Cause.LEAVE,
    Cause.TIME_OFF,
    Cause.NOT_YET,
    Cause.GONE,
    Cause.CLOCK,
    Cause.CONTRACT,
    Cause.AVAILABILITY,
)
"""Causes of those who may not work at the time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the reps of a skill stand at the time of a shortage: in one slot, or while work waits.

    Attributes
    ----------
    skill : the skill that is short.
    short : effective heads missing; effective head-slots of work left undone.
    counts : reps by what they do or are kept away by; each rep is counted once.
    shared : how much of the effective heads (head-slots) of those at work serves other things.
    reserve : how much more all reps of the skill could do if none of them did anything else.
    others : the skills they serve beside this one.
    elsewhere : of those at their weekly hours, how many work other hours of the day.
    by_days : of those at their weekly hours, how many have hours left and no day.
    rules : rules that hold reps back, most reps first.
    clocks : what the clocks read of those who work at other hours by their own, such as 21:00 in Manila.
    full : sites without a free seat, where reps of the skill sit who are not there.
    spare : head-hours of the skill in the same week that nothing is asked of.
    waits : whether it is work that may wait.
    """

    skill: str
    short: float
    counts: Mapping[Cause, int]
    shared: float = 0.0
    reserve: float = math.inf
    others: tuple[str, ...] = ()
    elsewhere: int = 0
    by_days: int = 0
    rules: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    full: tuple[SiteSeats, ...] = ()
    spare: float = 0.0
    waits: bool = False

    @property
    def everyone(self) -> int:
        """Reps with the skill."""
        return sum(self.counts.values())

    @property
    def at_work(self) -> int:
        """Those on contacts."""
        return self.counts.get(Cause.CONTACTS, 0)

    @property
    def able(self) -> int:
        """Those who may work at the time."""
        return self.everyone - sum(self.counts.get(cause, 0) for cause in AWAY)


def binding(standing: Standing) -> tuple[Cause, ...]:
    """The one or two causes that bind.

    Where even all reps together would be too few, that is the cause. Where enough reps could come without breaking a
    rule, nothing holds them but the end of the search or what they cost. Otherwise what holds most reps binds.
    """
    if not standing.everyone:
        return (Cause.SKILL,)
    all_at_work = standing.at_work == standing.everyone
    if all_at_work and not standing.waits:
        return (Cause.CONTACTS,)
    if standing.able and standing.reserve < standing.short:
        return (Cause.REPS,)
    if all_at_work or (standing.waits and standing.at_work and standing.shared >= standing.short):
        return (Cause.CONTACTS,)
    for free in (Cause.SEARCH, Cause.PRICE):
        if standing.counts.get(free, 0) >= standing.short:
            return (free,)
    held: dict[Cause, int] = {c: n for c, n in standing.counts.items() if n and c is not Cause.CONTACTS}
    if round(standing.shared) and not standing.waits:
        held[Cause.SHARED] = round(standing.shared)
    order = tuple(Cause)
    first, *rest = sorted(held, key=lambda cause: (-held[cause], order.index(cause)))
    return (first, *(cause for cause in rest[:1] if held[cause] >= LIKE_SIZE * held[first]))
