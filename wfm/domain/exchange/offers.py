"""Shift trades: offers of a shift, and how the rules decide on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OfferKind(StrEnum):
    """A giveaway asks nothing back, a trade wants another shift, an open shift belongs to nobody yet."""

    GIVEAWAY = "giveaway"
    TRADE = "trade"
    OPEN = "open"


class OfferState(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    PENDING = "pending"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Verdict(StrEnum):
    """What the rules say of a change: it may happen, a manager must agree, or it may not."""

    ALLOWED = "allowed"
    REVIEW = "needs a manager"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one change with a sentence per reason."""

    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The reasons as one line."""
        return "; ".join(self.reasons) if self.reasons else "no rule forbids it"


@dataclass(frozen=True, slots=True)
class ShiftOffer:
    """A shift put on the trade board; `offered_by` is None for an open shift, `taken_by` None until someone takes it.

    `in_return` is the id of the shift given back in a trade (while the offer is open: the one that is wanted, if any).
    `skills` are what the shift asks of whoever takes it. `leave` is the time off that opened it, where one did.
    """

    id: int
    kind: OfferKind
    shift: int
    offered_by: str | None
    taken_by: str | None
    in_return: int | None
    state: OfferState
    note: str
    reason: str
    created_at: datetime
    version: int = 1
    skills: tuple[str, ...] = ()
    leave: int | None = None
