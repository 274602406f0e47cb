"""What must hold of leave wherever it comes in: its time on the rep's clock, its kind, its credits, and no other leave."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from wfm.database import LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.errors import ConflictError, InputError, RefusedError
from wfm.domain.people import LeaveKind, Rep
from wfm.domain.time import DAY, local_midnight, to_utc, zone_of

STANDING = (LeaveState.REQUESTED, LeaveState.APPROVED)

GRANTED = ("leave", "granted")
"""What every unit of work holds that grants leave: the hours of a day are everyone's."""

MOST_DAYS = 366

Moment = date | datetime
"""A local day, a local time without a zone, or an instant."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Whose days leave is counted in: a rep's own zone, else their site's, else the first queue's, else UTC."""

    sites: Mapping[str, str]
    centre: str

    @classmethod
    def of(cls, unit: UnitOfWork) -> Clocks:
        """Those of the centre."""
        queues = unit.queues.all()
        return cls({site.id: site.zone for site in unit.sites.all()}, queues[0].zone if queues else "UTC")

    def zone(self, rep: Rep, moment: Moment) -> str:
        """The rep's zone, by the site they have that day."""
        day = moment.date() if isinstance(moment, datetime) else moment
        site = rep.on(day).site or rep.site
        return rep.zone or self.sites.get(site or "", self.centre)


def window(start: Moment, end: Moment, zone: str) -> tuple[datetime, datetime]:
    """The instants of leave, start <= t < end: days and times are on the rep's clock, and a last day is taken whole.

    In UTC moments compare as they follow one another: clock times of one zone do not.
    """
    check_years(start, end)
    begins, ends = _instant(start, zone), _instant(end, zone, last=True)
    if not begins < ends:
        raise InputError(f"time off must start before it ends, got {start.isoformat()} to {end.isoformat()}")
    if ends - begins > timedelta(days=MOST_DAYS, hours=1):
        raise InputError(f"time off must last at most {MOST_DAYS} days, got {(ends - begins).days}")
    return begins, ends


def check_years(*moments: Moment) -> None:
    """InputError for moments beyond which no calendar of ours, and soon none of Python's, goes on."""
    if not all(1970 <= moment.year <= 2099 for moment in moments):
        raise InputError(
            f"time off must lie in the years 1970 to 2099, got {' to '.join(moment.isoformat() for moment in moments)}"
        )


def _instant(moment: Moment, zone: str, last: bool = False) -> datetime:
    if not isinstance(moment, datetime):
        return local_midnight(moment + timedelta(days=last), zone)
    return to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def told(start: datetime, end: datetime, zone: str) -> str:
    """Leave as a sentence says it: `2026-06-01 to 2026-06-05`, or with times where it is not of whole days."""
    first, last = (moment.astimezone(zone_of(zone)).replace(tzinfo=None) for moment in (start, end))
    if (first.time(), last.time()) == (datetime.min.time(), datetime.min.time()):
        eve = max(first, last - timedelta(days=1))
        return f"{first:%Y-%m-%d}" if eve.date() == first.date() else f"{first:%Y-%m-%d} to {eve:%Y-%m-%d}"
    return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"


def check_kind(kind: LeaveKind, *, asked: bool = False) -> None:
    """RefusedError for a kind that is no longer used, or that reps do not ask for."""
    if not kind.active:
        raise RefusedError(f"leave kind {kind.id!r} is not used any more")
    if asked and not kind.requestable:
        raise RefusedError(f"leave of kind {kind.id!r} is not asked for: a manager or planner enters it")


def check_credits(start: datetime, end: datetime, zone: str, minutes: int | None, days: float | None) -> None:
    """InputError unless stated credits are no less than nothing, and no more than the leave is long."""
    info = zone_of(zone)
    last = (end.astimezone(info) - timedelta(microseconds=1)).date()
    dates = (last - start.astimezone(info).date()).days + 1
    if minutes is not None and not 0 <= minutes <= dates * DAY:
        raise InputError(f"credited hours must be in 0..{dates * 24}, those of the days of leave, got {minutes / 60:g}")
    if days is not None and not (math.isfinite(days) and 0 <= days <= dates):
        raise InputError(f"credited days must be in 0..{dates}, the days of leave, got {days:g}")


def check_employed(rep: Rep, start: datetime, end: datetime, zone: str) -> None:
    """RefusedError for leave on a day before the rep's first or after the last."""
    first, last = rep.employed
    info = zone_of(zone)
    begins, ends = start.astimezone(info).date(), (end.astimezone(info) - timedelta(microseconds=1)).date()
    if first is not None and begins < first:
        raise RefusedError(f"leave of {rep.id!r} on {told(start, end, zone)} begins before their first day, {first}")
    if last is not None and ends > last:
        raise RefusedError(f"leave of {rep.id!r} on {told(start, end, zone)} ends after their last day, {last}")


def check_free(
    unit: UnitOfWork, rep: str, start: datetime, end: datetime, zone: str, *, besides: Iterable[int] = ()
) -> None:
    """ConflictError naming other standing leave of the rep that overlaps."""
    taken = set(besides)
    for other in unit.time_off.list(*STANDING, rep=rep, start=start, end=end):
        if other.id not in taken:
            raise ConflictError(f"{overlap(other, rep, zone)}; change or withdraw that one first")


def overlap(other: TimeOffRequest, rep: str, zone: str) -> str:
    """Leave that is there already, in words."""
    when = told(other.start, other.end, zone)
    return f"there is leave of {rep!r} on {when} already (number {other.id}, {other.kind}, {other.state.value})"


def noted(
    unit: UnitOfWork, who: Principal, action: str, id: int, also: Mapping[str, object] | None = None
) -> TimeOffRequest:
    """The request as it stands now, written to the log without its reason."""
    request = unit.time_off.get(id)
    unit.audit.add(who, action, "time off", id, {**leave_words(request), **(also or {})})
    return request


def leave_words(request: TimeOffRequest) -> dict[str, object]:
    """Leave as the log has it: all that counts, without its reason."""
    words: dict[str, object] = {
        "rep": request.rep,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
        "state": request.state.value,
        "kind": request.kind,
    }
    stated = {"credit_minutes": request.credit_minutes, "credit_days": request.credit_days}
    return words | {name: value for name, value in stated.items() if value is not None}
