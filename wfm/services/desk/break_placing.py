"""Shifts of a template: the one that fits given times, with its breaks where the windows have their middle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wfm.domain.errors import InputError
from wfm.domain.people import Break, Contract, Shift, ShiftTemplate
from wfm.domain.texts import quoted, some_of
from wfm.domain.time import DAY


def templates_of(contracts: Iterable[Contract]) -> tuple[ShiftTemplate, ...]:
    """The templates of contracts, in order."""
    return tuple(template for contract in contracts for template in contract.shifts)


def template_named(templates: Sequence[ShiftTemplate], id: str) -> ShiftTemplate:
    """The template of that id; InputError naming those there are."""
    found = next((template for template in templates if template.id == id), None)
    if found is None:
        known = some_of(list(dict.fromkeys(template.id for template in templates)))
        raise InputError(f"no contract in question has a shift template {quoted(id)}; there are {known}")
    return found


def fitting(templates: Sequence[ShiftTemplate], start: int, span: int, slot: int, ahead: int) -> ShiftTemplate | None:
    """The template of a shift of these times: one that it obeys with its breaks placed, else one whose breaks it can hold.

    `start` is a minute of the axis, and the template's clock is `ahead` of that.
    """
    holding = [template for template in templates if template.break_starts(span, slot)]
    of_day = (start + ahead) % DAY
    exact = (
        template
        for template in holding
        if span in template.spans
        and template.earliest <= of_day <= template.latest
        and (of_day - template.earliest) % template.step == 0
    )
    return next(exact, min(holding, key=lambda t: min(abs(span - length) for length in t.spans), default=None))


def breaks_of(template: ShiftTemplate | None, start: int, span: int, slot: int) -> tuple[Break, ...]:
    """The template's breaks in a shift of these times, as near the middle of their windows as they go together."""
    if template is None:
        return ()
    middles = [(b.earliest + b.latest) / 2 for b in template.breaks]

    def far(offsets: tuple[int, ...]) -> float:
        return sum(abs(offset - middle) for offset, middle in zip(offsets, middles, strict=True))

    best = min(template.break_starts(span, slot), key=far, default=None)
    return () if best is None else template.place("", start, span, best, None).breaks


def shift_of(
    templates: Sequence[ShiftTemplate],
    named: str | None,
    start: int | None,
    end: int | None,
    day: int,
    slot: int,
    ahead: int,
) -> Shift:
    """A shift with its breaks on a day of the axis, from as much of it as is told."""
    template = None if named is None else template_named(templates, named)
    if template is None and (start is None or end is None):
        raise InputError("a new shift must have a start and an end, or a template")
    if start is None and template is not None:
        start = day * DAY + (template.earliest - ahead) % DAY
    begins = day * DAY if start is None else start
    if end is None and template is not None:
        end = begins + template.spans[0]
    ends = begins if end is None else end
    chosen = template or fitting(templates, begins, ends - begins, slot, ahead)
    return Shift("", begins, ends, None, breaks_of(chosen, begins, ends - begins, slot))
