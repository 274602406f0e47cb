"""What of the published timeline a schedule is about, and the act of putting it there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wfm.domain.exchange.schedule import PlannedShift


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the timeline that a schedule is about: what starts in start <= t < end, of these reps.

    `reps` is None for everyone, open shifts among them. Open shifts are in no other scope.
    """

    start: datetime
    end: datetime
    reps: frozenset[str] | None = None

    def holds(self, rep: str, start: datetime) -> bool:
        """Whether a shift of a rep ("" for nobody) that starts then is in it."""
        return self.start <= start < self.end and (self.reps is None or rep in self.reps)

    def since(self, moment: datetime | None) -> Scope:
        """What of it starts from a moment on; all of it for None."""
        return self if moment is None else replace(self, start=max(self.start, moment))

    def meets(self, other: Scope) -> bool:
        """Whether something may be in both."""
        apart = self.reps is not None and other.reps is not None and self.reps.isdisjoint(other.reps)
        return self.start < other.end and other.start < self.end and not apart


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft that was put on the timeline.

    Attributes
    ----------
    schedule : the draft's number.
    at, by : when, and the user name; "" where an earlier version did not keep it.
    start, end : what started in start <= t < end gave way, where it was in the schedule's scope.
    brought, replaced, kept : how many shifts came, how many gave way, and how many were the same in both and stayed.
    undone_at, undone_by : when and by whom it was taken back; None and "" while it stands.
    """

    id: int
    schedule: int
    at: datetime
    by: str
    start: datetime
    end: datetime
    brought: int
    replaced: int
    kept: int
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What publishing a draft does to the timeline, each part by id and on the axis that it is stored on.

    Attributes
    ----------
    scope : what starts in it gives way: the draft's, less what has begun.
    comes, goes : the shifts of the draft that come, and the published ones that give way.
    kept : the published shifts that are the same in the draft, and stay.
    begun : the shifts of the draft that have begun, and are not brought.
    """

    scope: Scope
    comes: tuple[PlannedShift, ...]
    goes: tuple[PlannedShift, ...]
    kept: tuple[PlannedShift, ...]
    begun: tuple[PlannedShift, ...] = ()
