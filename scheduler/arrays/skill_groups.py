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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scheduler.arrays.tables import SUBSET
from wfm.domain.arrays import Floats, Records

LARGEST_COMPLETE = 6
"""Components of at most so many skills list every subset; larger ones the subsets that groups and pairs span."""


@dataclass(frozen=True)
class SkillGroups:
    """Reps of equal skills, and the subsets of skills by which a slot's shortage is measured.

    `speeds` (groups, skills): speed of a head of the group in each skill, 0 where it lacks it.
    `member` (subsets, skills): which skills a subset holds. `gain` (groups, subsets): what one head of the group
    supplies to a subset. `step` (subsets,): price step charged after that subset; `fresh` (subsets,): where a new
    component begins. `level` (subsets, 2): the skills whose prices differ by that step, -1 for none.
    """

    speeds: Floats
    member: npt.NDArray[np.bool_]
    gain: Floats
    step: Floats
    fresh: npt.NDArray[np.bool_]
    level: npt.NDArray[np.int64]

    def steps(self, prices: Floats) -> Floats:
        """The steps at other shortage prices per skill, which must keep the order of the skills."""
        known = np.append(prices, 0.0)
        return np.asarray(np.where(self.level[:, 0] >= 0, known[self.level[:, 0]] - known[self.level[:, 1]], 0.0))

    def subset_records(self, step: Floats) -> Records:
        """The subsets as the kernels read them, at the given price steps."""
        rows = np.zeros(len(step), SUBSET)
        rows["step"], rows["fresh"] = step, self.fresh
        return rows

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
    levels: list[tuple[int, int]] = []
    fresh: list[bool] = []
    for part in _components(speeds, prices):
        ranked = sorted(part, key=lambda s: (-prices[s], s))
        rank = {s: i for i, s in enumerate(ranked)}
        twins = _twins(ranked, speeds)
        families = _subsets(twins, speeds)
        for level, newest in enumerate(ranked):
            below = ranked[level + 1] if level + 1 < len(ranked) else -1
            subsets = {
                tuple(sorted(s for twin in family for s in twins[twin] if rank[s] <= level))
                for family in families
                if any(newest in twins[twin] for twin in family) and all(rank[twin] <= level for twin in family)
            }
            for position, chosen in enumerate(sorted(subsets, key=lambda b: (len(b), b))):
                members.append(list(chosen))
                levels.append((newest, below) if position + 1 == len(subsets) else (-1, -1))
                fresh.append(level == 0 and position == 0)
    member = np.zeros((len(members), speeds.shape[1]), bool)
    for row, skills in enumerate(members):
        member[row, skills] = True
    gain = np.array([[max((g[s] for s in b), default=0.0) for b in members] for g in speeds], float)
    gain = gain.reshape(len(speeds), len(members))
    between = np.array(levels, np.int64).reshape(-1, 2)
    found = SkillGroups(speeds, member, gain, np.zeros(len(members)), np.array(fresh, bool), between)
    return replace(found, step=found.steps(prices))


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


def _twins(ranked: Sequence[int], speeds: Floats) -> dict[int, list[int]]:
    """Skills by the dearest one that the same reps serve at the same speeds: in any subset that is worst, twins that
    count at all stand together."""
    found: dict[tuple[float, ...], list[int]] = {}
    for skill in ranked:
        found.setdefault(tuple(speeds[:, skill].tolist()), []).append(skill)
    return {skills[0]: skills for skills in found.values()}


def _subsets(skills: Iterable[int], speeds: Floats) -> list[tuple[int, ...]]:
    ranked = list(skills)
    if len(ranked) <= LARGEST_COMPLETE:
        return [b for size in range(1, len(ranked) + 1) for b in combinations(ranked, size)]
    known = [frozenset(s for s in ranked if g[s] > 0) for g in speeds]
    found = {frozenset(ranked[:i]) for i in range(1, len(ranked) + 1)}
    found |= {frozenset((s,)) for s in ranked} | {frozenset(p) for p in combinations(ranked, 2)}
    found |= {k for k in known if k} | {frozenset(ranked) - k for k in known}
    found |= {a | b for a, b in combinations(known, 2)}
    return [tuple(sorted(b)) for b in sorted(found - {frozenset()}, key=lambda b: (len(b), sorted(b)))]
