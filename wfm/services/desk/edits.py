"""A change of one shift as someone asks for it by hand, in times of the clock of the shift's schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

Clock = datetime | time
"""A local day and time, or a time of day alone: that of the shift's own day, or the next one where it runs past midnight."""

AT_HOME = ""
"""The place of work of a shift that is worked from home."""

NOBODY = ""
"""The owner of an open shift."""


class PieceAct(StrEnum):
    """What becomes of a break or an activity."""

    ADD = "add"
    MOVE = "move"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PieceEdit:
    """A break or an activity of a shift that comes, goes or takes other times.

    Attributes
    ----------
    name : the break's name or the activity's id.
    activity : whether an activity is meant, not a break.
    at, until : when it is to begin and to end; one that moves keeps its length where it is not told when to end.
    was : when it begins now, needed where the shift has several of the name.
    """

    act: PieceAct
    name: str
    activity: bool = False
    at: Clock | None = None
    until: Clock | None = None
    was: time | None = None


@dataclass(frozen=True, slots=True)
class Alter:
    """Other times, pieces, owner or place of a shift; what is None stays as it is.

    Attributes
    ----------
    begins : the whole shift moves there, with its pieces.
    start, end : it becomes longer or shorter, and its pieces stay where they are.
    rep : who is to work it, `NOBODY` for an open shift, which asks `skills` (those of its owner where none are named).
    site : where it is to be worked, `AT_HOME` for at home; by default where its owner may.
    """

    shift: int
    begins: Clock | None = None
    start: Clock | None = None
    end: Clock | None = None
    pieces: tuple[PieceEdit, ...] = ()
    rep: str | None = None
    site: str | None = None
    skills: tuple[str, ...] = ()
    locked: bool | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """A new shift on a day, of a rep or of `NOBODY`; of the published timeline, or of the draft `schedule`.

    Without a start it begins as early as the template may; without an end it is as long as that is. Breaks that are not given (None)
    are placed by the windows of the template: the one named, else the first of the contract that fits the times.
    """

    rep: str
    day: date
    start: time | None = None
    end: Clock | None = None
    template: str | None = None
    site: str | None = None
    skills: tuple[str, ...] = ()
    schedule: int | None = None
    pieces: tuple[PieceEdit, ...] | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """A shift goes."""

    shift: int


Edit = Add | Alter | Remove
