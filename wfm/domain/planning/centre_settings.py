"""What holds for the whole centre."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """The centre's own settings: `week_start` is the weekday on which its weeks begin, 0 for Monday."""

    week_start: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.week_start <= 6:
            raise InputError(f"the week must start on a weekday from 0 (Monday) to 6, got {self.week_start}")
