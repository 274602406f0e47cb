"""Contracts: the weekly rules a rep works under, and the shift templates a day may take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from wfm.domain.errors import InputError
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.time import DAY, clock


@dataclass(frozen=True, slots=True)
class BreakTemplate:
    """A break of a shift: its length and the window of its start, minutes after the shift's start, both inclusive."""

    name: str
    minutes: int
    paid: bool
    earliest: int
    latest: int

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise InputError(f"break {self.name!r}: minutes must be > 0, got {self.minutes}")
        if not 0 <= self.earliest <= self.latest:
            raise InputError(
                f"break {self.name!r}: window must satisfy 0 <= earliest <= latest, got {self.earliest}..{self.latest}"
            )


@dataclass(frozen=True, slots=True)
class ShiftTemplate:
    """One day's allowed starts (minutes of the day), lengths from start to end, and breaks in order.

    `min_gap` is the least work between shift start, breaks and shift end, in minutes.
    """

    id: str
    earliest: int
    latest: int
    step: int
    spans: tuple[int, ...]
    min_gap: int = 0
    breaks: tuple[BreakTemplate, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.earliest <= self.latest < DAY:
            raise InputError(
                f"shift template {self.id!r}: start must satisfy 0 <= earliest <= latest < 1440, got {self.earliest}..{self.latest}"
            )
        if self.step <= 0:
            raise InputError(f"shift template {self.id!r}: step must be > 0, got {self.step}")
        if self.min_gap < 0:
            raise InputError(f"shift template {self.id!r}: min_gap_minutes must be >= 0, got {self.min_gap}")
        if not self.spans:
            raise InputError(f"shift template {self.id!r}: span_minutes must name at least one length")
        for span in self.spans:
            if not 0 < span <= DAY:
                raise InputError(
                    f"shift template {self.id!r}: span must be in 1..1440 minutes, a day's length, got {span}"
                )

    def starts(self) -> range:
        """Allowed starts, minutes of the day."""
        return range(self.earliest, self.latest + 1, self.step)

    def paid_minutes(self, span: int) -> int:
        """Paid minutes of a shift of that length: the span less its unpaid breaks."""
        return span - sum(b.minutes for b in self.breaks if not b.paid)

    def break_starts(self, span: int, slot: int) -> tuple[tuple[int, ...], ...]:
        """Every legal placing of the breaks in a shift of that length: offsets in minutes, multiples of `slot`."""
        return _break_starts(self, span, slot)

    def misfit(self, span: int, slot: int) -> str | None:
        """Why a shift of that length cannot hold the breaks on multiples of `slot`, or None when it can.

        Placing each break as early as it may go leaves the most room for the next, so one pass decides.
        """
        cursor = 0
        for b in self.breaks:
            low = max(b.earliest, cursor + self.min_gap)
            low += -low % slot
            if low > b.latest:
                return (
                    f"a shift of {span} minutes cannot hold its breaks: {b.name!r} cannot start before {low}, "
                    f"its window ends at {b.latest}"
                )
            cursor = low + b.minutes
        if cursor + self.min_gap <= span:
            return None
        if not self.breaks:
            return f"a shift of {span} minutes is shorter than min_gap_minutes {self.min_gap}"
        return (
            f"a shift of {span} minutes cannot hold its breaks: they end at {cursor} at the earliest, "
            f"and {self.min_gap} minutes of work must follow"
        )

    def fault(self, shift: Shift, ahead: int = 0) -> str | None:
        """Why the shift is not one of this template, or None when it is.

        `ahead` is by how many minutes the clock that the template goes by is ahead of the shift's axis.
        """
        start, span = (shift.start + ahead) % DAY, shift.end - shift.start
        if not self.earliest <= start <= self.latest or (start - self.earliest) % self.step:
            first, last = clock(self.earliest), clock(self.latest)
            allowed = f"at {first}" if first == last else f"from {first} to {last}, every {self.step} min"
            return f"{self.id}: begins at {clock(start)}, must begin {allowed}"
        if span not in self.spans:
            lengths = " or ".join(f"{length / 60:g}" for length in self.spans)
            return f"{self.id}: {span / 60:g} h long, must be {lengths} h"
        if [b.name for b in shift.breaks] != [b.name for b in self.breaks]:
            return f"{self.id}: breaks {[b.name for b in shift.breaks]} are not {[b.name for b in self.breaks]}"
        cursor = shift.start
        for placed, template in zip(shift.breaks, self.breaks, strict=True):
            offset = placed.start - shift.start
            if placed.end - placed.start != template.minutes:
                return f"{self.id}: {template.name} lasts {placed.end - placed.start} min, not {template.minutes}"
            if not template.earliest <= offset <= template.latest:
                return f"{self.id}: {template.name} starts {offset} min into the shift, window {template.earliest}..{template.latest}"
            if placed.start - cursor < self.min_gap:
                return (
                    f"{self.id}: only {placed.start - cursor} min of work before {template.name}, need {self.min_gap}"
                )
            cursor = placed.end
        if shift.end - cursor < self.min_gap:
            return f"{self.id}: only {shift.end - cursor} min of work after the last break, need {self.min_gap}"
        return None

    def place(self, agent: str, start: int, span: int, offsets: tuple[int, ...], site: str | None) -> Shift:
        """A shift of this template with its breaks at the given offsets."""
        breaks = tuple(
            Break(b.name, start + offset, start + offset + b.minutes)
            for b, offset in zip(self.breaks, offsets, strict=True)
        )
        return Shift(agent, start, start + span, site, breaks)


@lru_cache(maxsize=4096)
def _break_starts(template: ShiftTemplate, span: int, slot: int) -> tuple[tuple[int, ...], ...]:
    def extend(index: int, cursor: int) -> Iterator[tuple[int, ...]]:
        if index == len(template.breaks):
            if span - cursor >= template.min_gap:
                yield ()
            return
        b = template.breaks[index]
        low = max(b.earliest, cursor + template.min_gap)
        for offset in range(low + (-low) % slot, min(b.latest, span - b.minutes) + 1, slot):
            for rest in extend(index + 1, offset + b.minutes):
                yield (offset, *rest)

    return tuple(extend(0, 0))


@dataclass(frozen=True, slots=True)
class Contract:
    """The weekly rules a rep works under (a work plan). All bounds are inclusive; times in minutes.

    `start_spread` is the largest difference between start times of day within one week, `max_weekends` the most
    weekends with work in the horizon; None means no limit. With `closed_day_credit` a day on which an exception of the
    opening hours closes all that a rep serves counts as worked, at the mean day's paid time.
    """

    id: str
    paid_per_week: tuple[int, int]
    days_per_week: tuple[int, int]
    max_consecutive_days: int
    min_rest: int
    shifts: tuple[ShiftTemplate, ...]
    start_spread: int | None = None
    max_weekends: int | None = None
    closed_day_credit: bool = False

    def __post_init__(self) -> None:
        low, high = self.paid_per_week
        if not 0 <= low <= high:
            raise InputError(
                f"contract {self.id!r}: paid_minutes_per_week must satisfy 0 <= min <= max, got {low}..{high}"
            )
        low, high = self.days_per_week
        if not 0 <= low <= high <= 7:
            raise InputError(
                f"contract {self.id!r}: days_per_week must satisfy 0 <= min <= max <= 7, got {low}..{high}"
            )
        if self.max_consecutive_days < 1:
            raise InputError(
                f"contract {self.id!r}: max_consecutive_days must be >= 1, got {self.max_consecutive_days}"
            )
        if self.min_rest < 0:
            raise InputError(f"contract {self.id!r}: min_rest_minutes must be >= 0, got {self.min_rest}")
        if self.start_spread is not None and self.start_spread < 0:
            raise InputError(f"contract {self.id!r}: start_spread_minutes must be >= 0, got {self.start_spread}")
        if self.max_weekends is not None and self.max_weekends < 0:
            raise InputError(f"contract {self.id!r}: max_weekends must be >= 0, got {self.max_weekends}")
        if not self.shifts:
            raise InputError(f"contract {self.id!r}: must allow at least one shift template")
        ids = sorted(t.id for t in self.shifts)
        for a, b in pairwise(ids):
            if a == b:
                raise InputError(f"contract {self.id!r}: shift template {a!r} appears twice")

    def template_of(self, shift: Shift, ahead: int = 0) -> ShiftTemplate | None:
        """The first template the shift obeys, or None; `ahead` as for `ShiftTemplate.fault`."""
        return next((t for t in self.shifts if t.fault(shift, ahead) is None), None)

    @property
    def mean_day(self) -> int:
        """Paid minutes of a day on average, to whole minutes: what a day of leave counts where nothing else is said.

        That of the most hours on the most days; where a rep may work no day, none.
        """
        most = self.days_per_week[1]
        return round(self.paid_per_week[1] / most) if most else 0

    def clash(self) -> str | None:
        """Why no week can satisfy the contract's own hours, days and shift lengths, or None when one can."""
        lengths = sorted({t.paid_minutes(span) for t in self.shifts for span in t.spans})
        fewest, most = self.days_per_week
        low, high = self.paid_per_week
        reachable = {0}
        for days in range(most + 1):
            if days >= fewest and any(low <= total <= high for total in reachable):
                return None
            reachable = {total + length for total in reachable for length in lengths if total + length <= high}
        return (
            f"contract {self.id!r}: {low / 60:g} to {high / 60:g} paid hours a week cannot be made of "
            f"{fewest} to {most} days of {' or '.join(f'{m / 60:g}' for m in lengths)} paid hours"
        )
