"""Schedules: a version with its bound and reasons, and its shifts, as they are stored and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wfm.domain.exchange.publications import Scope
from wfm.domain.people import Shift
from wfm.domain.time import Horizon


class ScheduleStatus(StrEnum):
    """A draft is seen by planners only; a published schedule is official; an archived one was replaced."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Reason:
    """Something the schedule could not do, in words: a rep left out, or a stretch left short.

    Attributes
    ----------
    subject : a rep's or a skill's id.
    text : the short sentence; all there is where nothing below was kept.
    start, end : minutes of the horizon, where a stretch is meant.
    heads : mean heads short over the stretch.
    peak : most heads short in one slot of it; None for work that may wait, or where it was not kept.
    cause : the names of what binds, the same for stretches that are short for one reason.
    because : what binds, as the clause that ends the sentence.
    detail : who might have done it and what they do instead.
    """

    subject: str
    text: str
    start: int | None = None
    end: int | None = None
    heads: float = 0.0
    peak: float | None = None
    cause: str = ""
    because: str = ""
    detail: str = ""

    def said_of(self, name: str) -> str:
        """The sentence about a rep by that name; where nothing but the text is known, it may be several names."""
        return f"{name} {self.text}" if self.cause else f"{name}: {self.text}"


@dataclass(frozen=True, slots=True)
class ScheduleHead:
    """A schedule as a list shows it: enough to choose one, without what was said of it."""

    id: int
    name: str
    horizon: Horizon
    status: ScheduleStatus
    requirement_run: int | None
    created_at: datetime
    created_by: str
    published_at: datetime | None = None
    scope_words: str = ""

    @property
    def given_name(self) -> str:
        """The name that someone gave it, "" where it still has the one that tells its days."""
        return "" if self.name == usual_name(self.horizon) else self.name


def usual_name(horizon: Horizon) -> str:
    """The name of a schedule that nobody has named."""
    return f"{horizon.start} {horizon.days} days"


@dataclass(frozen=True, slots=True)
class ScheduleVersion:
    """One schedule and what is known of it. `id` is 0 until stored; `version` guards against lost updates.

    Its scope begins at `first_minute` of the horizon and holds `reps`, None for everyone; `scope_words` say who they are, as
    the planner chose them (`team red`), "" for everyone.
    """

    id: int
    name: str
    horizon: Horizon
    status: ScheduleStatus
    requirement_run: int | None
    objective: float | None
    lower_bound: float | None
    terms: Mapping[str, float]
    shortfalls: tuple[Reason, ...]
    unscheduled: tuple[Reason, ...]
    created_at: datetime
    created_by: str
    published_at: datetime | None = None
    version: int = 1
    first_minute: int = 0
    reps: frozenset[str] | None = None
    scope_words: str = ""

    @property
    def scope(self) -> Scope:
        """The part of the timeline that it is about."""
        horizon = self.horizon
        return Scope(horizon.instant(self.first_minute), horizon.instant(horizon.minutes), self.reps)


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A stored shift: its id and lock version, the schedule it is of, and its times on that schedule's horizon.

    `shift.agent` is "" while nobody owns it (an open shift). `start` and `end` are the instants in UTC. It is `live`
    while it is on the published timeline.
    """

    id: int
    schedule: int
    shift: Shift
    start: datetime
    end: datetime
    version: int = 1
    live: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleWithShifts:
    """A schedule version together with its shifts, ordered by rep and start.

    Of a published one they are what the timeline now holds in its scope, on its horizon's axis, whichever schedule brought them.
    """

    record: ScheduleVersion
    shifts: tuple[PlannedShift, ...] = field(default_factory=tuple)


def on_axis(shift: Shift, own: Horizon, horizon: Horizon) -> Shift:
    """A shift of one horizon's axis on that of another; where their zones differ, by the instants."""
    if own.zone == horizon.zone:
        return shift.moved((own.start - horizon.start).days)
    return shift.at(lambda minute: horizon.minute(own.instant(minute)))
