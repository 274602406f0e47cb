"""The scheduling problem: what is asked, of whom, under which contracts; read from and written to `wfm-problem/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.demand import DeferrableDemand, Demand, HeadDemand, SiteSeats
from scheduler.fields import Fields, Value, in_file, load_json, shown
from scheduler.reading import (
    PROBLEM_FORMAT,
    SCHEDULE_FORMAT,
    read_contracts,
    read_demand,
    read_format,
    read_horizon,
    read_sites,
    read_skills,
)
from scheduler.reading_people import read_agents, read_shift
from scheduler.writing import problem_to_dict
from wfm.domain.contracts import Contract
from wfm.domain.errors import InputError
from wfm.domain.people import Agent, WorkMode
from wfm.domain.shifts import Shift
from wfm.domain.time import Horizon

__all__ = [
    "SCHEDULE_KEYS",
    "DeferrableDemand",
    "Demand",
    "HeadDemand",
    "SchedulingProblem",
    "SiteSeats",
    "problem_from_dict",
    "problem_to_dict",
    "read_problem",
    "schedule_fields",
]

SCHEDULE_KEYS = ("unscheduled", "shortfalls", "objective", "lower_bound", "terms", "seconds", "status")
"""Keys of a schedule file that may be absent."""


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

    def contract_of(self, agent: Agent) -> Contract:
        """The agent's contract."""
        return self.contracts[agent.contract]

    def without_published(self) -> SchedulingProblem:
        """The same problem as if nothing had been published yet."""
        return replace(self, published=())


def _check_demand(problem: SchedulingProblem) -> None:
    for i, entry in enumerate(problem.demand):
        if entry.skill not in problem.skills:
            raise InputError(f"no skill {shown(entry.skill)}", f"demand[{i}].skill")
        if isinstance(entry, HeadDemand) and entry.required.shape != (problem.horizon.slots,):
            raise InputError(
                f"must hold one number per slot, {problem.horizon.slots} of them, got shape {entry.required.shape}",
                f"demand[{i}].required",
            )


def _check_agent(agent: Agent, path: str, problem: SchedulingProblem, seats: set[str]) -> None:
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


def schedule_fields(value: Value) -> Fields:
    """The keys of a `wfm-schedule/1` object, after a check of its format."""
    fields = value.fields(("format", "problem", "shifts"), SCHEDULE_KEYS)
    read_format(fields["format"], SCHEDULE_FORMAT)
    return fields


def _problem(value: Value) -> SchedulingProblem:
    fields = value.fields(
        ("format", "name", "start", "timezone", "days", "slot_minutes", "skills", "demand", "contracts", "agents"),
        ("sites", "first_weekday", "published"),
    )
    read_format(fields["format"], PROBLEM_FORMAT)
    horizon = read_horizon(fields)
    skills = read_skills(fields["skills"])
    published = fields.get("published")
    shifts = [] if published is None else schedule_fields(published)["shifts"].items()
    return SchedulingProblem(
        name=fields["name"].text(),
        horizon=horizon,
        skills=skills,
        demand=read_demand(fields["demand"], horizon, skills),
        sites=read_sites(fields.get("sites")),
        contracts=read_contracts(fields["contracts"], horizon.slot_minutes),
        agents=read_agents(fields["agents"], horizon),
        published=tuple(read_shift(item) for item in shifts),
    )


def problem_from_dict(d: object) -> SchedulingProblem:
    """The problem of a parsed `wfm-problem/1` object; InputError with the path of the first fault."""
    return _problem(Value(d, ""))


def read_problem(path: str | Path) -> SchedulingProblem:
    """The problem of a `wfm-problem/1` file; InputError with the file and the path of the first fault."""
    value = load_json(path)
    try:
        return _problem(value)
    except InputError as error:
        raise in_file(path, error) from error
