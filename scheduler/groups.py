"""Skill groups and the least shortage of a slot: which reps are alike, and how cover over several skills is judged.

The least weighted shortage of one slot is a transportation problem. By the max-flow min-cut theorem the least
shortage over a set A of skills is the largest of `demand(B) - supply(groups that know a skill of B)` over subsets B of
A, and coverage is a polymatroid, so serving the dearest skills first is optimal (Edmonds 1970). Hence, with prices
`w1 >= w2 >= ...` and A_i the i dearest skills,

    cost(slot) = sum_i (w_i - w_{i+1}) * max(0, max over B within A_i of demand(B) - supply(B)).

Only the differences `slack[B] = demand(B) - supply(B)` need to be kept, and a head more or less changes them by a
constant. Skills that no group joins fall into separate components, whose costs add up. The formula is exact where each
rep has one speed for all skills; otherwise it is a close lower estimate, and the linear program of `allocation` has
the last word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LARGEST_COMPLETE = 6
"""Components of at most so many skills list every subset; larger ones the subsets that groups and pairs span."""


@dataclass(frozen=True)
class SkillGroups:
    """Reps of equal skills, and the subsets of skills by which a slot's shortage is measured.

    `speeds` (groups, skills): speed of a head of the group in each skill, 0 where it lacks it.
    `member` (subsets, skills): which skills a subset holds. `gain` (groups, subsets): what one head of the group
    supplies to a subset. `step` (subsets,): price step charged after that subset; `fresh` (subsets,): where a new
    component begins.
    """

    speeds: Floats
    member: npt.NDArray[np.bool_]
    gain: Floats
    step: Floats
    fresh: npt.NDArray[np.bool_]

    @property
    def effective(self) -> Floats:
        """The most one head of each group does in a slot, shape (groups,)."""
        best: Floats = self.speeds.max(axis=1, initial=0.0)
        return best


def group_agents(skills: Sequence[str], agents: Sequence[Mapping[str, float]]) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Distinct skill vectors (groups, skills) and the group of each agent, in order of first appearance."""
    index = {skill: i for i, skill in enumerate(skills)}
    seen: dict[tuple[float, ...], int] = {}
    of = np.zeros(len(agents), np.int32)
    for a, speeds in enumerate(agents):
        row = [0.0] * len(skills)
        for skill, speed in speeds.items():
            if skill in index:
                row[index[skill]] = speed
        of[a] = seen.setdefault(tuple(row), len(seen))
    return np.array(list(seen), float).reshape(len(seen), len(skills)), of


def build_groups(speeds: Floats, prices: Floats) -> SkillGroups:
    """The subsets to watch for groups of the given speeds and shortage prices per skill."""
    members: list[list[int]] = []
    steps: list[float] = []
    fresh: list[bool] = []
    for part in _components(speeds, prices):
        ranked = sorted(part, key=lambda s: (-prices[s], s))
        rank = {s: i for i, s in enumerate(ranked)}
        subsets = sorted(_subsets(ranked, speeds), key=lambda b: max(rank[s] for s in b))
        for position, chosen in enumerate(subsets):
            level = max(rank[s] for s in chosen)
            last = position + 1 == len(subsets) or max(rank[s] for s in subsets[position + 1]) > level
            below = prices[ranked[level + 1]] if level + 1 < len(ranked) else 0.0
            members.append(sorted(chosen))
            steps.append(float(prices[ranked[level]] - below) if last else 0.0)
            fresh.append(position == 0)
    member = np.zeros((len(members), speeds.shape[1]), bool)
    for row, skills in enumerate(members):
        member[row, skills] = True
    gain = np.array([[max((g[s] for s in b), default=0.0) for b in members] for g in speeds], float)
    return SkillGroups(speeds, member, gain.reshape(len(speeds), len(members)), np.array(steps), np.array(fresh, bool))


def _components(speeds: Floats, prices: Floats) -> list[list[int]]:
    """Skills with a price, split into sets that no group joins."""
    left = [s for s in range(speeds.shape[1]) if prices[s] > 0]
    parts: list[list[int]] = []
    while left:
        part, frontier = {left[0]}, [left[0]]
        while frontier:
            skill = frontier.pop()
            knowing = speeds[speeds[:, skill] > 0]
            for other in left:
                if knowing[:, other].any() and other not in part:
                    part.add(other)
                    frontier.append(other)
        parts.append(sorted(part))
        left = [s for s in left if s not in part]
    return parts


def _subsets(ranked: Sequence[int], speeds: Floats) -> list[tuple[int, ...]]:
    if len(ranked) <= LARGEST_COMPLETE:
        return [b for size in range(1, len(ranked) + 1) for b in combinations(ranked, size)]
    known = [frozenset(s for s in ranked if g[s] > 0) for g in speeds]
    found = {frozenset(ranked[:i]) for i in range(1, len(ranked) + 1)}
    found |= {frozenset((s,)) for s in ranked} | {frozenset(p) for p in combinations(ranked, 2)}
    found |= {k for k in known if k} | {frozenset(ranked) - k for k in known}
    found |= {a | b for a, b in combinations(known, 2)}
    return [tuple(sorted(b)) for b in sorted(found - {frozenset()}, key=lambda b: (len(b), sorted(b)))]
