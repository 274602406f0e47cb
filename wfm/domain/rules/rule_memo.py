"""Violations of many reps on the same shifts, each rule measured once for all reps who are alike to it.

A rule is a function of what it reads. While one is measured, the fields of the rep that it reads are noted; for the
next rep with the same values in those fields the answer is the same, whatever the rule. So a thousand reps on a
thousand lines cost one measurement per line for most rules, and no rule need know of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from wfm.domain.people import Agent, Contract, Shift
from wfm.domain.rules.measuring import violations, violations_under
from wfm.domain.rules.rule_limits import Violation
from wfm.domain.rules.shift_rules import SHIFT_RULES, ShiftRule
from wfm.domain.rules.work_rules import RULES, Rule
from wfm.domain.time import Horizon

Measure = tuple[Sequence[Rule], Sequence[ShiftRule]]
"""One rule, of either kind."""

Answers = dict[tuple[str, ...], dict[tuple[Any, ...], list[Violation]]]
"""A rule's answers: by the names of the fields that were read, then by their values."""

NAMES = ("id", "name")
"""Fields that only say who the rep is: a violation names them, no rule may depend on them."""


class _Read:
    """A rep who notes which of their fields are read."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self.fields: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._agent, name)
        if name not in NAMES:
            self.fields[name] = value
        return value


@dataclass(slots=True)
class _Known:
    """What is known of one set of shifts: what holds for every rep, and the other rules' answers by what they read."""

    open: list[tuple[Measure, Answers]]
    for_all: list[Violation] = field(default_factory=list)


class Recall:
    """The same answers as `violations`, measured once per rule, shifts and kind of rep.

    The shifts are known by a key of the caller's; contract, horizon and shifts must be the same for the same key.
    The `agent` of a remembered violation may be another rep alike.
    """

    def __init__(self, rules: Sequence[Rule] = RULES, shift_rules: Sequence[ShiftRule] = SHIFT_RULES) -> None:
        self._all: Measure = (rules, shift_rules)
        self._measures: list[Measure] = [((), (rule,)) for rule in shift_rules]
        self._measures += [((rule,), ()) for rule in rules]
        self._known: dict[Hashable, _Known] = {}

    def violations(
        self, key: Hashable, agent: Agent, contracts: Mapping[str, Contract], shifts: Sequence[Shift], horizon: Horizon
    ) -> list[Violation]:
        """Every rule that the shifts break for the rep; those that hold for every rep come first.

        Who works under several contracts is measured anew each time.
        """
        if agent.changes:
            return violations(agent, contracts, shifts, horizon, *self._all)
        contract, ordered = contracts[agent.contract], sorted(shifts, key=lambda s: (s.start, s.end))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Known([(measure, {}) for measure in self._measures])
        found: list[Violation] = []
        for entry in tuple(known.open):
            (rules, shift_rules), answers = entry
            answer = _remembered(answers, agent)
            if answer is None:
                reading = _Read(agent)
                answer = violations_under(cast("Agent", reading), contract, ordered, horizon, rules, shift_rules)
                if not reading.fields:
                    known.for_all += answer
                    known.open.remove(entry)
                    continue
                _remember(answers, reading.fields, answer)
            found += answer
        return known.for_all + found


def _remember(answers: Answers, fields: dict[str, Any], answer: list[Violation]) -> None:
    """Keep an answer under the fields that were read, where their values can be looked up."""
    names = tuple(sorted(fields))
    if all(isinstance(fields[name], Hashable) for name in names):
        answers.setdefault(names, {})[tuple(fields[name] for name in names)] = answer


def _remembered(answers: Answers, agent: Agent) -> list[Violation] | None:
    """What was found for a rep who has the same values in all fields that were read for them."""
    for names, known in answers.items():
        answer = known.get(tuple(getattr(agent, name) for name in names))
        if answer is not None:
            return answer
    return None
