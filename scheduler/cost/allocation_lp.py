"""The linear program behind the allocation: heads of each kind of agent split over what is asked, slot by slot.

Agents whose speeds differ by one factor in all skills are of one kind: three at 0.6 are 1.8 at full speed. Work that may
wait comes in chains (`waiting_chains`), of which the program needs one number per slot. Variables, all >= 0:
`y[kind, skill, slot]` heads given to heads asked for, `d[kind, skill, slot]` heads given to work that may wait,
`s[skill, slot]` short, `e[skill, slot]` deeply short; of each chain `w[slot]` done, `u[slot]` given up, and
`p[slot]` dealt with by the end of the slot.

    minimise   sum price s + sum deep_price e + sum price u
    subject to sum_kinds speed y + s + e >= required               per skill and slot
               s <= whole(beyond required)                         per skill and slot, where deep shortage is dearer
               sum_chains w <= sum_kinds speed d                   per waiting skill and slot
               p[slot - 1] + w + u = p                             per chain and slot
               due <= p <= arrived                                 per chain and slot
               sum_skills (y + d) <= heads                         per kind and slot

Only `p` ties slots together. So the slots near those whose heads have changed are solved anew while the others stay as
they are, `p` fixed between them; the prices of the chains on both sides of each border tell whether the whole is still
the best of all. Where they do not, the border moves on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scheduler.cost.linear_program import LinearProgram
from scheduler.cost.waiting_chains import Waiting, waiting
from scheduler.problem import HeadDemand, SchedulingProblem
from wfm.domain.arrays import Flags, Floats, Ints

Kind = tuple[tuple[int, float], ...]
"""Skills by index with speeds of which the highest is 1."""

CLOSE = 1e-9
"""Prices that differ by less, as a share of the dearest, are one; head-slots too."""

REACH = 24
"""So many slots before and after a change are worked out at first where work may wait."""


@dataclass(frozen=True)
class ShortagePrices:
    """Price of one head-slot short by skill: `normal` up to a share `beyond` of what is asked in a slot, rounded up to
    whole heads, `deep` past it.

    Shortage is so convex: it spreads rather than pile up, as a contact centre's service breaks down where many heads
    are missing at once. `deep` is at least `normal`; waiting work has the normal price.
    """

    normal: Mapping[str, float]
    deep: Mapping[str, float]
    beyond: float = 1.0

    @staticmethod
    def flat(prices: Mapping[str, float]) -> ShortagePrices:
        """The same price however deep the shortage."""
        return ShortagePrices(prices, prices)

    def shallow(self, required: Floats) -> Floats:
        """The most heads short of normal price where so many are required."""
        return np.asarray(np.minimum(required, np.ceil(self.beyond * required - 1e-9)))

    def is_convex(self, skill: str) -> bool:
        """Whether deep shortage of the skill costs more."""
        return self.beyond < 1.0 and self.deep[skill] > self.normal[skill]


@dataclass(frozen=True, eq=False)
class Asked:
    """All that is asked of the heads, whoever they are: heads required, shape (skills, slots), waiting work, prices."""

    skills: tuple[str, ...]
    required: Floats
    waiting: Waiting
    prices: ShortagePrices

    @staticmethod
    def of(problem: SchedulingProblem, prices: ShortagePrices) -> Asked:
        """What a problem asks for."""
        return Asked(problem.skills, required_heads(problem), waiting(problem), prices)

    @property
    def slots(self) -> int:
        """Slots of the horizon."""
        return int(self.required.shape[1])

    def cost(self, split: Split) -> float:
        """The weighted shortage of a split, pieces that no slot may do among it."""
        short = np.maximum(self.required - split.scheduled, 0.0)
        shallow = np.minimum(short, self.prices.shallow(self.required))
        normal = np.array([self.prices.normal[skill] for skill in self.skills])
        deep = np.array(
            [self.prices.deep[s] if self.prices.is_convex(s) else self.prices.normal[s] for s in self.skills]
        )
        asked = normal @ shallow.sum(1) + deep @ (short - shallow).sum(1)
        left = sum(normal[chain.skill] * split.undone[c].sum() for c, chain in enumerate(self.waiting.chains))
        lost = self.waiting.lost
        return float(asked + left + normal[self.waiting.skill[lost]] @ self.waiting.amount[lost])


@dataclass(frozen=True, eq=False)
class Split:
    """A best split of some heads.

    Attributes
    ----------
    heads : at full speed, those there of each kind, shape (slots,).
    used : of these, those who are given work.
    scheduled, deferred : effective heads on heads asked for and on waiting work, shape (skills, slots).
    dealt, undone : of each chain, what is dealt with by the end of each slot and what the slot gives up, shape
        (chains, slots).
    prices : what one head-slot more of a chain would cost in each slot, shape (chains, slots).
    """

    heads: Mapping[Kind, Floats]
    used: Mapping[Kind, Floats]
    scheduled: Floats
    deferred: Floats
    dealt: Floats
    undone: Floats
    prices: Floats


def required_heads(problem: SchedulingProblem) -> Floats:
    """Heads asked for, shape (skills, slots); entries of one skill add up."""
    required = np.zeros((len(problem.skills), problem.horizon.slots))
    for entry in problem.demand:
        if isinstance(entry, HeadDemand):
            required[problem.skills.index(entry.skill)] += entry.required
    return required


def skill_weights(problem: SchedulingProblem) -> dict[str, float]:
    """Weight of every skill's shortage; a skill has one weight, that of its last entry, and 1 where nothing asks for it."""
    return dict.fromkeys(problem.skills, 1.0) | {entry.skill: entry.weight for entry in problem.demand}


