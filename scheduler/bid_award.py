"""Awards: shift lines given to reps by seniority, then a seeded draw, then an optimal assignment of what is left.

Each rep in turn gets the first of their ranked lines that is still there (a serial dictatorship: no rep gains by
ranking other than as they wish). Whoever has no line then gets one of the remaining lines by a least-cost
assignment, which leaves out as few as can be, and the most junior of them.

With `everyone`, a choice is granted only if all who could have had a line still can: the award walks through
maximum matchings of reps and lines (augmenting paths; Berge 1957), so nobody is left out where a full assignment
exists, and the reps who are covered are the most senior ones that can be covered together (the greedy algorithm on
the transversal matroid; Edmonds and Fulkerson 1965).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from wfm.domain.errors import InputError
from wfm.domain.exchange import Passed, Why

Eligible = Callable[[str, int], bool]
"""Whether a rep may hold a line. It must give the same answer each time it is asked."""

Misfit = Callable[[str, int], float]
"""How badly a line suits a rep who did not rank it, >= 0."""


@dataclass(frozen=True, slots=True)
class Bidder:
    """A rep in a round: the hire date (None counts as hired last) and the ranked lines, first choice first."""

    rep: str
    hired: date | None = None
    ranked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """What one rep got: a line or None, its rank from 1 (None: not ranked), and the ranked lines passed over before it."""

    rep: str
    line: int | None
    rank: int | None
    passed: tuple[Passed, ...] = ()


def draw(seed: int, rep: str) -> str:
    """A rep's lot in the draw: the lowest goes first. It depends on nothing but the seed and the rep.

    >>> min(["ana", "ben"], key=lambda rep: draw(7, rep))
    'ben'
    """
    return sha256(f"{seed}:{rep}".encode()).hexdigest()


def in_order(bidders: Sequence[Bidder], seed: int) -> tuple[Bidder, ...]:
    """The bidders in the order they choose: hire date, then the draw; those without a hire date last."""
    return tuple(sorted(bidders, key=lambda b: (b.hired or date.max, draw(seed, b.rep))))


def award(
    bidders: Sequence[Bidder],
    lines: Sequence[int],
    eligible: Eligible,
    *,
    seed: int,
    everyone: bool = True,
    held: Mapping[str, int] | None = None,
    misfit: Misfit | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[Granted, ...]:
    """Give every line to at most one rep and every rep at most one line they may hold.

    Parameters
    ----------
    bidders : each rep once; those who ranked nothing take part in the assignment of what is left.
    lines : ids of the lines, each once.
    eligible : asked only where the answer matters.
    seed : of the draw between reps hired on the same day.
    everyone : grant a choice only if all who could have a line still can; otherwise seniority alone decides.
    held : a line known to suit each rep, tried first when room must be made (it saves time, never changes who is
        covered).
    misfit : cost of an unranked line for a rep, minimised in total; nothing by default.
    on_progress : told the share of reps who have chosen, after each.

    Returns
    -------
    One entry per rep, in the order they chose.
    """
    _check(bidders, lines)
    ordered = in_order(bidders, seed)
    room = _Room(lines, eligible, held or {})
    if everyone:
        for bidder in ordered:
            room.cover(bidder.rep)
    granted = []
    for bidder in ordered:
        granted.append(_choose(bidder, room, everyone))
        if on_progress:
            on_progress(len(granted) / len(ordered))
    rest = _assign([g.rep for g in granted if g.line is None], room, misfit or (lambda rep, line: 0.0))
    return tuple(g if g.line is not None else replace(g, line=rest.get(g.rep)) for g in granted)


def _check(bidders: Sequence[Bidder], lines: Sequence[int]) -> None:
    known = set(lines)
    if len(known) != len(lines):
        raise InputError("each line must be given once")
    if len({b.rep for b in bidders}) != len(bidders):
        raise InputError("each rep must be given once")
    for bidder in bidders:
        if len(set(bidder.ranked)) != len(bidder.ranked):
            raise InputError(f"rep {bidder.rep!r}: a line may be ranked only once, got {list(bidder.ranked)}")
        for line in bidder.ranked:
            if line not in known:
                raise InputError(f"rep {bidder.rep!r}: ranked lines must be of this round, got {line}")


@dataclass(slots=True)
class _Room:
    """Who holds which line for now; `taken` lines are granted for good.

    `_kept` lines are needed by a set of as many reps who can hold no others (a tight set in Hall's theorem); it stays
    tight whatever is granted later, so nobody else need be tried there again.
    """

    lines: Sequence[int]
    eligible: Eligible
    hints: Mapping[str, int]
    holder: dict[int, str] = field(default_factory=dict)
    line_of: dict[str, int] = field(default_factory=dict)
    taken: dict[int, Bidder] = field(default_factory=dict)
    _kept: dict[int, frozenset[str]] = field(default_factory=dict)
    _may: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    _place: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place = {line: place for place, line in enumerate(self.lines)}

    def may(self, rep: str) -> npt.NDArray[np.bool_]:
        """Which lines the rep may hold, shape (lines,); each is asked once."""
        if rep not in self._may:
            self._may[rep] = np.fromiter((self.eligible(rep, line) for line in self.lines), bool, len(self.lines))
        return self._may[rep]

    def cover(self, rep: str) -> bool:
        """Give the rep some line, moving others who hold one only provisionally; False when there is no way."""
        goal, parent = self._search(rep)
        if goal is None:
            return False
        self._shift_along(goal, parent)
        return True

    def _search(self, rep: str) -> tuple[int | None, dict[int, str]]:
        """A free line at the end of an augmenting path from the rep, None for none, and who reached each line.

        Breadth first: from reps to lines they may hold, from lines to their holders.
        """
        hint = self.hints.get(rep)
        free = [line for line in self.lines if line not in self.holder]
        free.sort(key=lambda line: line != hint)
        parent: dict[int, str] = {}
        unseen = np.ones(len(self.lines), bool)
        unseen[[self._place[line] for line in self.taken]] = False
        queue = deque([rep])
        while queue:
            current = queue.popleft()
            goal = next((line for line in free if self.eligible(current, line)), None)
            if goal is not None:
                parent[goal] = current
                return goal, parent
            reached = np.flatnonzero(self.may(current) & unseen)
            unseen[reached] = False
            for line in (self.lines[int(place)] for place in reached):
                parent[line] = current
                queue.append(self.holder[line])
        return None, parent

    def _shift_along(self, line: int, parent: Mapping[int, str]) -> None:
        """Everyone on the augmenting path moves to the next line on it; it ends at the free `line`."""
        step: int | None = line
        while step is not None:
            rep = parent[step]
            before = self.line_of.get(rep)
            self.line_of[rep], self.holder[step] = step, rep
            step = before

    def grant(self, bidder: Bidder, line: int, everyone: bool) -> bool:
        """Give the rep this very line for good, if it is free or its provisional holder can have another."""
        rep = bidder.rep
        if line in self.taken or rep not in self._kept.get(line, (rep,)) or not self.eligible(rep, line):
            return False
        other, before = self.holder.get(line), self.line_of.get(rep)
        if everyone and before is None:
            return False
        if before is not None:
            del self.holder[before]
        self.line_of[rep], self.holder[line] = line, rep
        self.taken[line] = bidder
        if other is None or other == rep:
            return True
        del self.line_of[other]
        goal, parent = self._search(other)
        if goal is not None:
            self._shift_along(goal, parent)
            return True
        needing = frozenset([other, *(self.holder[reached] for reached in parent)])
        self._kept.update(dict.fromkeys([line, *parent], needing))
        del self.taken[line]
        self.line_of[other], self.holder[line] = line, other
        if before is not None:
            self.line_of[rep], self.holder[before] = before, rep
        return False

    def why_not(self, bidder: Bidder, line: int) -> Why:
        """Why the rep cannot have the line now."""
        winner = self.taken.get(line)
        if not self.eligible(bidder.rep, line):
            return Why.RULES
        if winner is None:
            return Why.NEEDED
        return Why.DRAW if winner.hired == bidder.hired else Why.SENIORITY


def _choose(bidder: Bidder, room: _Room, everyone: bool) -> Granted:
    """The first ranked line the rep can have, and why not those ranked above it."""
    passed: list[Passed] = []
    for rank, line in enumerate(bidder.ranked, start=1):
        if room.grant(bidder, line, everyone):
            return Granted(bidder.rep, line, rank, tuple(passed))
        passed.append(Passed(line, room.why_not(bidder, line)))
    return Granted(bidder.rep, None, None, tuple(passed))


def _assign(reps: Sequence[str], room: _Room, misfit: Misfit) -> dict[str, int]:
    """The remaining lines for the reps without one: as many reps as can be, the senior ones first, at least misfit."""
    covered = [rep for rep in reps if rep in room.line_of or room.cover(rep)]
    if not covered:
        return {}
    free = [place for place, line in enumerate(room.lines) if line not in room.taken]
    cost = np.full((len(covered), len(free)), np.inf)
    for i, rep in enumerate(covered):
        for j in np.flatnonzero(room.may(rep)[free]):
            cost[i, j] = misfit(rep, room.lines[free[j]])
    rows, columns = linear_sum_assignment(cost)
    return {covered[i]: room.lines[free[j]] for i, j in zip(rows, columns, strict=True)}
