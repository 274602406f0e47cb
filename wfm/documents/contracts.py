"""The fields of contracts, shift templates and breaks of templates."""

from __future__ import annotations

from typing import Any

from wfm.documents.forms import Flag, Minutes, Moment, Text, Whole
from wfm.documents.nested import ListOf, Nested, Pair, Parts
from wfm.documents.tables import Entity, Field
from wfm.documents.values import Fields, Value
from wfm.domain.people import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.time import DAY

WEEK = 7 * DAY


def _holds_a_slot(value: Value, window: tuple[int, int]) -> None:
    """A window must hold a slot's start."""
    earliest, latest = window
    slot = value.door.horizon.slot_minutes if value.door.horizon else 1
    if earliest + -earliest % slot > latest:
        raise value.fault(f"holds no multiple of slot_minutes {slot}, got {earliest}..{latest}")


def _starts_on_a_slot(value: Value, start: tuple[Any, ...]) -> None:
    """The latest start must not be before the earliest, and one of them must be a slot's."""
    earliest, latest, step = start
    slot = value.door.horizon.slot_minutes if value.door.horizon else 1
    if earliest > latest:
        raise value.child("latest", latest).fault(f"must be >= earliest {earliest}, got {latest}")
    if not any(minute % slot == 0 for minute in range(earliest, latest + 1, step)):
        raise value.fault(f"no start in {earliest}..{latest} step {step} is a multiple of slot_minutes {slot}")


def _holds_its_breaks(table: Fields, template: ShiftTemplate) -> None:
    """Every length must hold all breaks."""
    horizon = table.value.door.horizon
    for value, span in zip(table["span_minutes"].items(), template.spans, strict=True):
        misfit = template.misfit(span, horizon.slot_minutes if horizon else 1)
        if misfit is not None:
            raise value.fault(misfit)


BREAK_TEMPLATE = Entity(
    BreakTemplate,
    (
        Field("name", "name", Text()),
        Field("minutes", "minutes", Minutes(1, DAY)),
        Field("paid", "paid", Flag()),
        Field(("earliest", "latest"), "window", Pair(0, DAY, check=_holds_a_slot)),
    ),
)

SHIFT_TEMPLATE = Entity(
    ShiftTemplate,
    (
        Field("id", "id", Text()),
        Field(
            ("earliest", "latest", "step"),
            "start",
            Parts({"earliest": Moment(), "latest": Moment(), "step": Whole(1)}, _starts_on_a_slot),
        ),
        Field("spans", "span_minutes", ListOf(Minutes(1, DAY), "must name at least one length")),
        Field("min_gap", "min_gap_minutes", Whole(0), always=True),
        Field("breaks", "breaks", ListOf(Nested(BREAK_TEMPLATE)), always=True),
    ),
    (_holds_its_breaks,),
)

CONTRACT = Entity(
    Contract,
    (
        Field("id", "id", Text()),
        Field("paid_per_week", "paid_minutes_per_week", Pair(0, WEEK)),
        Field("days_per_week", "days_per_week", Pair(0, 7)),
        Field("max_consecutive_days", "max_consecutive_days", Whole(1)),
        Field("min_rest", "min_rest_minutes", Whole(0)),
        Field("start_spread", "start_spread_minutes", Whole(0)),
        Field("max_weekends", "max_weekends", Whole(0)),
        Field("closed_day_credit", "closed_day_credit", Flag()),
        Field(
            "shifts",
            "shifts",
            ListOf(Nested(SHIFT_TEMPLATE), "must allow at least one shift template", "shift template", "id"),
        ),
    ),
)
