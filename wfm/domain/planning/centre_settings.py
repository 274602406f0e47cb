"""What holds for the whole centre."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wfm.domain.errors import InputError


class LeaveTakes(StrEnum):
    """What leave does to the published shifts that lie in it.

    OPEN puts them on the board, whole. RELEASE takes them off the timeline. SHORTEN leaves what lies outside of the leave
    with the rep, and puts on the board what lies in it whole.
    """

    OPEN = "open"
    RELEASE = "release"
    SHORTEN = "shorten"

    @property
    def said(self) -> str:
        """The setting as a sentence."""
        return _SAID[self]


_SAID = {
    LeaveTakes.OPEN: "Leave puts the published shifts in it on the board, whole",
    LeaveTakes.RELEASE: "Leave takes the published shifts in it off the timeline",
    LeaveTakes.SHORTEN: "Leave shortens the published shifts in it; those with less than an hour left go on the board",
}


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """The centre's own settings: `week_start` is the weekday on which its weeks begin, 0 for Monday."""

    week_start: int = 0
    leave_takes: LeaveTakes = LeaveTakes.SHORTEN

    def __post_init__(self) -> None:
        if not 0 <= self.week_start <= 6:
            raise InputError(f"the week must start on a weekday from 0 (Monday) to 6, got {self.week_start}")
