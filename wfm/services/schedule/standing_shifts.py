"""Published shifts around a draft, by what it may do with them: change them, keep them as they are, or count on them.

A draft may change what is live in its scope and not locked. Locked shifts, those that hold activities, and what its
reps have begun before the scope begins come back as they were read. Everybody else's are given: they cover at the
speeds of their day and hold their seats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduler import GivenShift
from wfm.domain.exchange import PlannedShift, Scope, Surroundings, describe, when, worsened
from wfm.domain.people import Agent, Leave, Rep, Shift
from wfm.domain.rules import violations
from wfm.domain.time import Horizon
from wfm.services.schedule.horizon_agents import given_shift, near


@dataclass(frozen=True, slots=True)
class Kept:
    """A shift that stays as it was read, on the draft's axis.

    `drafted` is whether it is in the draft's scope, `searched` whether it is in the search, which keeps every rule;
    `why` says what rule it breaks, "" for none.
    """

    planned: PlannedShift
    shift: Shift
    drafted: bool
    searched: bool = True
    why: str = ""


@dataclass(slots=True)
class Standing:
    """Published shifts around a draft: those it may change, those that are kept, and those that are given."""

    free: list[Shift] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    given: list[GivenShift] = field(default_factory=list)
    others: int = 0
    """How many of the given start in the draft's days and are of people outside its scope."""

    def published(self, keep: bool) -> tuple[Shift, ...]:
        """What the search sees as published: what it may not change, and with `keep` what it should not."""
        fixed = [replace(kept.shift, locked=True) for kept in self.kept if kept.searched]
        return (*fixed, *(self.free if keep else ()))

    def drafted(self, found: Iterable[Shift]) -> tuple[Shift, ...]:
        """The shifts of the draft: those that were found, and in their place those that are kept, as they were read."""
        days = {(kept.shift.agent, kept.shift.day) for kept in self.kept if kept.searched}
        shifts = [shift for shift in found if (shift.agent, shift.day) not in days]
        shifts += [kept.shift for kept in self.kept if kept.drafted]
        return tuple(sorted(shifts, key=lambda shift: (shift.agent, shift.start)))

    @property
    def locked(self) -> int:
        """How many shifts of the draft are kept."""
        return sum(kept.drafted for kept in self.kept)


def standing_shifts(
    around: Surroundings,
    reps: Mapping[str, Rep],
    agents: Sequence[Agent],
    skills: Collection[str],
    horizon: Horizon,
    first: int,
    scope: Scope,
) -> tuple[Standing, tuple[Agent, ...]]:
    """The published shifts around a draft, and its agents with what those mean for them.

    The scope begins at minute `first`. What the agents have before it is kept, and whoever has nothing starts no shift
    there. A kept shift that breaks a rule is none that the search may hold: it is given, and counts as worked.
    """
    found, mine = Standing(), {agent.id: list[Kept]() for agent in agents}
    for id in sorted(around.shifts):
        for planned, shift in near(around, id, horizon):
            inside, away = scope.holds(id, planned.start), around.is_away(reps[id], planned)
            begun = id in mine and shift.start >= 0 and planned.start < scope.start
            if inside and not (planned.shift.locked or planned.shift.activities):
                found.free += [shift] if id in mine and not away else []
            elif inside or (begun and not away):
                why = "" if id in mine and not away else _beside(planned, around, away)
                kept = Kept(planned, shift, inside, searched=not why, why=why)
                mine.get(id, found.kept).append(kept)
            elif not away:
                found.others += scope.start <= planned.start < scope.end
                named = id if id in mine and shift.start < 0 else ""
                found.given.append(given_shift(around, reps[id], planned, shift, skills, named))
    settled = tuple(_settled(agent, mine[agent.id], found, around, reps[agent.id], horizon, first) for agent in agents)
    for kept in found.kept:
        rep = reps[kept.shift.agent]
        if not kept.searched and not around.is_away(rep, kept.planned):
            found.given.append(given_shift(around, rep, kept.planned, kept.shift, skills))
    return found, settled


def _beside(planned: PlannedShift, around: Surroundings, away: bool) -> str:
    why = "it lies in approved time off" if away else "its rep is not scheduled on any of these days"
    return _stays(planned, around, why)


def _stays(planned: PlannedShift, around: Surroundings, why: str) -> str:
    """The reason that names a kept shift: locked ones are planned anew once they are unlocked."""
    locked = planned.shift.locked
    what, advice = ("locked shift", "; unlock it to have it planned anew") if locked else ("shift with activities", "")
    return f"the {what} on {when(planned, around.horizons)} stays as it is, though {why}{advice}"


def _settled(
    agent: Agent, mine: Sequence[Kept], found: Standing, around: Surroundings, rep: Rep, horizon: Horizon, first: int
) -> Agent:
    """The agent with the shifts that are kept: they are noted as what the search holds, or as work beside it.

    All of them are tried together first, which nearly always holds; else one after the other, by their start.
    """
    searched = [kept for kept in mine if kept.searched]
    found.kept += [kept for kept in mine if not kept.searched]
    held = searched if searched and not _fault(agent, around, searched, horizon) else list[Kept]()
    for kept in searched if not held else ():
        fault = _fault(agent, around, [*held, kept], horizon)
        if not fault:
            held.append(kept)
            continue
        why = _stays(kept.planned, around, f"it {fault}") if kept.drafted else ""
        found.kept.append(replace(kept, searched=False, why=why))
        agent = _worked_beside(agent, kept.shift, around.paid_minutes(rep, kept.planned), around)
    found.kept += held
    return _not_before(agent, first, [kept.shift for kept in held]) if first else agent


def _fault(agent: Agent, around: Surroundings, held: Sequence[Kept], horizon: Horizon) -> str:
    """Why the search may not hold shifts: a rule that nothing of the rep's breaks without them; "" for nothing.

    Too little work is none.
    """
    shifts, slot = [kept.shift for kept in held], horizon.slot_minutes
    after = [v for v in violations(agent, around.contracts, shifts, horizon) if not v.below]
    worse = worsened(violations(agent, around.contracts, (), horizon), after) if after else []
    if worse:
        return f"breaks a rule: {describe(worse[0], horizon)}"
    odd = any(minute % slot for s in shifts for minute in (s.start, s.end, *(piece.start for piece in s.pieces)))
    return f"is not on the schedule's slots of {slot} minutes" if odd else ""


def _worked_beside(agent: Agent, shift: Shift, paid: int, around: Surroundings) -> Agent:
    """The agent who works a shift that the search does not hold: its hours and day count, and rest lies around it."""
    rest = around.contracts[agent.on(shift.day).contract].min_rest
    counted = not any(leave.day == shift.day and leave.days for leave in agent.leave)
    leave = (*agent.leave, Leave(shift.start, shift.end, paid, float(counted)))
    return replace(
        agent,
        leave=tuple(sorted(leave, key=lambda one: one.start)),
        time_off=(*agent.time_off, (shift.start - rest, shift.end + rest)),
    )


def _not_before(agent: Agent, first: int, kept: Sequence[Shift]) -> Agent:
    """The agent who starts nothing before a minute but what is kept."""
    free, low = list[tuple[int, int]](), 0
    for shift in sorted(kept, key=lambda shift: shift.start):
        free.append((low, min(shift.start, first)))
        low = max(low, shift.end)
    free.append((low, first))
    return replace(agent, time_off=(*agent.time_off, *((a, b) for a, b in free if a < b)))
