"""The centre of a problem file (`wfm-problem/1`): horizon, demand, sites, contracts; see docs/format.md."""

from __future__ import annotations

from datetime import date

import numpy as np

from scheduler.problem.demand import DeferrableDemand, Demand, HeadDemand, SiteSeats
from scheduler.problem.json_values import Fields, Value, shown, unique
from wfm.domain.errors import InputError
from wfm.domain.people import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.planning import DeferrableWork
from wfm.domain.time import DAY, SLOT_LENGTHS, Horizon, zone_of

PROBLEM_FORMAT = "wfm-problem/1"
SCHEDULE_FORMAT = "wfm-schedule/1"


def read_format(value: Value, expected: str) -> None:
    """Raise InputError unless the file is of the expected format and version."""
    if value.text() != expected:
        raise value.fault(f"must be {shown(expected)}, got {shown(value.raw)}")


def read_date(value: Value) -> date:
    """A date written YYYY-MM-DD."""
    text = value.text()
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError as error:
        raise value.fault(f"must be a date YYYY-MM-DD, got {shown(text)}") from error
    raise value.fault(f"must be a date YYYY-MM-DD, got {shown(text)}")


def read_horizon(fields: Fields) -> Horizon:
    """Start, zone, days, slot length and first weekday."""
    slot = fields["slot_minutes"].integer()
    if slot not in SLOT_LENGTHS:
        raise fields["slot_minutes"].fault(f"must be one of {', '.join(map(str, SLOT_LENGTHS))}, got {slot}")
    zone = fields["timezone"].text()
    try:
        zone_of(zone)
    except InputError as error:
        raise fields["timezone"].fault(f"must be an IANA name such as America/New_York, got {shown(zone)}") from error
    weekday = fields.get("first_weekday")
    return Horizon(
        read_date(fields["start"]),
        fields["days"].integer(1, 56),
        slot,
        zone,
        None if weekday is None else weekday.integer(0, 6),
    )


def read_skills(value: Value) -> tuple[str, ...]:
    """The planning groups, each once."""
    items = value.items()
    names = [item.text() for item in items]
    unique(items, names, "skill")
    return tuple(names)


def read_demand(value: Value, horizon: Horizon, skills: tuple[str, ...]) -> tuple[Demand, ...]:
    """Heads per slot and work that may wait; at least one entry."""
    items = value.items()
    if not items:
        raise value.fault("must hold at least one entry, got none")
    return tuple(_demand(item, horizon, skills) for item in items)


def _demand(value: Value, horizon: Horizon, skills: tuple[str, ...]) -> Demand:
    waits = isinstance(value.raw, dict) and value.raw.get("deferrable") not in (None, False)
    if waits:
        fields = value.fields(("skill", "deferrable", "work"), ("weight",))
        fields["deferrable"].flag()
    else:
        fields = value.fields(("skill", "required"), ("weight", "deferrable"))
    skill = _known(fields["skill"], skills, "skill")
    priced = fields.get("weight")
    weight = 1.0 if priced is None else priced.number(above=0)
    if waits:
        work = tuple(_work(item, horizon) for item in fields["work"].items())
        return DeferrableDemand(skill, work, weight)
    return HeadDemand(skill, _heads(fields["required"], horizon.slots), weight)


