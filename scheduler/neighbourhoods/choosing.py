"""Which neighbourhood to try next: by gain per second, its day by where the schedule hurts, its reps at random."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduler.arrays import CompiledProblem, Roster
from wfm.domain.arrays import Flags, Ints

FLOOR = 0.05
"""Least share of tries that any recipe gets."""


@dataclass
class Recipe:
    """How one sort of neighbourhood is drawn: how many days, and whether of one skill group, of flexible reps, or of reps who could
    relieve a shortage; and its record.

    `patience` multiplies the time it may take. `size` is the number of reps, which follows the time the model takes;
    `gain` and `seconds` are fading sums.
    """

    name: str
    days: int
    alike: bool
    flexible: bool
    size: float
    relief: bool = False
    patience: float = 1.0
    gain: float = 1.0
    seconds: float = 1.0
    tries: int = 0


def recipes() -> list[Recipe]:
    """All recipes, in a fixed order."""
    return [
        Recipe("one day of one skill group", 1, True, False, 12),
        Recipe("one day of mixed reps", 1, False, False, 12),
        Recipe("two days of one skill group", 2, True, False, 7),
        Recipe("two days of mixed reps", 2, False, False, 6),
        Recipe("a week of flexible reps", 7, False, True, 2),
        Recipe("a week of mixed reps", 7, False, False, 2),
        Recipe("one day around a shortage", 1, False, False, 12, relief=True),
        Recipe("a week around a shortage", 7, False, False, 4, relief=True, patience=3.0),
    ]


@dataclass
class Chooser:
    """Draws neighbourhoods and learns which recipes pay."""

    compiled: CompiledProblem
    rng: np.random.Generator
    recipes: list[Recipe] = field(default_factory=recipes)

    def draw(self, roster: Roster, busy: set[int]) -> tuple[Recipe, Ints, Ints] | None:
        """A recipe, its reps (none of `busy`) and its days; None when no rep is left."""
        t = self.compiled.tables
        recipe = self.recipes[self._pick()]
        slot = self._short_slot(roster) if recipe.relief else -1
        if recipe.relief and slot < 0:
            return None
        day = slot // t.per_day
        week = (
            self.compiled.problem.horizon.week_of(day) if recipe.relief else int(self.rng.integers(self.compiled.weeks))
        )
        days = np.array([day]) if recipe.relief and recipe.days == 1 else self._days(roster, week, recipe.days)
        free = np.array([a for a in self.compiled.active.tolist() if a not in busy], np.int64)
        contract = t.contracts[t.weeks["contract"][free, week]]
        free = free[contract["types_to"] > contract["types_from"]]
        if recipe.flexible and self._flexible(free, week).any():
            free = free[self._flexible(free, week)]
        if recipe.days < 7:
            free = free[(roster.start[free][:, days] >= 0).any(axis=1) | self._flexible(free, week)]
        if not len(free):
            return None
        if recipe.alike:
            groups = t.known["group"][free, days[0]]
            free = free[groups == self.rng.choice(groups)]
        size = max(1, round(recipe.size))
        if recipe.relief:
            return recipe, self._near(roster, free, slot, size), days
        return recipe, np.sort(self.rng.permutation(free)[:size]), days

    def _short_slot(self, roster: Roster) -> int:
        """A slot drawn by what its shortage costs; -1 where nothing is short."""
        total = float(roster.cost.sum())
        return int(self.rng.choice(len(roster.cost), p=roster.cost / total)) if total > 1e-9 else -1

    def _near(self, roster: Roster, agents: Ints, slot: int, size: int) -> Ints:
        """Reps who can do what is short in a slot, rather those whose shift of that day lies near it."""
        t = self.compiled.tables
        members = self.compiled.groups.member.sum(axis=1)
        worst = np.lexsort((members, -np.round(roster.books.slack[slot], 6)))[0]
        able = agents[t.cover.gain[t.known["group"][agents, slot // t.per_day], worst] > 0]
        if not len(able):
            able = agents
        start = roster.start[able, slot // t.per_day]
        end = start + t.types.rows["span"][roster.shift_type[able, slot // t.per_day]]
        away = np.where(start < 0, t.per_day // 4, np.maximum(np.maximum(start - slot, slot - end), 0))
        chance = 1.0 / (1.0 + away / 4.0)
        return np.sort(self.rng.choice(able, min(size, len(able)), replace=False, p=chance / chance.sum()))

    def _pick(self) -> int:
        rate = np.array([k.gain / k.seconds for k in self.recipes])
        share = rate / rate.sum() if rate.sum() > 0 else np.full(len(rate), 1 / len(rate))
        share = FLOOR + (1 - FLOOR * len(rate)) * share
        return int(self.rng.choice(len(rate), p=share / share.sum()))

    def _flexible(self, agents: Ints, week: int) -> Flags:
        """Reps whose hours or days of the week may differ."""
        asked = self.compiled.tables.weeks[agents, week]
        hours, days = asked["paid_low"] < asked["paid_high"], asked["days_low"] < asked["days_high"]
        return np.asarray(hours | days)

    def _days(self, roster: Roster, week: int, count: int) -> Ints:
        """Days of the week, drawn by what shortage costs and by idle heads."""
        t = self.compiled.tables
        first, last = self.compiled.problem.horizon.days_of(week)
        days = np.arange(max(first, 0), min(last + 1, t.days))
        if count >= len(days):
            return days
        pain = roster.cost.reshape(t.days, t.per_day).sum(axis=1)[days]
        fresh = t.cover.subsets["fresh"]
        lowest = np.flatnonzero(np.append(fresh[1:], True)) if len(fresh) else np.zeros(0, np.int64)
        idle = np.maximum(-roster.books.slack[:, lowest], 0).sum(axis=1).reshape(t.days, t.per_day).sum(axis=1)[days]
        weight = pain + 0.5 * idle + 0.02 * (pain.sum() + idle.sum()) + 1e-6
        return np.sort(self.rng.choice(days, count, replace=False, p=weight / weight.sum()))

    def learn(self, recipe: Recipe, gain: float, seconds: float, limit: float) -> None:
        """Note what a try brought; sizes follow the time taken, in a run that may look at the clock."""
        recipe.tries += 1
        recipe.gain = 0.9 * recipe.gain + max(gain, 0.0)
        recipe.seconds = 0.9 * recipe.seconds + seconds
        if limit > 0:
            if seconds > 0.9 * limit:
                recipe.size = max(2.0, recipe.size * 0.85)
            elif seconds < 0.45 * limit:
                recipe.size = min(400.0, recipe.size * 1.1 + 0.2)
