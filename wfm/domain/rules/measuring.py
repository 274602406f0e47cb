"""The violations of a rep's shifts: every rule over one shift, and every limit of the rules over several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from wfm.domain.people import Agent, Contract, Shift
from wfm.domain.rules.rule_limits import Compatibility, Limit, Streak, Total, Violation
from wfm.domain.rules.work_rules import SHIFT_RULES, Rule, ShiftRule, limits
from wfm.domain.time import DAY, Horizon


def violations(
    agent: Agent,
    contract: Contract,
    shifts: Sequence[Shift],
    horizon: Horizon,
    rules: Sequence[Rule] | None = None,
    shift_rules: Sequence[ShiftRule] | None = None,
) -> list[Violation]:
    """Every rule that one rep's shifts break, with place and amount."""
    ordered = sorted(shifts, key=lambda s: (s.start, s.end))
    found = [
        Violation(rule.name, agent.id, shift.start, 1.0, fault)
        for shift in ordered
        for rule in (SHIFT_RULES if shift_rules is None else shift_rules)
        if (fault := rule.fault(shift, agent, contract, horizon)) is not None
    ]
    for limit in limits(agent, contract, horizon, rules):
        found.extend(_broken(limit, agent, ordered))
    return found


def _broken(limit: Limit, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    match limit:
        case Compatibility():
            yield from _broken_pairs(limit, agent, shifts)
        case Total():
            value = limit.measure(shifts)
            excess = max(limit.low - value, value - limit.high)
            if excess > 0:
                seen, low, high = (x / limit.per for x in (value, limit.low, limit.high))
                bounds = (
                    f"must be {low:g}"
                    if low == high
                    else f"must be {low:g} to {high:g}"
                    if low
                    else f"at most {high:g}"
                )
                text = f"{seen:g} {limit.unit}, {bounds}"
                yield Violation(limit.rule, agent.id, limit.first * DAY, excess, text)
        case Streak():
            yield from _broken_runs(limit, agent, shifts)


def _broken_pairs(limit: Compatibility, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    if limit.days is None:
        before = agent.before.last_shift_end
        history = [] if before is None else [Shift(agent.id, min(before, 0) - 1, before)]
        pairs = pairwise([*history, *shifts])
    else:
        first, last = limit.days
        pairs = combinations([s for s in shifts if first <= s.day <= last], 2)  # type: ignore[assignment]
    for a, b in pairs:
        excess = limit.excess(a, b)
        if excess > 0:
            yield Violation(limit.rule, agent.id, b.start, excess, limit.text(a, b))


def _broken_runs(limit: Streak, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    run, previous = limit.initial, -1
    for day in sorted({s.day for s in shifts}):
        run = run + 1 if day == previous + 1 else 1
        previous = day
        if run > limit.high:
            text = f"day {run} in a row, at most {limit.high}"
            yield Violation(limit.rule, agent.id, day * DAY, run - limit.high, text)