def split_heads(asked: Asked, heads: Mapping[Kind, Floats], kept: Split | None = None) -> Split:
    """The split of each kind's heads per slot, shape (slots,), that leaves the least shortage.

    `kept` is a best split of other heads: only slots near those that differ are worked out, as far as it takes.
    """
    everywhere = np.ones(asked.slots, bool)
    if kept is None:
        return _Program(asked, heads, everywhere).solve()
    waits = np.logical_or.reduce([chain.active for chain in asked.waiting.chains] or [~everywhere])
    changed = _changed(asked.slots, heads, kept.heads)
    where, reach = changed | _near(changed & waits, REACH), REACH
    while 2 * where.sum() < asked.slots:
        found = _Program(asked, heads, where, kept).solve()
        open_at = _open_borders(asked, found, where)
        if not open_at.size:
            return found
        reach *= 2
        inner = np.zeros_like(where)
        inner[np.where(where[open_at], open_at + 1, open_at)] = True  # the first slot on the other side
        where = where | _near(inner, reach)
    return _Program(asked, heads, everywhere).solve()


def _changed(slots: int, new: Mapping[Kind, Floats], old: Mapping[Kind, Floats]) -> Flags:
    """The slots in which the heads of some kind differ."""
    nobody = np.zeros(slots)
    result = np.zeros(slots, bool)
    for kind in {*new, *old}:
        result |= np.abs(new.get(kind, nobody) - old.get(kind, nobody)) > CLOSE
    return result


def _near(slots: Flags, reach: int) -> Flags:
    """The slots within reach of some."""
    change = np.zeros(len(slots) + 1, np.int64)
    at = np.flatnonzero(slots)
    np.add.at(change, np.maximum(at - reach, 0), 1)
    np.add.at(change, np.minimum(at + reach + 1, len(slots)), -1)
    return np.asarray(np.cumsum(change)[:-1] > 0)


def _open_borders(asked: Asked, split: Split, where: Flags) -> Ints:
    """The last slots before a border of what was worked out over which some chain would gain from moving work."""
    border = np.flatnonzero(where[:-1] != where[1:])
    close = CLOSE * max(asked.prices.normal.values(), default=1.0)
    result = np.zeros(len(border), bool)
    for c, chain in enumerate(asked.waiting.chains):
        both = chain.active[border] & chain.active[border + 1]
        gain = split.prices[c, border] - split.prices[c, border + 1]
        more = (split.dealt[c, border] < chain.arrived[border] - CLOSE) & (gain < -close)
        less = (split.dealt[c, border] > chain.due[border] + CLOSE) & (gain > close)
        result |= both & (more | less)
    return border[result]


