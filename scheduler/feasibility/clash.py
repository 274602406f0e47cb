"""Whether one agent's own rules leave any schedule at all, and if not, the smallest set of them that clash.

The smallest clashing set is found by hitting sets over the rules that can be dropped (Ignatiev, Previti, Liffiton and
Marques-Silva, Smallest MUS extraction with minimal hitting set dualization, CP 2015); the suggested change of a rule
is the nearest level at which all the others can be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from scheduler.feasibility.agent_model import AgentModel
from scheduler.feasibility.agent_rules import LEAVE
from scheduler.feasibility.plain_schedule import has_plain_schedule
from scheduler.feasibility.possible import legal_alone, possible_shifts
from scheduler.feasibility.week_credit import left_of_the_week, too_short
from wfm.domain.exchange import listed
from wfm.domain.people import Agent, Contract
from wfm.domain.rules import weeks
from wfm.domain.time import Horizon

HOURS = frozenset(("least weekly hours", "most weekly hours"))
HOURS_AND_FACTS = HOURS | {LEAVE, "worked earlier in the week", "worked later in the week"}
"""Rules on weekly hours, and what counts in them beside shifts."""

LEAST = ("least weekly hours", "least days a week")
"""What a week that the schedule cuts may be too short for."""


@dataclass(frozen=True, slots=True)
class ClashingRule:
    """A rule of a clash: its name, what it says here, and the change of it alone that would lift the clash, if one would."""

    name: str
    says: str
    change: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """The smallest set of rules that leave no schedule, and the days (first, last) they clash in.

    `because` tells in plain words what the rules alone would not: what leave and history leave of a week.
    """

    rules: tuple[ClashingRule, ...]
    days: tuple[int, int]
    because: str = ""

    @property
    def says(self) -> str:
        """Which rules clash: `6 days of time off and at least 2 days a week cannot both be kept`."""
        if not self.rules:
            return "their own rules may clash"
        if self.because:
            return self.because
        both = {1: "", 2: "both "}.get(len(self.rules), "all ")
        return f"{listed([rule.says for rule in self.rules])} cannot {both}be kept"

    @property
    def advice(self) -> str:
        """The suggested changes as a sentence after a space; empty where none would help alone."""
        changes = ", or ".join(rule.change for rule in self.rules if rule.change)
        return f" {changes[0].upper()}{changes[1:]}." if changes else ""

    def __str__(self) -> str:
        return f"{self.says}.{self.advice}"


def find_clash(agent: Agent, contract: Contract, horizon: Horizon) -> Clash | None:
    """The smallest clash of an agent's own rules, or None when some schedule keeps them all.

    Each week is looked at alone first, which tells where the clash is; then the whole horizon.
    """
    open_shifts = possible_shifts(contract, horizon, agent.zone)
    open_shifts = open_shifts.only(legal_alone(open_shifts, agent))
    if has_plain_schedule(agent, contract, horizon, open_shifts):
        return None
    stretches = list(weeks(horizon))
    if len(stretches) > 1:
        stretches.append((0, horizon.days - 1))
    for days in stretches:
        model = AgentModel(agent, contract, horizon, days)
        if model.most_kept(model.rules) is None:
            names = smallest_clash(model)
            if cut := _too_short(model, names):  # nobody is helped by asking for less: the week is longer
                return Clash(tuple(ClashingRule(name, model.rules[name].says, None) for name in names), days, cut)
            return Clash(tuple(_told(model, names)), days, _because(model, names))
    return None


def _too_short(model: AgentModel, names: list[str]) -> str:
    """That a cut week alone is too short for what a week owes; empty where other rules have a part in it."""
    if len(model.weeks) > 1 or len(names) != 1 or names[0] not in LEAST:
        return ""
    return too_short(model.contract, model.weeks[0], hours=names[0] == LEAST[0]) or ""


def _because(model: AgentModel, names: list[str]) -> str:
    """What is left of the week where leave or history and the hours of the contract clash by themselves."""
    if len(model.weeks) > 1 or not HOURS_AND_FACTS.issuperset(names) or HOURS.isdisjoint(names):
        return ""
    return left_of_the_week(model.contract, model.weeks[0], sorted({int(paid) for paid in model.shifts.paid})) or ""


def _told(model: AgentModel, names: list[str]) -> Iterator[ClashingRule]:
    """Each rule of a clash with its change: one that saves all other rules, or else at least those of this clash."""
    for name in names:
        change = model.nearest(name, model.rules) or model.nearest(name, names)
        yield ClashingRule(name, model.rules[name].says, change)


def smallest_clash(model: AgentModel) -> list[str]:
    """The fewest rules that no schedule keeps together (empty: the templates alone leave none)."""
    droppable: list[set[str]] = []
    while True:
        candidate = smallest_hitting_set(droppable, list(model.rules))
        kept = model.most_kept(candidate)
        if kept is None:
            return candidate
        if len(kept) == len(model.rules):  # only where a question was left undecided: all rules together do clash
            return list(model.rules)
        droppable.append(set(model.rules) - kept)


def smallest_hitting_set(sets: list[set[str]], names: list[str]) -> list[str]:
    """The fewest names that meet every set, first in the order of `names`."""
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if all(group.intersection(chosen) for group in sets):
                return list(chosen)
    raise ValueError("a set without names cannot be met")
