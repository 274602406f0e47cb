"""Shift bids: a round over anonymous shift lines, ranked by reps, awarded by seniority."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from wfm.domain.people import Shift


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

    def at(self, now: datetime) -> BidRound:
        """The round as the clock has it: a drawn-up round opens, and an open one closes, when its time comes."""
        state = self.state
        if state is RoundState.DRAFT and now >= self.opens_at:
            state = RoundState.OPEN
        if state is RoundState.OPEN and now >= self.closes_at:
            state = RoundState.CLOSED
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One anonymous weekly pattern: what it asks of a rep, and its shifts (their `agent` is "")."""

    id: int
    round: int
    number: int
    contract: str
    skills: tuple[str, ...]
    work_mode: str
    site: str | None
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Award:
    """What a rep got in a round, None for nothing, and why not a line ranked higher.

    `rank` counts from 1; None when the line was not one the rep had ranked.
    """

    round: int
    rep: str
    line: int | None
    rank: int | None
    reason: str


class Why(StrEnum):
    """Why a rep did not get a line they had ranked."""

    SENIORITY = "went to someone with more seniority (hired before you)"
    DRAW = "went to someone with the same seniority as you, who came first in the draw"
    NEEDED = "was kept for a rep who would have had no line without it"
    RULES = "breaks a rule for you"


@dataclass(frozen=True, slots=True)
class Passed:
    """One ranked line a rep did not get, and why."""

    line: int
    why: Why


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd, 4th, ... 11th, 12th, 13th, ... 21st.

    >>> ordinal(1), ordinal(11), ordinal(22)
    ('1st', '11th', '22nd')
    """
    tens, ones = divmod(rank % 100, 10)
    return f"{rank}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(ones, 'th')}"


def lines_to_rank(ahead: int, behind: int, eligible: int, everyone: bool, full: bool = False) -> int | None:
    """How many lines a rep must rank to be sure of one of them; None when no number makes it sure.

    Each of the `ahead` reps who choose earlier and compete for this rep's `eligible` lines takes at most one, so
    one more than that is always enough under plain seniority. Where everyone is promised a line, each of the
    `behind` competitors may need one as well; if moreover everyone can have one (`full`), ranking all is enough.
    Both counts may err on the high side, never on the low.

    >>> lines_to_rank(ahead=3, behind=9, eligible=20, everyone=False)
    4
    >>> lines_to_rank(ahead=3, behind=20, eligible=20, everyone=True) is None
    True
    """
    enough = 1 + ahead + (behind if everyone else 0)
    if enough <= eligible:
        return enough
    return eligible if everyone and full and eligible else None
