"""What a scheduling problem asks for: heads per slot, work that may wait, and the seats there are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import DeferrableWork


def _check_weight(skill: str, weight: float) -> None:
    if not (weight > 0 and math.isfinite(weight)):
        raise InputError(f"demand of {skill!r}: weight must be > 0, got {weight}")


@dataclass(frozen=True, slots=True, eq=False)
class HeadDemand:
    """Heads of one skill required in every slot, shape (slots,), >= 0; `weight` prices one head-slot short."""

    skill: str
    required: Floats
    weight: float = 1.0

    def __post_init__(self) -> None:
        _check_weight(self.skill, self.weight)
        required = np.array(self.required, float)
        bad = np.flatnonzero(~(np.isfinite(required) & (required >= 0)))
        if bad.size:
            raise InputError(
                f"demand of {self.skill!r}: required must be >= 0, got {required[bad[0]]} at slot {bad[0]}"
            )
        required.flags.writeable = False
        object.__setattr__(self, "required", required)


@dataclass(frozen=True, slots=True)
class DeferrableDemand:
    """Work of one skill that may wait (email, back office); `arrives` and `due` are slot indices of the horizon.

    A due slot past the horizon asks for the work within it. `weight` prices one head-slot left undone.
    """

    skill: str
    work: tuple[DeferrableWork, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        _check_weight(self.skill, self.weight)
        for item in self.work:
            if not 0 <= item.arrives < item.due:
                raise InputError(
                    f"demand of {self.skill!r}: work must satisfy 0 <= arrives < due, got {item.arrives}..{item.due}"
                )
            if not (item.head_slots >= 0 and math.isfinite(item.head_slots)):
                raise InputError(f"demand of {self.skill!r}: head_slots must be >= 0, got {item.head_slots}")


Demand = HeadDemand | DeferrableDemand


@dataclass(frozen=True, slots=True)
class SiteSeats:
    """A site and the most reps on site at one moment, breaks included."""

    id: str
    seats: int

    def __post_init__(self) -> None:
        if self.seats < 0:
            raise InputError(f"site {self.id!r}: seats must be >= 0, got {self.seats}")
