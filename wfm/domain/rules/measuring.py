"""The violations of a rep's shifts: every rule over one shift, and every limit of the rules over several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from wfm.domain.people import Agent, Contract, Shift
from wfm.domain.rules.contract_stretches import stretches
from wfm.domain.rules.rule_limits import Compatibility, Limit, Streak, Total, Violation
from wfm.domain.rules.shift_rules import OUTSIDE_RULES, SHIFT_RULES, ShiftRule
from wfm.domain.rules.work_rules import Rule, limits
from wfm.domain.time import DAY, Horizon


def violations(
    agent: Agent,
    contracts: Mapping[str, Contract],
    shifts: Sequence[Shift],
    horizon: Horizon,
    rules: Sequence[Rule] | None = None,
    shift_rules: Sequence[ShiftRule] | None = None,
) -> list[Violation]:
    """Every rule that one rep's shifts break, with place and amount; `contracts` by id, those of the rep's terms."""
    ordered = sorted(shifts, key=lambda s: (s.start, s.end))
    found: list[Violation] = []
    for part in stretches(agent, contracts, horizon, ordered):
        broken = violations_under(
            part.agent, contracts[part.agent.contract], part.shifts, part.horizon, rules, shift_rules
        )
        found += [_moved(violation, part.first) for violation in broken] if part.first else broken
    return found


def violations_under(
    agent: Agent,
    contract: Contract,
    shifts: Sequence[Shift],
    horizon: Horizon,
    rules: Sequence[Rule] | None,
    shift_rules: Sequence[ShiftRule] | None,
) -> list[Violation]:
    """The same under one contract, whatever `changes` say; the shifts are in order."""
    wanted = SHIFT_RULES if shift_rules is None else shift_rules
    outside = [rule for rule in wanted if rule in OUTSIDE_RULES]
    found = [
        Violation(rule.name, agent.id, shift.start, 1.0, fault)
        for shift in shifts
        for rule in (wanted if 0 <= shift.day < horizon.days else outside)
        if (fault := rule.fault(shift, agent, contract, horizon)) is not None
    ]
    for limit in limits(agent, contract, horizon, rules):
        found.extend(_broken(limit, agent, shifts))
    return found


def _moved(violation: Violation, days: int) -> Violation:
    return replace(violation, minute=None if violation.minute is None else violation.minute + days * DAY)


def _broken(limit: Limit, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    match limit:
        case Compatibility():
            yield from _broken_pairs(limit, agent, shifts)
        case Total():
            value = limit.measure(shifts)
            excess = max(limit.low - value, value - limit.high)
            if excess > 0:
                low, high = (x / limit.per for x in (limit.low, limit.high))
                bounds = (
                    f"must be {low:g}"
                    if low == high
                    else f"must be {low:g} to {high:g}"
                    if low
                    else f"at most {high:g}"
                )
                text = f"{limit.says(value)}, {bounds}"
                yield Violation(limit.rule, agent.id, limit.first * DAY, excess, text, below=value < limit.low)
        case Streak():
            yield from _broken_runs(limit, agent, shifts)


def _broken_pairs(limit: Compatibility, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Violation]:
    if limit.days is None:
        before, after = agent.before.last_shift_end, agent.after.next_shift_start
        history = [] if before is None else [Shift(agent.id, min(before, 0) - 1, before)]
        following = [] if after is None else [Shift(agent.id, after, after + 1)]
        pairs = pairwise([*history, *shifts, *following])
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
        length = run + (limit.following if day == limit.last else 0)
        if length > limit.high:
            told = f"day {run} in a row" if length == run else f"{length} days in a row with those that follow"
            yield Violation(limit.rule, agent.id, day * DAY, length - limit.high, f"{told}, at most {limit.high}")
