"""The rules without their least amounts: what a rep who is given too little work still may not break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wfm.domain.people import Agent, Contract
from wfm.domain.rules import RULES, Limit, Rule, Total
from wfm.domain.time import Horizon


@dataclass(frozen=True, slots=True)
class WithoutLeast:
    """A rule whose totals have no least amount: hours, days and office days may be fewer, never more."""

    rule: Rule

    @property
    def name(self) -> str:
        """The name of the rule itself."""
        return self.rule.name

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        """Its limits, the least amounts at 0."""
        for limit in self.rule.limits(agent, contract, horizon):
            yield replace(limit, low=0) if isinstance(limit, Total) else limit


UPPER_RULES: tuple[Rule, ...] = tuple(WithoutLeast(rule) for rule in RULES)
"""Every rule over several shifts, without least amounts."""
