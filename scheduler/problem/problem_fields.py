"""The fields of a problem file (`wfm-problem/1`) and of its horizon; see docs/format.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.problem.activity_fields import ACTIVITY_KIND
from scheduler.problem.demand_fields import SITE_SEATS, DemandEntry
from scheduler.problem.given import GivenShift
from scheduler.problem.problem import SchedulingProblem
from wfm.documents import (
    ACTIVITY,
    AGENT,
    BREAK,
    CONTRACT,
    Day,
    Door,
    Entity,
    Field,
    Fields,
    Flag,
    Form,
    ListOf,
    Nested,
    NumberOf,
    Plain,
    Speeds,
    Text,
    Value,
    Whole,
    Zone,
    read,
    write,
)
from wfm.domain.people import Contract, Shift
from wfm.domain.time import SLOT_LENGTHS, Horizon

HORIZON = Entity(
    Horizon,
    (
        Field("start", "start", Day()),
        Field("weekday", "first_weekday", Whole(0, 6)),
        Field("zone", "timezone", Zone()),
        Field("days", "days", Whole(1, 56)),
        Field("slot_minutes", "slot_minutes", NumberOf(SLOT_LENGTHS)),
        Field("week_start", "week_start", Whole(0, 6)),
        Field("elapsed", "elapsed", Flag()),
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


def _has_agent(shift: Shift) -> bool:
    return bool(shift.agent)


def _ends_later(table: Fields, shift: Shift) -> None:
    if not shift.start < shift.end:
        raise table["end"].fault(f"must be later than start {shift.start}, got {shift.end}")


def _is_on_grid(table: Fields, shift: Shift) -> None:
    horizon = table.value.door.horizon
    slot = horizon.slot_minutes if horizon else 1
    for key, minute in (("start", shift.start), ("end", shift.end)):
        if minute % slot:
            raise table[key].fault(f"must be a multiple of slot_minutes {slot}, got {minute}")


def _has_pieces_inside(table: Fields, shift: Shift) -> None:
    for key in ("breaks", "activities"):
        pieces = table.get(key)
        for value in pieces.items() if pieces else ():
            start, end = (value.child(edge, value.raw[edge]).integer() for edge in ("start", "end"))
            if not shift.start <= start < end <= shift.end:
                raise value.fault(f"must lie within {shift.start}..{shift.end}, got {start}..{end}")


GIVEN_SHIFT = Entity(
    Shift,
    (
        Field("agent", "agent", Text(), needed=False, default="", wanted=_has_agent),
        Field("start", "start", Whole()),
        Field("end", "end", Whole()),
        Field("site", "site", Text(), always=True),
        Field("breaks", "breaks", ListOf(Nested(BREAK)), always=True),
        Field("activities", "activities", ListOf(Nested(ACTIVITY))),
    ),
    (_ends_later, _is_on_grid, _has_pieces_inside),
    beside=("skills",),
)


class GivenEntry(Form[GivenShift]):
    """A fixed shift, whose agent may be left out, with the speeds that it works at."""

    def read(self, value: Value) -> GivenShift:
        """The entry."""
        skills = value.fields(("skills",), GIVEN_SHIFT.keys)["skills"]
        return GivenShift(read(GIVEN_SHIFT, value), Speeds().read(skills))

    def write(self, item: GivenShift, door: Door) -> Plain:
        """The entry's object."""
        return write(GIVEN_SHIFT, item.shift, door) | {"skills": Speeds().write(item.skills, door)}


PROBLEM = Entity(
    SchedulingProblem,
    (
        Field("name", "name", Text()),
        Field("skills", "skills", ListOf(Text(), once="skill")),
        Field("demand", "demand", ListOf(DemandEntry(), "must hold at least one entry")),
        Field("sites", "sites", ListOf(Nested(SITE_SEATS), once="site", by="id"), default=(), always=True),
        Field("contracts", "contracts", ContractsById()),
        Field("agents", "agents", ListOf(Nested(AGENT), "must hold at least one agent")),
        Field("given", "given", ListOf(GivenEntry())),
        Field("activities", "activities", ListOf(Nested(ACTIVITY_KIND), once="activity", by="id")),
    ),
)
"""All but its horizon, on which the rest is read, and the published shifts, which are a schedule within the problem."""
