"""The scheduling problem: what is asked, of whom, under which contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.problem.demand import Demand, HeadDemand, SiteSeats
from scheduler.problem.given import GivenShift
from wfm.documents import shown
from wfm.domain.errors import InputError
from wfm.domain.people import ActivityKind, Agent, AgentTerms, Contract, Shift, WorkClock, WorkMode
from wfm.domain.time import DAY, Horizon


@dataclass(frozen=True, eq=False)
class SchedulingProblem:
    """Everything one optimization needs, in the units of its horizon (minutes and slots from its first midnight).

    Attributes
    ----------
    name : what the planner calls it; a schedule names the problem it answers.
    horizon : days, slots and zone.
    skills : planning groups an agent can be asked to cover.
    demand : one entry or more for each skill that needs cover; entries of one skill add up.
    sites : seats of every site.
    contracts : weekly rules by contract id.
    agents : the reps, each id once.
    published : shifts already seen by the reps; the locked ones may not be changed.
    given : shifts that began before day 0 and run into the horizon, and those of people outside the problem.
    activities : what is asked of activities: who, how often, where in a shift.

    Raises
    ------
    InputError
        For an unknown skill, contract, site or agent, an id used twice or a demand of the wrong length, with the
        path of the value as it stands in a problem file: `agents[17].contract: no contract "ft9"`.
    """

    name: str
    horizon: Horizon
    skills: tuple[str, ...]
    demand: tuple[Demand, ...]
    sites: tuple[SiteSeats, ...]
    contracts: Mapping[str, Contract]
    agents: tuple[Agent, ...]
    published: tuple[Shift, ...] = ()
    given: tuple[GivenShift, ...] = ()
    activities: tuple[ActivityKind, ...] = ()

    def __post_init__(self) -> None:
        _check_demand(self)
        seats = {site.id for site in self.sites}
        first: dict[str, int] = {}
        for i, agent in enumerate(self.agents):
            if first.setdefault(agent.id, i) != i:
                raise InputError(
                    f"agent {shown(agent.id)} appears twice, first at agents[{first[agent.id]}].id", f"agents[{i}].id"
                )
            _check_agent(agent, f"agents[{i}]", self, seats)
        for i, shift in enumerate(self.published):
            if shift.agent not in first:
                raise InputError(f"no agent {shown(shift.agent)}", f"published.shifts[{i}].agent")
            if shift.site is not None and shift.site not in seats:
                raise InputError(f"no site {shown(shift.site)}", f"published.shifts[{i}].site")
        for i, given in enumerate(self.given):
            _check_given(given, f"given[{i}]", self, seats, first)
        for i, kind in enumerate(self.activities):
            _check_activity(kind, f"activities[{i}].for", self, first)
        if self.given:
            object.__setattr__(self, "agents", tuple(_resting(agent, self.given) for agent in self.agents))

    def contract_of(self, agent: Agent, day: int) -> Contract:
        """The contract that the agent works under on a day."""
        return self.contracts[agent.on(day).contract]

    def paid_minutes(self, agent: Agent, shift: Shift) -> int:
        """What a shift pays the agent."""
        return WorkClock(self.horizon, agent.zone).paid_minutes(self.contract_of(agent, shift.day), shift)


def _check_demand(problem: SchedulingProblem) -> None:
    for i, entry in enumerate(problem.demand):
        if entry.skill not in problem.skills:
            raise InputError(f"no skill {shown(entry.skill)}", f"demand[{i}].skill")
        if isinstance(entry, HeadDemand) and entry.required.shape != (problem.horizon.slots,):
            raise InputError(
                f"must hold one number per slot, {problem.horizon.slots} of them, got shape {entry.required.shape}",
                f"demand[{i}].required",
            )


def _check_given(
    given: GivenShift, path: str, problem: SchedulingProblem, seats: set[str], agents: Mapping[str, int]
) -> None:
    shift = given.shift
    if shift.agent and shift.agent not in agents:
        raise InputError(f"no agent {shown(shift.agent)}", f"{path}.agent")
    if shift.agent and shift.start >= 0:
        raise InputError(f"must be before day 0 for a shift of an agent, got {shift.start}", f"{path}.start")
    if shift.site is not None and shift.site not in seats:
        raise InputError(f"no site {shown(shift.site)}", f"{path}.site")
    for skill in given.skills:
        if skill not in problem.skills:
            raise InputError(f"no skill {shown(skill)}", f"{path}.skills.{skill}")
    _check_given_times(shift, path, problem.horizon)


def _check_given_times(shift: Shift, path: str, horizon: Horizon) -> None:
    if shift.start >= horizon.minutes + DAY:
        raise InputError(
            f"must be before {horizon.minutes + DAY}, a day after the horizon's end, got {shift.start}", f"{path}.start"
        )


def _check_activity(kind: ActivityKind, path: str, problem: SchedulingProblem, agents: Mapping[str, int]) -> None:
    """That those an activity is for are there."""
    whom = kind.whom
    for i, agent in enumerate(whom.agents or ()):
        if agent not in agents:
            raise InputError(f"no agent {shown(agent)}", f"{path}[{i}]")
    if whom.contract is not None and whom.contract not in problem.contracts:
        raise InputError(f"no contract {shown(whom.contract)}", f"{path}.contract")
    if whom.skill is not None and whom.skill not in problem.skills:
        raise InputError(f"no skill {shown(whom.skill)}", f"{path}.skill")
    if whom.team is not None and all(agent.team != whom.team for agent in problem.agents):
        raise InputError(f"no agent of team {shown(whom.team)}", f"{path}.team")


def _resting(agent: Agent, given: tuple[GivenShift, ...]) -> Agent:
    """The agent, whose rest counts from the end of a given shift of theirs."""
    ends = [entry.shift.end for entry in given if entry.shift.agent == agent.id]
    last = agent.before.last_shift_end
    if not ends or (last is not None and last >= max(ends)):
        return agent
    return replace(agent, before=replace(agent.before, last_shift_end=max(ends)))


def _check_agent(agent: Agent, path: str, problem: SchedulingProblem, seats: set[str]) -> None:
    for i, terms in enumerate(agent.terms):
        _check_terms(terms, f"{path}.changes[{i - 1}]" if i else path, problem, seats)
    for i, terms in enumerate(agent.changes):
        if terms.first >= problem.horizon.days:
            raise InputError(
                f"must be within the horizon's {problem.horizon.days} days, got {terms.first}",
                f"{path}.changes[{i}].from_day",
            )


def _check_terms(agent: AgentTerms, path: str, problem: SchedulingProblem, seats: set[str]) -> None:
    if agent.contract not in problem.contracts:
        raise InputError(f"no contract {shown(agent.contract)}", f"{path}.contract")
    for skill in agent.skills:
        if skill not in problem.skills:
            raise InputError(f"no skill {shown(skill)}", f"{path}.skills.{skill}")
    if agent.site is not None and agent.site not in seats:
        raise InputError(f"no site {shown(agent.site)}", f"{path}.site")
    if agent.work_mode is WorkMode.REMOTE and agent.site is not None:
        raise InputError(f"must be null for an agent who works remote, got {shown(agent.site)}", f"{path}.site")
    if agent.work_mode is not WorkMode.REMOTE and agent.site is None:
        raise InputError(f"must name a site for an agent who works {agent.work_mode.value}, got null", f"{path}.site")
