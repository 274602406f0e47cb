"""Domain values inside JSON documents, there and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from wfm.domain.exchange import Reason
from wfm.domain.people import Break, BreakTemplate, Shift, ShiftTemplate
from wfm.domain.planning import ComponentWeight, DeferrableWork, OperatingHours, ServiceLevelDefinition, ServiceTarget


def hours_out(hours: OperatingHours) -> list[list[tuple[int, int]]]:
    """Windows per weekday."""
    return [list(windows) for windows in hours.open]


def hours_in(document: Sequence[Sequence[Sequence[int]]]) -> OperatingHours:
    """Opening hours from their windows."""
    return OperatingHours(tuple(tuple((low, high) for low, high in windows) for windows in document))


def target_out(target: ServiceTarget) -> dict[str, Any]:
    """A service target's fields."""
    return {
        "share": target.share,
        "seconds": target.seconds,
        "definition": target.definition.value,
        "max_occupancy": target.max_occupancy,
        "max_abandonment": target.max_abandonment,
    }


def target_in(document: Mapping[str, Any]) -> ServiceTarget:
    """A service target from its fields."""
    return ServiceTarget(**{**document, "definition": ServiceLevelDefinition(document["definition"])})


def template_out(template: ShiftTemplate) -> dict[str, Any]:
    """A shift template's fields."""
    return {
        "id": template.id,
        "earliest": template.earliest,
        "latest": template.latest,
        "step": template.step,
        "spans": template.spans,
        "min_gap": template.min_gap,
        "breaks": [
            {"name": b.name, "minutes": b.minutes, "paid": b.paid, "earliest": b.earliest, "latest": b.latest}
            for b in template.breaks
        ],
    }


def template_in(document: Mapping[str, Any]) -> ShiftTemplate:
    """A shift template from its fields."""
    breaks = tuple(BreakTemplate(**item) for item in document["breaks"])
    return ShiftTemplate(**{**document, "spans": tuple(document["spans"]), "breaks": breaks})


def windows_in(document: Iterable[Sequence[int]] | None) -> tuple[tuple[int, int], ...] | None:
    """Pairs of minutes, None for always."""
    return None if document is None else tuple((low, high) for low, high in document)


def breaks_out(shift: Shift) -> list[tuple[str, int, int]]:
    """Breaks as (name, start, end)."""
    return [(b.name, b.start, b.end) for b in shift.breaks]


def breaks_in(document: Iterable[tuple[str, int, int]]) -> tuple[Break, ...]:
    """Breaks from (name, start, end)."""
    return tuple(Break(name, start, end) for name, start, end in document)


def shift_out(shift: Shift) -> dict[str, Any]:
    """A shift as it is kept inside a shift line; nobody's name is in it."""
    return {"start": shift.start, "end": shift.end, "site": shift.site, "breaks": breaks_out(shift)}


def shift_in(document: Mapping[str, Any]) -> Shift:
    """A nameless shift of a line."""
    return Shift("", document["start"], document["end"], document["site"], breaks_in(document["breaks"]))


def reasons_out(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons' fields, those that say nothing left out."""
    return [
        {"subject": r.subject, "text": r.text, "start": r.start, "end": r.end, "heads": float(r.heads)}
        | {name: value for name in _SAID_APART if (value := getattr(r, name))}
        for r in reasons
    ]


def reasons_in(document: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Reasons from their fields; fields of another version's that this one does not know are passed over."""
    known = {f.name for f in fields(Reason)}
    return tuple(Reason(**{name: value for name, value in item.items() if name in known}) for item in document)


_SAID_APART = ("peak", "cause", "because", "detail")
"""Fields of a reason that older documents lack."""


def components_out(components: Iterable[ComponentWeight]) -> list[tuple[str, float, float]]:
    """Components as (name, weight, error)."""
    return [(c.name, c.weight, c.error) for c in components]


def components_in(document: Iterable[tuple[str, float | None, float | None]]) -> tuple[ComponentWeight, ...]:
    """Components from (name, weight, error); a null is a NaN."""
    return tuple(ComponentWeight(name, number(weight), number(error)) for name, weight, error in document)


def work_out(work: Iterable[DeferrableWork]) -> list[tuple[int, int, float]]:
    """Deferrable work as (arrives, due, head-slots)."""
    return [(w.arrives, w.due, w.head_slots) for w in work]


def work_in(document: Iterable[tuple[int, int, float]]) -> tuple[DeferrableWork, ...]:
    """Deferrable work from (arrives, due, head-slots)."""
    return tuple(DeferrableWork(arrives, due, heads) for arrives, due, heads in document)


def numbers_in(document: Mapping[str, float | None]) -> dict[str, float]:
    """Named figures; a null is a NaN."""
    return {key: number(value) for key, value in document.items()}


def number(value: float | None) -> float:
    """NaN for null."""
    return math.nan if value is None else float(value)
