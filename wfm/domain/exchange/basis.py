"""What a draft was made beside: how the published shifts of its scope stood, and what has become of them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Mark(NamedTuple):
    """How a published shift stood: its version, whose it was ("" for nobody) and when it began.

    Earlier versions of wfm kept the version alone.
    """

    version: int
    rep: str | None = None
    start: datetime | None = None


Basis = Mapping[int, Mapping[int, Mark]]
"""Per schedule that brought them, how each of its shifts stood."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs between two states of the published shifts: their ids, in order."""

    changed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)


def drift(before: Mapping[int, Mark], after: Mapping[int, Mark]) -> Drift:
    """What happened to the published shifts between two moments, whichever schedules brought them."""
    return Drift(
        tuple(id for id in sorted(after) if id in before and before[id].version != after[id].version),
        tuple(sorted(set(after) - set(before))),
        tuple(sorted(set(before) - set(after))),
    )


def marks(basis: Basis) -> dict[int, Mark]:
    """Every shift of a basis by its id."""
    return {id: mark for held in basis.values() for id, mark in held.items()}
