"""Shrinkage: the paid time that does not serve contacts, by component, each with the base it is a share of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError

Basis = Literal["paid", "scheduled", "remaining"]


@dataclass(frozen=True, slots=True)
class ShrinkageComponent:
    """One reason for time off the queue.

    `share` in [0, 1) is of paid time ("paid", for leave and sickness), of the time people are at work ("scheduled":
    what the paid components leave, for breaks and meetings), or of what all components before it leave ("remaining").
    `placed` marks what the scheduler places in the schedule itself (breaks, meetings, leave); it is shown but
    not deducted a second time.
    """

    name: str
    share: float
    basis: Basis = "paid"
    placed: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise InputError(f"shrinkage {self.name!r}: share must be in [0, 1), got {self.share}")
        if self.basis not in get_args(Basis):
            raise InputError(f"shrinkage {self.name!r}: basis must be one of {get_args(Basis)}, got {self.basis!r}")


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """All components: shares of one base add, bases multiply.

    >>> leave, meetings = ShrinkageComponent("leave", 0.1), ShrinkageComponent("meetings", 0.2, "scheduled")
    >>> round(Shrinkage((leave, meetings)).total, 3)
    0.28
    """

    components: tuple[ShrinkageComponent, ...] = ()

    def __post_init__(self) -> None:
        for basis in ("paid", "scheduled"):
            of_basis = sum(c.share for c in self.components if c.basis == basis)
            if of_basis >= 1:
                raise InputError(f"shrinkage shares of {basis} time must sum to less than 1, got {of_basis:g}")

    @classmethod
    def of(cls, share: float) -> Shrinkage:
        """One unnamed share of paid time."""
        return cls((ShrinkageComponent("shrinkage", share),)) if share else cls()

    @property
    def total(self) -> float:
        """Share of paid time deducted from heads: every component that the scheduler does not place itself."""
        counted = [c for c in self.components if not c.placed]
        left = 1.0
        for basis in ("paid", "scheduled"):
            left *= 1.0 - sum(c.share for c in counted if c.basis == basis)
        for component in counted:
            if component.basis == "remaining":
                left *= 1.0 - component.share
        return 1.0 - left

    def gross(self, heads: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Heads to schedule so that `heads` are left: heads / (1 - total), a real number.

        Shrinkage is a share of many hours, not of one: rounded up in every interval, 15 % of two heads would be a
        third head, 50 %. Rounded to 1e-9, a quotient that is whole stays whole.

        >>> [float(Shrinkage.of(0.3).gross(n)) for n in (21, 7.7)]
        [30.0, 11.0]
        """
        return np.round(np.asarray(heads, float) / (1.0 - self.total), 9)

    def whole(self, heads: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """`gross` rounded up, for a reader who asks about one interval alone.

        >>> float(Shrinkage.of(0.3).whole(11))
        16.0
        """
        return np.ceil(self.gross(heads) - 1e-9) + 0.0
