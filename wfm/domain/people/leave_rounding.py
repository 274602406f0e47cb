"""What the leave of one week counts together: at most the contract's week, and so that shifts can meet the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

from wfm.domain.people.contracts import Contract
from wfm.domain.people.leave_days import Piece

Credit = tuple[int, float]
"""Minutes and days."""


@dataclass(slots=True)
class Claim:
    """What the leave of one date asks to be counted. `part` is a part of a day, whose hours may be rounded; what was
    `stated` stays as it is; `closed` is a holiday on which all is closed."""

    date: date
    contract: Contract
    minutes: int = 0
    days: float = 0
    day: int = 0
    whole: bool = False
    stated: bool = False
    closed: bool = False

    @property
    def empty(self) -> bool:
        """Whether it counts nothing."""
        return self.minutes == 0 and self.days == 0

    @property
    def part(self) -> bool:
        """Whether it is part of a day and nobody said what it counts."""
        return self.minutes > 0 and not (self.whole or self.stated or self.closed)

    def add(self, piece: Piece, workable: bool) -> None:
        """Count a piece of leave: what was stated of it, else what its kind says on a day that could be worked."""
        kind = piece.leave.kind
        full = self.contract.mean_day if kind.minutes_per_day is None else kind.minutes_per_day
        said = (piece.credit_minutes, piece.credit_days)
        if said != (None, None):
            self.stated = True
        natural: Credit = (0, 0)
        if kind.credited and workable:
            natural = (full, 1) if piece.whole or piece.minutes >= full else (piece.minutes, 0)
        self.minutes += natural[0] if said[0] is None else said[0]
        self.days += natural[1] if said[1] is None else said[1]
        self.day = max(self.day, full if kind.credited else 0)
        if self.day and self.minutes >= self.day and not self.stated and self.days != 1:
            self.minutes, self.days = self.day, 1
        self.whole = not self.stated and self.days == 1

    def close(self) -> None:
        """Count the date as a closed holiday."""
        self.minutes, self.days, self.closed = self.contract.mean_day, 1, True

    def set(self, credit: Credit) -> None:
        """Count that much."""
        self.minutes, self.days = credit


def rounded(claims: Sequence[Claim], contract: Contract | None, free: Collection[date]) -> Iterator[str]:
    """Bound the claims of a week and round its parts where they must be; in words what was rounded and why.

    `contract` is that of the whole week, None where its least amounts are not asked; `free` the dates on which a shift
    fits around the leave.
    """
    _bound(claims)
    if contract is None or contract.clash() is not None or not any(claim.minutes for claim in claims):
        return
    chosen = _nearest(claims, contract, free)
    if chosen is None:
        if not _meets(contract, [(c.minutes, c.days) for c in claims], 7):
            yield (
                f"week of {claims[0].date}: beside its leave no sum of shifts meets the hours and days "
                f"of contract {contract.id!r}"
            )
        return
    for claim, credit in zip(claims, chosen, strict=True):
        if credit != (claim.minutes, claim.days):
            words = "a day" if credit[1] else "nothing"
            if not claim.part:
                words = f"{credit[0] / 60:g} h"
            yield (
                f"{claim.date}: {claim.minutes / 60:g} h of leave count as {words}, since no sum of shifts meets the "
                f"hours and days of contract {contract.id!r} beside them"
            )
            claim.set(credit)
    _bound(claims)


def _bound(claims: Sequence[Claim]) -> None:
    """A week counts at most the contract's most hours and days; a day for which none is left counts nothing."""
    minutes, days = 0, 0.0
    for claim in claims:
        room = max(0.0, claim.contract.days_per_week[1] - days)
        if claim.days > 0 and room == 0:
            claim.set((0, 0))
            continue
        claim.set((max(0, min(claim.minutes, claim.contract.paid_per_week[1] - minutes)), min(claim.days, room)))
        minutes, days = minutes + claim.minutes, days + claim.days


def _nearest(claims: Sequence[Claim], contract: Contract, free: Collection[date]) -> list[Credit] | None:
    """The credits nearest to the claims with which shifts can meet the week, of equal ones the larger; None for none."""
    exact: list[Credit] = [(claim.minutes, claim.days) for claim in claims]
    best: tuple[float, float, list[Credit]] | None = None
    for full in _day_lengths(claims, contract):
        for credits in product(*(_choices(claim, full) for claim in claims)):
            made = list(credits)
            worked = {c.date for c, (_, days) in zip(claims, made, strict=True) if days > 0}
            if not _meets(contract, made, len(set(free) - worked)):
                continue
            off = sum(abs(a[0] - b[0]) for a, b in zip(made, exact, strict=True))
            found = (off, -sum(minutes for minutes, _ in made), made)
            best = min(best or found, found, key=lambda entry: entry[:2])
        if best is not None and best[0] == 0:
            break
    return None if best is None else best[2]


def _day_lengths(claims: Sequence[Claim], contract: Contract) -> list[int | None]:
    """What whole days may count: what they claim, else one of the contract's lengths of a day."""
    if not any(claim.whole or claim.closed for claim in claims):
        return [None]
    return [None, *sorted(_lengths(contract), key=lambda length: abs(length - contract.mean_day))]


def _choices(claim: Claim, full: int | None) -> list[Credit]:
    exact = (claim.minutes, claim.days)
    if claim.part:
        return [exact, (claim.day, 1), (0, 0)]
    return [exact] if full is None or claim.stated or claim.empty else [(full, 1)]


def _lengths(contract: Contract) -> tuple[int, ...]:
    return tuple(sorted({t.paid_minutes(span) for t in contract.shifts for span in t.spans}))


def _meets(contract: Contract, credits: Sequence[Credit], free: int) -> bool:
    """Whether shifts on at most so many days meet the contract's week beside the credits."""
    minutes, days = sum(c[0] for c in credits), sum(c[1] for c in credits)
    (low, high), (fewest, most) = contract.paid_per_week, contract.days_per_week
    sums = _sums(_lengths(contract), high, most)
    return any(
        low <= minutes + total <= high
        for number in range(most + 1)
        if fewest <= number + days <= most and number <= free
        for total in sums[number]
    )


@lru_cache(maxsize=256)
def _sums(lengths: tuple[int, ...], high: int, most: int) -> tuple[frozenset[int], ...]:
    """The totals that so many shifts may come to, up to `high`, for each number of them up to `most`."""
    found = [frozenset({0})]
    for _ in range(most):
        found.append(frozenset(total + length for total in found[-1] for length in lengths if total + length <= high))
    return tuple(found)
