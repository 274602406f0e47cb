"""Kinds of leave, and leave that was approved: whether it is paid, and what of it counts as worked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wfm.domain.errors import InputError
from wfm.domain.texts import named, quoted
from wfm.domain.time import DAY

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """A kind of leave, such as vacation. `paid` is whether it is paid, `credited` whether it counts as worked.

    What is credited lowers the hours and days that a rep owes: `minutes_per_day` for a day of it, None for the mean day
    of the contract. Unpaid leave is credited as well, since nobody owes the hours they are let off. Reps can ask for a
    `requestable` kind themselves; of one that is not `active` no more leave is entered.
    """

    id: str
    name: str
    paid: bool = True
    credited: bool = True
    minutes_per_day: int | None = None
    requestable: bool = True
    active: bool = True

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError(
                f"the id of a kind of leave must be at most 50 small letters, digits, - and _, got {quoted(self.id)}"
            )
        if not self.name.strip():
            raise InputError(f"leave kind {self.id!r}: must have a name")
        named(self.name, f"leave kind {self.id!r}: the name")
        if self.minutes_per_day is not None and not 0 < self.minutes_per_day <= DAY:
            raise InputError(
                f"leave kind {self.id!r}: minutes_per_day must be in 1..1440, a day's length, got {self.minutes_per_day}"
            )
        if self.minutes_per_day is not None and not self.credited:
            raise InputError(f"leave kind {self.id!r}: has minutes_per_day {self.minutes_per_day}, so must be credited")


@dataclass(frozen=True, slots=True)
class ApprovedLeave:
    """Approved leave of one rep, start <= t < end.

    `credit_minutes` and `credit_days` are what all of it counts as worked, None for what its kind says.
    """

    id: int
    start: datetime
    end: datetime
    kind: LeaveKind
    credit_minutes: int | None = None
    credit_days: float | None = None


def known_kinds(stored: Iterable[LeaveKind] = ()) -> dict[str, LeaveKind]:
    """All kinds by id: the usual ones as the centre changed them, then those it added, by id."""
    changed = {kind.id: kind for kind in stored}
    usual = {kind.id: changed.pop(kind.id, kind) for kind in USUAL_KINDS}
    return {**usual, **{id: changed[id] for id in sorted(changed)}}


VACATION = "vacation"
"""The kind of leave that says nothing else."""

USUAL_KINDS = (
    LeaveKind(VACATION, "Vacation"),
    LeaveKind("personal", "Personal day"),
    LeaveKind("sick", "Sick", requestable=False),
    LeaveKind("bereavement", "Bereavement"),
    LeaveKind("jury", "Jury duty"),
    LeaveKind("parental", "Parental leave"),
    LeaveKind("training", "Training away", requestable=False),
    LeaveKind("unpaid", "Unpaid leave", paid=False),
)
"""The kinds that every centre knows. Sick calls and training away are entered by planners and managers."""