def _heads(value: Value, slots: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    items = value.items()
    if len(items) != slots:
        raise value.fault(f"must hold one number per slot, {slots} of them, got {len(items)}")
    return np.array([item.number(low=0) for item in items], float)


def _work(value: Value, horizon: Horizon) -> DeferrableWork:
    fields = value.fields(("arrives", "due", "head_slots"))
    arrives = fields["arrives"].integer(0, horizon.minutes - 1)
    due = fields["due"].integer(1)
    for key, minute in (("arrives", arrives), ("due", due)):
        if minute % horizon.slot_minutes:
            raise fields[key].fault(f"must be a multiple of slot_minutes {horizon.slot_minutes}, got {minute}")
    if arrives >= due:
        raise fields["due"].fault(f"must be later than arrives {arrives}, got {due}")
    slot = horizon.slot_minutes
    return DeferrableWork(arrives // slot, due // slot, fields["head_slots"].number(low=0))


def read_sites(value: Value | None) -> tuple[SiteSeats, ...]:
    """Sites and their seats."""
    items = [] if value is None else value.items()
    fields = [item.fields(("id", "seats")) for item in items]
    sites = tuple(SiteSeats(f["id"].text(), f["seats"].integer(0)) for f in fields)
    unique([f["id"] for f in fields], [site.id for site in sites], "site")
    return sites


def read_contracts(value: Value, slot: int) -> dict[str, Contract]:
    """Contracts by id, in the order of the file."""
    items = value.items()
    contracts = [_contract(item, slot) for item in items]
    unique(items, [c.id for c in contracts], "contract")
    return {c.id: c for c in contracts}


def _contract(value: Value, slot: int) -> Contract:
    fields = value.fields(
        ("id", "paid_minutes_per_week", "days_per_week", "max_consecutive_days", "min_rest_minutes", "shifts"),
        ("start_spread_minutes", "max_weekends"),
    )
    spread, weekends = fields.get("start_spread_minutes"), fields.get("max_weekends")
    templates = fields["shifts"].items()
    if not templates:
        raise fields["shifts"].fault("must allow at least one shift template, got none")
    shifts = tuple(_template(item, slot) for item in templates)
    unique(templates, [t.id for t in shifts], "shift template")
    return Contract(
        fields["id"].text(),
        fields["paid_minutes_per_week"].pair(0, 7 * DAY),
        fields["days_per_week"].pair(0, 7),
        fields["max_consecutive_days"].integer(1),
        fields["min_rest_minutes"].integer(0),
        shifts,
        None if spread is None else spread.integer(0),
        None if weekends is None else weekends.integer(0),
    )


def _template(value: Value, slot: int) -> ShiftTemplate:
    fields = value.fields(("id", "start", "span_minutes"), ("min_gap_minutes", "breaks"))
    start = fields["start"].fields(("earliest", "latest", "step"))
    gap, breaks = fields.get("min_gap_minutes"), fields.get("breaks")
    spans = fields["span_minutes"].items()
    if not spans:
        raise fields["span_minutes"].fault("must name at least one length, got none")
    earliest, latest = start["earliest"].integer(0, DAY - 1), start["latest"].integer(0, DAY - 1)
    if earliest > latest:
        raise start["latest"].fault(f"must be >= earliest {earliest}, got {latest}")
    template = ShiftTemplate(
        fields["id"].text(),
        earliest,
        latest,
        start["step"].integer(1),
        tuple(_multiple(span, span.integer(1, DAY), slot) for span in spans),
        0 if gap is None else gap.integer(0),
        () if breaks is None else tuple(_break_template(item, slot) for item in breaks.items()),
    )
    if not any(minute % slot == 0 for minute in template.starts()):
        raise fields["start"].fault(
            f"no start in {earliest}..{latest} step {template.step} is a multiple of slot_minutes {slot}"
        )
    for item, span in zip(spans, template.spans, strict=True):
        misfit = breaks_that_do_not_fit(template, span, slot)
        if misfit:
            raise item.fault(misfit)
    return template


def breaks_that_do_not_fit(template: ShiftTemplate, span: int, slot: int) -> str | None:
    """Why a shift of that length cannot hold the template's breaks, or None when it can.

    Placing each break as early as it may go leaves the most room for the next, so one pass decides.
    """
    cursor = 0
    for b in template.breaks:
        low = max(b.earliest, cursor + template.min_gap)
        low += -low % slot
        if low > b.latest:
            return f"a shift of {span} minutes cannot hold its breaks: {b.name!r} cannot start before {low}, its window ends at {b.latest}"
        cursor = low + b.minutes
    if cursor + template.min_gap <= span:
        return None
    if not template.breaks:
        return f"a shift of {span} minutes is shorter than min_gap_minutes {template.min_gap}"
    return (
        f"a shift of {span} minutes cannot hold its breaks: they end at {cursor} at the earliest, "
        f"and {template.min_gap} minutes of work must follow"
    )


def _break_template(value: Value, slot: int) -> BreakTemplate:
    fields = value.fields(("name", "minutes", "paid", "window"))
    earliest, latest = fields["window"].pair(0, DAY)
    minutes = _multiple(fields["minutes"], fields["minutes"].integer(1, DAY), slot)
    if earliest + -earliest % slot > latest:
        raise fields["window"].fault(f"holds no multiple of slot_minutes {slot}, got {earliest}..{latest}")
    return BreakTemplate(fields["name"].text(), minutes, fields["paid"].flag(), earliest, latest)


def _multiple(value: Value, minutes: int, slot: int) -> int:
    if minutes % slot:
        raise value.fault(f"must be a multiple of slot_minutes {slot}, got {minutes}")
    return minutes


def _known(value: Value, names: tuple[str, ...], what: str) -> str:
    name = value.text()
    if name not in names:
        raise value.fault(f"no {what} {shown(name)}")
    return name
