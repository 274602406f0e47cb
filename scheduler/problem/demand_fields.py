"""The fields of demand and of seats in a problem file, whose times are minutes and ours are slots; see docs/format.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.problem.demand import DeferrableDemand, Demand, HeadDemand, SiteSeats
from wfm.documents import (
    Door,
    Entity,
    Field,
    Fields,
    Form,
    ListOf,
    Nested,
    Number,
    Plain,
    Text,
    Value,
    Whole,
    read,
    write,
)
from wfm.domain.arrays import Floats
from wfm.domain.planning import DeferrableWork
from wfm.domain.time import Horizon


def _horizon(door: Door) -> Horizon:
    assert door.horizon is not None, "demand is read and written on a horizon"
    return door.horizon


@dataclass(frozen=True)
class SlotStart(Form[int]):
    """The start of a slot in minutes, within the horizon or, where it may lie past it, anywhere from `low`."""

    low: int
    within: bool

    def read(self, value: Value) -> int:
        """The slot."""
        horizon = _horizon(value.door)
        minute = value.integer(self.low, horizon.minutes - 1 if self.within else None)
        if minute % horizon.slot_minutes:
            raise value.fault(f"must be a multiple of slot_minutes {horizon.slot_minutes}, got {minute}")
        return minute // horizon.slot_minutes

    def write(self, item: int, door: Door) -> Plain:
        """The minute."""
        return item * _horizon(door).slot_minutes


class Heads(Form[Floats]):
    """One number >= 0 for every slot of the horizon."""

    def read(self, value: Value) -> Floats:
        """The numbers, shape (slots,)."""
        items, slots = value.items(), _horizon(value.door).slots
        if len(items) != slots:
            raise value.fault(f"must hold one number per slot, {slots} of them, got {len(items)}")
        return np.array([item.number(low=0) for item in items], float)

    def write(self, item: Floats, door: Door) -> Plain:
        """Whole numbers without a point."""
        return [int(x) if x == int(x) else float(x) for x in item]


def _is_due_later(table: Fields, work: DeferrableWork) -> None:
    if work.arrives >= work.due:
        arrives, due = table["arrives"].integer(), table["due"].integer()
        raise table["due"].fault(f"must be later than arrives {arrives}, got {due}")


WORK = Entity(
    DeferrableWork,
    (
        Field("arrives", "arrives", SlotStart(0, within=True)),
        Field("due", "due", SlotStart(1, within=False)),
        Field("head_slots", "head_slots", Number(0)),
    ),
    (_is_due_later,),
)

HEAD_DEMAND = Entity(
    HeadDemand,
    (
        Field("skill", "skill", Text()),
        Field("required", "required", Heads()),
        Field("weight", "weight", Number(above=0), always=True),
    ),
    beside=("deferrable",),
)

DEFERRABLE_DEMAND = Entity(
    DeferrableDemand,
    (
        Field("skill", "skill", Text()),
        Field("work", "work", ListOf(Nested(WORK))),
        Field("weight", "weight", Number(above=0), always=True),
    ),
    beside=("deferrable",),
)

SITE_SEATS = Entity(SiteSeats, (Field("id", "id", Text()), Field("seats", "seats", Whole(0))))


class DemandEntry(Form[Demand]):
    """Heads per slot, or with `deferrable` work that may wait."""

    def read(self, value: Value) -> Demand:
        """The entry."""
        mark = dict(value.entries()).get("deferrable")
        if mark is None or mark.raw is None or not mark.flag():
            return read(HEAD_DEMAND, value)
        return read(DEFERRABLE_DEMAND, value)

    def write(self, item: Demand, door: Door) -> Plain:
        """The entry's object."""
        if isinstance(item, HeadDemand):
            return write(HEAD_DEMAND, item, door)
        return {"skill": item.skill, "deferrable": True} | write(DEFERRABLE_DEMAND, item, door)
