"""Leave taken apart into the days of a rep's clock, and whether a rep could work on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.leave_kinds import ApprovedLeave
from wfm.domain.time import DAY, local_midnight, to_utc, zone_of

WEEK = 7 * DAY

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """The leave of one local date: instants, whether it is the whole date, and its share of credits that were stated."""

    leave: ApprovedLeave
    date: date
    start: datetime
    end: datetime
    whole: bool
    credit_minutes: int | None = None
    credit_days: float | None = None

    @property
    def minutes(self) -> int:
        """Minutes it lasts."""
        return round((self.end - self.start).total_seconds() / 60)


def pieces_of(
    leave: ApprovedLeave, zone: str, could_work: Callable[[date], bool], mean_day: Callable[[date], int]
) -> Iterator[Piece]:
    """Leave by local date; less than a day over a midnight, as that of a night shift, is of the date it begins on.

    Stated credits are dealt out to the days that the rep could work, a day each as far as they go, and to the last what
    is left; the minutes go with the days.
    """
    parts = list(_by_date(leave, zone))
    if leave.credit_minutes is None and leave.credit_days is None:
        yield from parts
        return
    working = [part.date for part in parts if could_work(part.date)] or [part.date for part in parts]
    days = _dealt_days(leave.credit_days, working)
    minutes = _dealt_minutes(leave, working, days, mean_day)
    for part in parts:
        yield Piece(
            leave,
            part.date,
            part.start,
            part.end,
            part.whole,
            None if minutes is None else minutes.get(part.date, 0),
            None if days is None else days.get(part.date, 0),
        )


def _by_date(leave: ApprovedLeave, zone: str) -> Iterator[Piece]:
    info = zone_of(zone)
    day = leave.start.astimezone(info).date()
    if leave.end - leave.start < timedelta(days=1):
        end = local_midnight(day + timedelta(days=1), zone)
        whole = leave.start <= local_midnight(day, zone) and end <= leave.end
        yield Piece(leave, day, leave.start, leave.end, whole)
        return
    while (midnight := local_midnight(day, zone)) < leave.end:
        following = local_midnight(day + timedelta(days=1), zone)
        start, end = max(leave.start, midnight), min(leave.end, following)
        yield Piece(leave, day, start, end, (start, end) == (midnight, following))
        day += timedelta(days=1)


def _dealt_days(stated: float | None, dates: list[date]) -> dict[date, float] | None:
    if stated is None:
        return None
    dealt: dict[date, float] = {}
    left = stated
    for day in dates:
        dealt[day] = min(1.0, left)
        left -= dealt[day]
    dealt[dates[-1]] += left
    return dealt


def _dealt_minutes(
    leave: ApprovedLeave, dates: list[date], days: dict[date, float] | None, mean_day: Callable[[date], int]
) -> dict[date, int] | None:
    """Minutes by date: in proportion to the stated days, else evenly; a mean day for each day where only days are said."""
    if leave.credit_minutes is None:
        return None if days is None else {day: round(share * mean_day(day)) for day, share in days.items()}
    weights = [days[day] for day in dates] if days is not None and sum(days.values()) > 0 else [1.0] * len(dates)
    whole, dealt, before = sum(weights), {}, 0
    for number, day in enumerate(dates):
        until = round(leave.credit_minutes * sum(weights[: number + 1]) / whole)
        dealt[day], before = until - before, until
    return dealt


def could_work(
    available: tuple[Window, ...] | None,
    contract: Contract,
    day: date,
    zone: str,
    off: Iterable[tuple[datetime, datetime]],
) -> bool:
    """Whether a shift of the contract that begins on the date lies in the weekly windows and touches no time off."""
    if contract.days_per_week[1] == 0:
        return False
    taken = tuple(
        (low, high) for low, high in (_on_clock(day, zone, a, b) for a, b in off) if high > 0 and low < 2 * DAY
    )
    return _fits(contract.shifts, None if available is None else _windows(available, day.weekday()), taken)


@lru_cache(maxsize=4096)
def _fits(templates: tuple[ShiftTemplate, ...], windows: tuple[Window, ...] | None, taken: tuple[Window, ...]) -> bool:
    """The shortest length of a template fits wherever one of its lengths does."""
    return any(
        (windows is None or any(low <= start and start + min(t.spans) <= high for low, high in windows))
        and all(start + min(t.spans) <= low or high <= start for low, high in taken)
        for t in templates
        for start in t.starts()
    )


@lru_cache(maxsize=1024)
def _windows(weekly: tuple[Window, ...], weekday: int) -> tuple[Window, ...]:
    """Weekly windows as minutes of one day of the week; those that touch are joined."""
    joined: list[Window] = []
    for low, high in sorted(
        (a + n * WEEK - weekday * DAY, b + n * WEEK - weekday * DAY) for a, b in weekly for n in (-1, 0, 1)
    ):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return tuple((low, high) for low, high in joined if high > 0 and low < 2 * DAY)


def start_of_work(contract: Contract, day: date, zone: str) -> datetime:
    """The instant around which the contract's shifts of a date begin: halfway between the first start and the last."""
    first, last = min(t.earliest for t in contract.shifts), max(t.latest for t in contract.shifts)
    return to_utc(datetime.combine(day, time()) + timedelta(minutes=(first + last) // 2), zone)


def _on_clock(day: date, zone: str, start: datetime, end: datetime) -> Window:
    """A stretch as minutes of a date's clock."""
    midnight, info = datetime.combine(day, time()), zone_of(zone)
    low, high = (
        round((moment.astimezone(UTC).astimezone(info).replace(tzinfo=None) - midnight).total_seconds() / 60)
        for moment in (start, end)
    )
    return low, high
