"""The fields of a problem file (`wfm-problem/1`) and of its horizon; see docs/format.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.problem.demand_fields import SITE_SEATS, DemandEntry
from scheduler.problem.problem import SchedulingProblem
from wfm.documents import (
    AGENT,
    CONTRACT,
    Day,
    Door,
    Entity,
    Field,
    Form,
    ListOf,
    Nested,
    NumberOf,
    Plain,
    Text,
    Value,
    Whole,
    Zone,
)
from wfm.domain.people import Contract
from wfm.domain.time import SLOT_LENGTHS, Horizon

HORIZON = Entity(
    Horizon,
    (
        Field("start", "start", Day()),
        Field("weekday", "first_weekday", Whole(0, 6)),
        Field("zone", "timezone", Zone()),
        Field("days", "days", Whole(1, 56)),
        Field("slot_minutes", "slot_minutes", NumberOf(SLOT_LENGTHS)),
    ),
)


@dataclass(frozen=True)
class ContractsById(Form[Mapping[str, Contract]]):
    """Contracts, each id once, in the order of the file."""

    listed = ListOf(Nested(CONTRACT), once="contract", by="id")

    def read(self, value: Value) -> Mapping[str, Contract]:
        """The contracts by id."""
        return {contract.id: contract for contract in self.listed.read(value)}

    def write(self, item: Mapping[str, Contract], door: Door) -> Plain:
        """Their list."""
        return self.listed.write(tuple(item.values()), door)


PROBLEM = Entity(
    SchedulingProblem,
    (
        Field("name", "name", Text()),
        Field("skills", "skills", ListOf(Text(), once="skill")),
        Field("demand", "demand", ListOf(DemandEntry(), "must hold at least one entry")),
        Field("sites", "sites", ListOf(Nested(SITE_SEATS), once="site", by="id"), default=(), always=True),
        Field("contracts", "contracts", ContractsById()),
        Field("agents", "agents", ListOf(Nested(AGENT), "must hold at least one agent")),
    ),
)
"""All but its horizon, on which the rest is read, and the published shifts, which are a schedule within the problem."""
