"""Domain values inside JSON documents, there and back."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import groupby, repeat
from typing import Any

from wfm.domain.exchange import Basis, Mark, Reason
from wfm.domain.people import Activity, Break, Shift
from wfm.domain.planning import ComponentWeight, DeferrableWork


def breaks_out(shift: Shift) -> list[tuple[str, int, int]]:
    """Breaks as (name, start, end)."""
    return [(b.name, b.start, b.end) for b in shift.breaks]


def breaks_in(document: Iterable[tuple[str, int, int]]) -> tuple[Break, ...]:
    """Breaks from (name, start, end)."""
    return tuple(Break(name, start, end) for name, start, end in document)


def activities_out(shift: Shift) -> list[tuple[str, int, int]]:
    """Activities as (id, start, end)."""
    return [(a.id, a.start, a.end) for a in shift.activities]


def activities_in(document: Iterable[tuple[str, int, int]]) -> tuple[Activity, ...]:
    """Activities from (id, start, end)."""
    return tuple(Activity(id, start, end) for id, start, end in document)


def shift_out(shift: Shift) -> dict[str, Any]:
    """A shift as it is kept inside a shift line; nobody's name is in it."""
    written = {"start": shift.start, "end": shift.end, "site": shift.site, "breaks": breaks_out(shift)}
    return written | ({"activities": activities_out(shift)} if shift.activities else {})


def shift_in(document: Mapping[str, Any]) -> Shift:
    """A nameless shift of a line."""
    breaks, activities = breaks_in(document["breaks"]), activities_in(document.get("activities", ()))
    return Shift("", document["start"], document["end"], document["site"], breaks, activities=activities)


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


def basis_out(basis: Basis) -> dict[str, Any]:
    """How published shifts stood, in little room: what neighbours have in common once.

    Ids in a row are (first, last), versions are told that are not the usual one, and owners are places in a list with how
    many shifts in a row they hold; starts are minutes from the first of them.
    """
    found = {}
    for schedule, held in basis.items():
        usual = Counter(mark.version for mark in held.values()).most_common(1)[0][0] if held else 1
        ids: list[list[int]] = []
        for id in sorted(held):
            if ids and ids[-1][1] == id - 1:
                ids[-1][1] = id
            else:
                ids.append([id, id])
        other = [[id, mark.version] for id, mark in sorted(held.items()) if mark.version != usual]
        found[str(schedule)] = {
            "usual": usual,
            "ids": ids,
            "other": other,
            **_owned_out([held[id] for id in sorted(held)]),
        }
    return found


def _owned_out(held: Sequence[Mark]) -> dict[str, Any]:
    known = [(mark.rep, mark.start) for mark in held if mark.rep is not None and mark.start is not None]
    if not known or len(known) < len(held):
        return {}
    first = min(start for _, start in known)
    owners = sorted({rep for rep, _ in known})
    places = {rep: place for place, rep in enumerate(owners)}
    runs = [[places[rep], len(list(group))] for rep, group in groupby(rep for rep, _ in known)]
    starts = [(start - first) // timedelta(minutes=1) for _, start in known]
    return {"owners": owners, "held": runs, "first": first.astimezone(UTC).isoformat(), "starts": starts}


def basis_in(document: Mapping[str, Any] | None) -> dict[int, dict[int, Mark]] | None:
    """How published shifts stood; None where it was not kept."""
    if document is None:
        return None
    found = {}
    for schedule, kept in document.items():
        ids = [id for first, last in kept["ids"] for id in range(first, last + 1)]
        versions = dict.fromkeys(ids, kept["usual"]) | dict(kept["other"])
        owned = _owned_in(kept) if "starts" in kept else repeat((None, None))
        found[int(schedule)] = {id: Mark(versions[id], *mark) for id, mark in zip(ids, owned, strict=False)}
    return found


def _owned_in(kept: Mapping[str, Any]) -> Iterator[tuple[str, datetime]]:
    first = datetime.fromisoformat(kept["first"])
    owners = (kept["owners"][place] for place, count in kept["held"] for _ in range(count))
    for rep, minutes in zip(owners, kept["starts"], strict=True):
        yield rep, first + timedelta(minutes=minutes)


def numbers_in(document: Mapping[str, float | None]) -> dict[str, float]:
    """Named figures; a null is a NaN."""
    return {key: number(value) for key, value in document.items()}


def number(value: float | None) -> float:
    """NaN for null."""
    return math.nan if value is None else float(value)
