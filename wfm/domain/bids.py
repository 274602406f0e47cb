"""Shift bids: a round over anonymous shift lines, ranked by reps, awarded by seniority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wfm.domain.shifts import Shift


class RoundState(StrEnum):
    """A round is drawn up, open for bids, closed, awarded, and at last published as the winners' shifts."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PROCESSED = "processed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class BidRound:
    """One bidding window over the lines of a draft schedule; `seed` draws between reps hired on the same day.

    `everyone` promises that nobody goes without a line where all could have one, even if a bid must yield to it.
    """

    id: int
    schedule: int
    name: str
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    seed: int
    version: int = 1
    everyone: bool = True


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One anonymous weekly pattern: what it asks of a rep, and its shifts (their `agent` is "").

    `shift_ids` are the stored shifts it is made of, in the order of `shifts`.
    """

    id: int
    round: int
    number: int
    contract: str
    skills: tuple[str, ...]
    work_mode: str
    site: str | None
    shifts: tuple[Shift, ...]
    shift_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """What a rep got in a round, None for nothing, and why not a line ranked higher."""

    round: int
    rep: str
    line: int | None
    rank: int | None
    reason: str
