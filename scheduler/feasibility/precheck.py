"""What can be known before any search: contracts and agents whose own rules clash, seats and work that cannot be met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic

from scheduler.feasibility.capacity import least_seat_overrun, least_shortage
from scheduler.feasibility.clash import Clash, find_clash
from scheduler.feasibility.plain_schedule import has_plain_schedule
from scheduler.feasibility.possible import Possibilities
from scheduler.feasibility.upper_rules import UPPER_RULES
from scheduler.problem import SchedulingProblem
from wfm.domain.people import Agent, Shift
from wfm.domain.rules import stretches, violations
from wfm.domain.time import Horizon

CLASH_SECONDS = 15.0
"""Time after which clashes are no longer worked out rule by rule; one takes about a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be met.

    Attributes
    ----------
    kind : `contract`, `agent`, `published`, `seats` or `shortage`.
    subject : the id of the contract, agent or site, or the skills.
    text : what it is, in a sentence a planner can act on.
    amount : seat-slots over or head-slots short that no schedule avoids; 0 for clashing rules.
    clash : the smallest set of rules that clash, with one suggested change per rule.
    """

    kind: str
    subject: str
    text: str
    amount: float = 0.0
    clash: Clash | None = None


def precheck(problem: SchedulingProblem, floors: bool = True) -> list[Finding]:
    """Everything that is sure to go unmet, contracts first.

    Parameters
    ----------
    floors : also prove the least seats overrun and the least shortage (a second or more per skill; the clashes take
        a fraction of one).
    """
    found = contract_clashes(problem)
    broken = {finding.subject for finding in found}
    agents = [a for a in problem.agents if a.contract not in broken]
    clashes = agent_clashes(problem, agents)
    found += [_agent_finding(a, clashes[a.id], problem.horizon) for a in agents if a.id in clashes]
    found += _locked_faults(problem)
    if floors:
        found += _floors(problem, [a for a in agents if a.id not in clashes])
    return found


def contract_clashes(problem: SchedulingProblem) -> list[Finding]:
    """Contracts that no rep can meet even when always available, judged over one whole week."""
    found = []
    week = Horizon(problem.horizon.start, 7, problem.horizon.slot_minutes, problem.horizon.zone)
    for contract in problem.contracts.values():
        clash = find_clash(Agent("anyone", "anyone", contract.id, {}), contract, week)
        if clash is not None:
            text = f"contract {contract.id!r} cannot be met in any week: {clash}"
            found.append(Finding("contract", contract.id, text, clash=clash))
    return found


def agent_clashes(
    problem: SchedulingProblem, agents: Sequence[Agent], seconds: float = CLASH_SECONDS
) -> dict[str, Clash]:
    """The smallest clash of every agent whose own rules leave no schedule, worked out once for agents who are alike.

    After so many `seconds`, agents without a plain schedule are told to clash without the rules being named.
    """
    known: dict[tuple[object, ...], Clash | None] = {}
    found, end, possible = {}, monotonic() + seconds, Possibilities(problem)
    for agent in agents:
        key = (possible.key(agent), agent.before, agent.after, *((t.work_mode, t.office_days) for t in agent.terms))
        if key not in known:
            contract = problem.contracts[agent.contract]
            if has_plain_schedule(agent, contract, problem.horizon, possible.of(agent)):
                known[key] = None
            elif monotonic() < end:
                known[key] = _first_clash(agent, problem)
            else:
                known[key] = Clash((), (0, problem.horizon.days - 1))
        clash = known[key]
        if clash is not None:
            found[agent.id] = clash
    return found


def _first_clash(agent: Agent, problem: SchedulingProblem) -> Clash | None:
    """The clash of an agent's rules, under the first of its contracts that has one."""
    for part in stretches(agent, problem.contracts, problem.horizon):
        clash = find_clash(part.agent, problem.contracts[part.agent.contract], part.horizon)
        if clash is not None:
            first, last = clash.days
            return replace(clash, days=(part.first + first, part.first + last))
    return None


def clash_in_words(clash: Clash, horizon: Horizon) -> str:
    """Which of an agent's rules clash, when, and what would help."""
    if not clash.rules:
        return f"{clash.says}, but there was no time to work out which"
    if clash.because:
        first, last = (horizon.start + timedelta(days=day) for day in clash.days)
        return f"{clash.because} ({first.isoformat()} to {last.isoformat()}).{clash.advice}"
    return f"{clash.says} {_period(horizon, clash.days)}.{clash.advice}"


def _agent_finding(agent: Agent, clash: Clash, horizon: Horizon) -> Finding:
    return Finding("agent", agent.id, f"agent {agent.id!r}: {clash_in_words(clash, horizon)}", clash=clash)


def _period(horizon: Horizon, days: tuple[int, int]) -> str:
    first, last = (horizon.start + timedelta(days=day) for day in days)
    if days == (0, horizon.days - 1) and horizon.weeks > 1:
        return "over the whole horizon"
    length = days[1] - days[0] + 1
    return f"from {first.isoformat()} to {last.isoformat()}" + (f" ({length} days of a week)" if length < 7 else "")


def _locked_faults(problem: SchedulingProblem) -> list[Finding]:
    """Locked shifts that break a rule themselves: they may not be changed and cannot be kept."""
    locked: dict[str, list[Shift]] = {}
    for shift in problem.published:
        if shift.locked:
            locked.setdefault(shift.agent, []).append(shift)
    agents = {a.id: a for a in problem.agents}
    found = []
    for name, shifts in locked.items():
        agent = agents[name]
        for broken in violations(agent, problem.contracts, shifts, problem.horizon, rules=UPPER_RULES):
            text = f"agent {name!r}: a locked shift breaks the rule {broken.rule!r}: {broken.text}"
            found.append(Finding("published", name, text))
    return found


def _floors(problem: SchedulingProblem, agents: list[Agent]) -> list[Finding]:
    possible, slot = Possibilities(problem), problem.horizon.slot_minutes
    found = []
    for site in problem.sites:
        over = least_seat_overrun(problem, possible, agents, site)
        if over > 0:
            text = (
                f"site {site.id!r} lacks at least {over * slot / 60:,.1f} seat-hours: its {site.seats} seats cannot hold "
                "all who must work on site at the times they may work"
            )
            found.append(Finding("seats", site.id, text, over))
    for skills in dict.fromkeys([*((d.skill,) for d in problem.demand), tuple(problem.skills)]):
        short = least_shortage(problem, possible, agents, skills)
        if short > 0:
            who = f"skill {skills[0]!r}" if len(skills) == 1 else "all skills together"
            text = (
                f"{who}: at least {short * slot / 60:,.1f} head-hours stay short whatever the "
                "schedule; more reps, longer hours or wider availability would help"
            )
            found.append(Finding("shortage", ", ".join(skills), text, short))
    return found