class _Program:
    """The allocation of some slots as a linear program, and the way back from its solution."""

    def __init__(self, asked: Asked, heads: Mapping[Kind, Floats], where: Flags, kept: Split | None = None) -> None:
        self.asked, self.heads, self.where, self.kept = asked, heads, where, kept
        self.lp = LinearProgram()
        self.given: list[tuple[Kind, int, float, bool, Ints, Ints]] = []
        """Per block of `y` or `d`: kind, skill, speed, whether it is waiting work, slots, columns."""
        self.chained: list[tuple[Ints, Ints, Ints, Ints, Ints, Ints]] = []
        """Per chain: its slots, their columns of `w` and `u` and their rows; the slots of `p`, and their columns."""
        self._add_groups(self._add_asked(), self._add_waiting())

    def _add_asked(self) -> Ints:
        """Rows of the heads asked for; their number per skill and slot, -1 where nothing is asked."""
        lp, required, prices = self.lp, self.asked.required, self.asked.prices
        row_of = np.full(required.shape, -1)
        for i, skill in enumerate(self.asked.skills):
            at = np.flatnonzero((required[i] > 0) & self.where)
            row_of[i, at] = lp.add_rows(-required[i, at])
            short = lp.add_variables(len(at), prices.normal[skill])
            lp.put(row_of[i, at], short, -1.0)
            if prices.is_convex(skill):
                lp.put(lp.add_rows(prices.shallow(required[i, at])), short, 1.0)
                lp.put(row_of[i, at], lp.add_variables(len(at), prices.deep[skill]), -1.0)
        return row_of

    def _add_waiting(self) -> Ints:
        """Rows that link work done to heads; their number per skill and slot, -1 where none may be done."""
        lp, row_of = self.lp, np.full(self.asked.required.shape, -1)
        tied = np.flatnonzero(self.where & np.append(self.where[1:], False))
        for c, chain in enumerate(self.asked.waiting.chains):
            at = np.flatnonzero(chain.active & self.where)
            fresh = at[row_of[chain.skill, at] < 0]
            row_of[chain.skill, fresh] = lp.add_rows(np.zeros(len(fresh)))
            done = lp.add_variables(len(at))
            undone = lp.add_variables(len(at), self.asked.prices.normal[self.asked.skills[chain.skill]])
            lp.put(row_of[chain.skill, at], done, 1.0)
            dealt = np.full(self.asked.slots + 1, -1)  # by slot, and -1 before the first: nothing is dealt with by then
            dealt[tied] = lp.add_variables(len(tied), 0.0, chain.due[tied], chain.arrived[tied])
            fixed = np.append(chain.arrived if self.kept is None else self.kept.dealt[c], 0.0)
            ends, starts = dealt[at], dealt[at - 1]
            rows = lp.equations.add(np.where(ends < 0, fixed[at], 0.0) - np.where(starts < 0, fixed[at - 1], 0.0))
            for columns in (done, undone):
                lp.equations.put(rows, columns, 1.0)
            lp.equations.put(rows[ends >= 0], ends[ends >= 0], -1.0)
            lp.equations.put(rows[starts >= 0], starts[starts >= 0], 1.0)
            self.chained.append((at, done, undone, rows, tied, dealt[tied]))
        return row_of

    def _add_groups(self, *supply: Ints) -> None:
        """Rows of the heads there are, and the heads each skill gets of them."""
        lp = self.lp
        for kind, count in self.heads.items():
            there = np.flatnonzero((count > 0) & self.where)
            row_of = np.full(self.asked.slots, -1)
            row_of[there] = lp.add_rows(count[there])
            for i, speed in kind:
                for waits, rows in enumerate(supply):
                    at = there[rows[i, there] >= 0]
                    columns = lp.add_variables(len(at))
                    lp.put(rows[i, at], columns, -speed)
                    lp.put(row_of[at], columns, 1.0)
                    self.given.append((kind, i, speed, bool(waits), at, columns))

    def solve(self) -> Split:
        """Solve, and add up per skill, kind and chain; what was not worked out is as it was kept."""
        solution, kept, required = self.lp.solve(), self.kept, self.asked.required
        x, chains = solution.values, self.asked.waiting.chains
        dealt = np.array([chain.arrived for chain in chains]).reshape(-1, self.asked.slots)
        undone, prices, work = np.zeros_like(dealt), np.zeros_like(dealt), np.zeros_like(required)
        if kept is not None:
            dealt, undone, prices = kept.dealt.copy(), kept.undone.copy(), kept.prices.copy()
        for c, (at, done, gone, rows, tied, columns) in enumerate(self.chained):
            dealt[c, tied] = x[columns]
            undone[c, at], prices[c, at] = np.maximum(x[gone], 0.0), solution.prices[rows]
            work[chains[c].skill, at] += np.maximum(x[done], 0.0)
        served = np.zeros((2, *required.shape))
        for _, i, speed, waits, at, columns in self.given:
            served[int(waits), i, at] += x[columns] * speed
        wanted = np.stack((required, work))
        share = np.divide(np.minimum(wanted, served), served, out=np.zeros_like(served), where=served > 0)
        used = {kind: np.zeros(self.asked.slots) for kind in self.heads}
        for kind, i, _, waits, at, columns in self.given:
            used[kind][at] += x[columns] * share[int(waits), i, at]
        scheduled, deferred = served * share
        if kept is not None:
            scheduled, deferred = (
                np.where(self.where, new, old) for new, old in ((scheduled, kept.scheduled), (deferred, kept.deferred))
            )
            nobody = np.zeros(self.asked.slots)
            used = {kind: np.where(self.where, count, kept.used.get(kind, nobody)) for kind, count in used.items()}
        return Split(self.heads, used, scheduled, deferred, dealt, undone, prices)
