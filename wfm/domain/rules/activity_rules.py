"""The rules on activities that a problem asks for: who does them, how often, where they lie, together or by turns.

Where an activity may lie in any shift whatever is asked is a rule over one shift (`ActivitiesApart`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from wfm.domain.people import Activity, ActivityKind, Agent, Period, Shift
from wfm.domain.rules.rule_limits import Violation
from wfm.domain.rules.shift_rules import ActivitiesApart
from wfm.domain.time import DAY, Horizon, clock

ACTIVITIES = ActivitiesApart().name
"""All rules on activities go by this name."""

ROUNDING = 1e-9
"""A share of heads that is missed by less is kept."""


class Judged(NamedTuple):
    """A rule not kept, and what each unit of its amount costs; None where it may not be broken."""

    violation: Violation
    price: float | None = None


@dataclass(frozen=True, slots=True)
class _Rep:
    """An agent with the shifts that start within the horizon."""

    agent: Agent
    shifts: tuple[Shift, ...]
    horizon: Horizon

    def of(self, kind: ActivityKind) -> list[Activity]:
        """The pieces of an activity, on days on which it is for this agent."""
        return [
            piece
            for shift in self.shifts
            for piece in shift.activities
            if piece.id == kind.id and kind.whom.includes(self.agent, shift.day)
        ]

    def is_asked(self, kind: ActivityKind, first: int, last: int) -> bool:
        """Whether the least times over days first..last are asked: employed and meant on all of them."""
        employed = self.agent.employed
        there = employed is None or (employed[0] <= first and last <= employed[1])
        return there and kind.whom.includes_throughout(self.agent, max(first, 0), min(last, self.horizon.days - 1))

    def is_asked_in(self, kind: ActivityKind, week: int) -> bool:
        """The same of a week, which must not be broken, nor hold leave of a day or more."""
        first, last = self.horizon.days_of(week)
        if first < 0 or self.horizon.cut_at_end(week) or not self.is_asked(kind, first, last):
            return False
        low, high = first * DAY, (last + 1) * DAY
        away = sum(max(0, min(x.end, high) - max(x.start, low)) for x in self.agent.leave)
        return away < DAY and sum(x.days for x in self.agent.leave if first <= x.day <= last) < 1


def activity_faults(
    kinds: Sequence[ActivityKind], agents: Sequence[Agent], shifts: Mapping[str, Sequence[Shift]], horizon: Horizon
) -> Iterator[Judged]:
    """Everything that is wrong with the activities of a schedule; `shifts` by the agent's id.

    The agent of a violation is the activity where it is about many.
    """
    reps = [_Rep(agent, tuple(s for s in shifts[agent.id] if 0 <= s.day < horizon.days), horizon) for agent in agents]
    yield from map(Judged, _misplaced(kinds, reps))
    for kind in kinds:
        members = [rep for rep in reps if kind.whom.includes_ever(rep.agent)]
        if kind.together:
            yield from map(Judged, _not_together(kind, members))
            yield from _meetings(kind, members, horizon)
        else:
            yield from _times(kind, members, horizon)
        if kind.max_away is not None:
            yield from map(Judged, _too_many_away(kind, kind.max_away, members))


def activity_cost(
    kinds: Sequence[ActivityKind], agents: Sequence[Agent], shifts: Mapping[str, Sequence[Shift]], horizon: Horizon
) -> float:
    """What the priced rules on activities cost."""
    priced = [kind for kind in kinds if kind.price is not None]
    faults = activity_faults(priced, agents, shifts, horizon) if priced else ()
    return sum(fault.price * fault.violation.amount for fault in faults if fault.price is not None)


def _misplaced(kinds: Sequence[ActivityKind], reps: Iterable[_Rep]) -> Iterator[Violation]:
    """Pieces that nobody asks for, or not of this agent, so long, or there."""
    known = {kind.id: kind for kind in kinds}
    for rep in reps:
        for shift in rep.shifts:
            for piece in shift.activities:
                for fault in _faults(known.get(piece.id), rep.agent, shift, piece):
                    yield Violation(ACTIVITIES, rep.agent.id, piece.start, 1.0, f"{piece.id} {fault}")


def _faults(kind: ActivityKind | None, agent: Agent, shift: Shift, piece: Activity) -> Iterator[str]:
    if kind is None:
        yield "is no activity of the problem"
        return
    if not kind.whom.includes(agent, shift.day):
        yield "is not for this agent"
    if piece.end - piece.start != kind.minutes:
        yield f"lasts {piece.end - piece.start} min, not {kind.minutes}"
    if not kind.in_window(piece.start, piece.end):
        yield "is outside its windows"
    if kind.clock is not None and not kind.in_clock(piece.start, piece.end):
        yield f"at {clock(piece.start % DAY)} is outside its hours, {clock(kind.clock[0])} to {clock(kind.clock[1])}"
    gaps = [piece.start - shift.start, shift.end - piece.end]
    gaps += [piece.start - b.end if b.start < piece.start else b.start - piece.end for b in shift.breaks]
    if any(0 <= gap < kind.min_gap for gap in gaps):
        yield f"is less than {kind.min_gap} min from the shift's start, its end or a break"


def _times(kind: ActivityKind, members: Iterable[_Rep], horizon: Horizon) -> Iterator[Judged]:
    """How often each does it, per day worked, week or horizon."""
    for rep in members:
        days = [(shift.day, sum(piece.id == kind.id for piece in shift.activities)) for shift in rep.shifts]
        meant = [(day, count) for day, count in days if kind.whom.includes(rep.agent, day)]
        counted: list[tuple[int | None, int, bool]]
        if kind.per is Period.DAY:
            counted = [(day, count, rep.is_asked_in(kind, horizon.week_of(day))) for day, count in meant]
        else:
            counted = [
                (start, sum(count for day, count in meant if first <= day <= last), asked)
                for start, first, last, asked in _stretches(kind, [rep], horizon)
            ]
        for day, count, asked in counted:
            text = f"{kind.id} done {_often(count)} {_PER[kind.per]}"
            yield from _outside(kind, rep.agent.id, day, count, asked, text)


def _meetings(kind: ActivityKind, members: Sequence[_Rep], horizon: Horizon) -> Iterator[Judged]:
    """How often it is held together; the least is asked where it is asked of one of those it is for."""
    starts = {piece.start for rep in members for piece in rep.of(kind)}
    stretches: list[tuple[int | None, float, float, bool]]
    if kind.per is Period.DAY:
        stretches = [(day, day, day, any(_works(rep, kind, day) for rep in members)) for day in range(horizon.days)]
    else:
        stretches = list(_stretches(kind, members, horizon))
    for day, first, last, asked in stretches:
        count = sum(first <= start // DAY <= last for start in starts)
        yield from _outside(kind, kind.id, day, count, asked, f"held {_often(count)} {_PER[kind.per]}")


def _works(rep: _Rep, kind: ActivityKind, day: int) -> bool:
    return any(shift.day == day for shift in rep.shifts) and rep.is_asked_in(kind, rep.horizon.week_of(day))


def _stretches(
    kind: ActivityKind, members: Sequence[_Rep], horizon: Horizon
) -> Iterator[tuple[int | None, float, float, bool]]:
    """(day told, first, last, whether the least is asked of one of them) of the horizon or of each week."""
    if kind.per is Period.HORIZON:
        asked = any(rep.is_asked(kind, 0, horizon.days - 1) for rep in members)
        yield None, -inf, inf, asked
        return
    for week in range(horizon.weeks):
        first, last = horizon.days_of(week)
        yield max(first, 0), first, last, any(rep.is_asked_in(kind, week) for rep in members)


_PER = {Period.DAY: "on this day", Period.WEEK: "in this week", Period.HORIZON: "in the horizon"}
"""What a number of times is over."""


def _often(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _outside(kind: ActivityKind, who: str, day: int | None, count: int, asked: bool, text: str) -> Iterator[Judged]:
    """The fault of a number of times that is below its least, where that is asked, or above its most."""
    low, high = kind.bounds(asked)
    excess = max(low - count, count - high)
    if excess > 0:
        must = (
            f"must be {low:g}" if low == high else f"must be at least {low:g}" if count < low else f"at most {high:g}"
        )
        minute = None if day is None else day * DAY
        violation = Violation(ACTIVITIES, who, minute, excess, f"{text}, {must}", below=count < low)
        yield Judged(violation, kind.price)


def _not_together(kind: ActivityKind, members: Sequence[_Rep]) -> Iterator[Violation]:
    """Those on shift who do not take part, and starts with too few of those it is for."""
    taking: defaultdict[int, set[str]] = defaultdict(set)
    for rep in members:
        for piece in rep.of(kind):
            taking[piece.start].add(rep.agent.id)
    for start, who in sorted(taking.items()):
        end = start + kind.minutes + kind.min_gap
        for rep in members:
            room = (s for s in rep.shifts if s.start <= start - kind.min_gap and end <= s.end)
            if rep.agent.id not in who and any(kind.whom.includes(rep.agent, s.day) for s in room):
                text = f"is on shift when {kind.id} is held and does not take part"
                yield Violation(ACTIVITIES, rep.agent.id, start, 1.0, text)
        if len(who) < kind.attend * len(members) - ROUNDING:
            text = f"{len(who)} of {len(members)} take part, at least {100 * kind.attend:g} % must"
            yield Violation(ACTIVITIES, kind.id, start, kind.attend * len(members) - len(who), text)


def _too_many_away(kind: ActivityKind, most: int, members: Iterable[_Rep]) -> Iterator[Violation]:
    """Moments at which more are at it than may be; the most are away where one more begins."""
    pieces = [piece for rep in members for piece in rep.of(kind)]
    for start in sorted({piece.start for piece in pieces}):
        away = sum(piece.start <= start < piece.end for piece in pieces)
        if away > most:
            yield Violation(ACTIVITIES, kind.id, start, away - most, f"{away} are at it at once, at most {most} may be")
