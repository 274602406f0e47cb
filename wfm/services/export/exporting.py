"""A schedule or one rep's shifts as CSV or iCalendar, and the addresses of calendar feeds."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import AccessError, NotFoundError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleVersion, ScheduleWithShifts, Surroundings
from wfm.domain.people import Activity, Break, Rep, Shift, Site, clock_of
from wfm.domain.texts import FORMULA_STARTS, harmless
from wfm.domain.time import DAY, SLOT_LENGTHS, Horizon, clock, zone_of
from wfm.services.export.icalendar import Event, calendar_file

SHIFT_COLUMNS = (
    "rep",
    "name",
    "date",
    "start",
    "end",
    "start_utc",
    "end_utc",
    "place",
    "paid_hours",
    "breaks",
    "zone",
    "own_date",
    "own_start",
    "own_end",
    "own_zone",
    "activities",
)
"""Columns of exported shifts; date, start, end, breaks and activities are local to the schedule's `zone`, the `own_` ones
to the clock of the rep or their site. New columns come at the end: who reads by place finds the others where they were."""

MARK = b"\xef\xbb\xbf"
"""What tells Excel that a file is UTF-8."""

FEED_BACK, FEED_AHEAD = timedelta(days=28), timedelta(days=120)
"""How far a calendar feed reaches."""


@dataclass(frozen=True, slots=True)
class Words:
    """What turns shifts into rows: the reps by id, what they are paid by, and the shifts as they are stored, by id."""

    reps: Mapping[str, Rep]
    around: Surroundings
    stored: Mapping[int, PlannedShift]

    @property
    def zones(self) -> Mapping[str, str]:
        """Those of sites."""
        return self.around.zones

    def paid_minutes(self, planned: PlannedShift) -> float:
        """What a shift pays, in real time and by the contract of its day on the schedule that brought it."""
        rep = self.reps.get(planned.shift.agent)
        if rep is None:
            return (planned.end - planned.start).total_seconds() / 60
        return self.around.paid_minutes(rep, self.stored[planned.id])


def plain(value: object) -> object:
    """The value as a cell that no spreadsheet runs or stumbles over.

    Characters that steer are left out, since an Excel file may not hold them, and a text that looks like a formula gets
    a leading apostrophe, also behind spaces, which some programs pass over.
    """
    if not isinstance(value, str):
        return value
    text = harmless(value)
    return "'" + text if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def schedule_csv(db: Database, who: Principal, schedule_id: int) -> bytes:
    """Every shift of a schedule as CSV (UTF-8 with a byte order mark)."""
    return _csv(*read(db, who, schedule_id))


def _csv(found: ScheduleWithShifts, words: Words) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHIFT_COLUMNS)
    writer.writerows([plain(cell) for cell in row_of(p, found.record.horizon, words)] for p in found.shifts)
    return MARK + out.getvalue().encode()


def days_csv(db: Database, who: Principal, first_day: date, days: int) -> bytes:
    """Every published shift that starts in some days, whichever schedule brought it, as CSV."""
    return _csv(*read_days(db, who, first_day, days))


def schedule_ics(db: Database, who: Principal, schedule_id: int, rep: str) -> bytes:
    """One rep's shifts of a schedule as an iCalendar file."""
    who.require(*EVERYONE)
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        _may_read(who, found.record, rep)
        person = uow.reps.get(rep)
        mine = uow.schedules.shifts(p.id for p in found.shifts if p.shift.agent == rep)
        return _calendar(uow, person, mine)


def rep_ics(db: Database, who: Principal, rep: str, start: datetime, end: datetime) -> bytes:
    """A rep's published shifts that touch start <= t < end as an iCalendar file; reps may have their own."""
    if who.rep != rep:
        if who.role is Role.REP:
            raise AccessError(f"{who.username} may export only their own shifts")
        who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return _calendar(uow, uow.reps.get(rep), uow.schedules.shifts_of(rep, start, end))


def new_calendar_token(db: Database, who: Principal) -> str:
    """A new secret address for the signed-in rep's calendar feed; the old one stops working."""
    rep, token = who.require_rep(), secrets.token_urlsafe(32)
    with db.write() as uow:
        uow.calendars.set(rep, _digest(token), datetime.now(UTC))
        uow.audit.add(who, "renew", "calendar", rep)
    return token


def revoke_calendar_token(db: Database, who: Principal) -> bool:
    """Close the signed-in rep's calendar feed; whether there was one."""
    rep = who.require_rep()
    with db.write() as uow:
        found = uow.calendars.revoke(rep)
        uow.audit.add(who, "revoke", "calendar", rep)
        return found


def calendar(db: Database, token: str, now: datetime | None = None) -> bytes:
    """The feed behind an address: published shifts from four weeks back. NotFoundError for an unknown address."""
    moment = now or datetime.now(UTC)
    with db.read() as uow:
        rep = uow.calendars.rep_of(_digest(token))
        if rep is None or not uow.reps.active(rep):
            raise NotFoundError("there is no calendar at this address")
        shifts = uow.schedules.shifts_of(rep, moment - FEED_BACK, moment + FEED_AHEAD)
        return _calendar(uow, uow.reps.get(rep), shifts)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def read(db: Database, who: Principal, schedule_id: int) -> tuple[ScheduleWithShifts, Words]:
    """A schedule with the names and contracts of those who work in it, for who may read all of it."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        _may_read(who, found.record, None)
        return found, _words(uow, found)


def read_days(db: Database, who: Principal, first_day: date, days: int) -> tuple[ScheduleWithShifts, Words]:
    """What is published for some days, as one schedule without a number on the clock of the newest that touches them.

    RefusedError where nothing is.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    asked = Horizon(first_day, days, SLOT_LENGTHS[0], "UTC")
    with db.read() as uow:
        start, end = asked.instant(0) - timedelta(days=1), asked.instant(asked.minutes) + timedelta(days=1)
        newest = next(iter(uow.published.horizons(start, end).values()), None)
        if newest is None:
            raise RefusedError(f"nothing is published for the {days} days from {first_day}")
        horizon = replace(asked, zone=newest.zone, slot_minutes=newest.slot_minutes)
        status, at = ScheduleStatus.PUBLISHED, horizon.instant(0)
        record = ScheduleVersion(0, "", horizon, status, None, None, None, {}, (), (), at, who.username)
        found = ScheduleWithShifts(record, uow.published.in_scope(record))
        return found, _words(uow, found)


def _words(uow: UnitOfWork, found: ScheduleWithShifts) -> Words:
    ids = sorted({p.shift.agent for p in found.shifts if p.shift.agent})
    official = found.record.status is ScheduleStatus.PUBLISHED
    stored = {p.id: p for p in (uow.schedules.shifts(p.id for p in found.shifts) if official else found.shifts)}
    horizons = {id: record.horizon for id, record in uow.schedules.many(p.schedule for p in stored.values()).items()}
    zones = {site.id: site.zone for site in uow.sites.all()}
    around = Surroundings({c.id: c for c in uow.contracts.all()}, horizons, zones=zones)
    return Words(uow.reps.get_many(ids), around, stored)


def _may_read(who: Principal, record: ScheduleVersion, rep: str | None) -> None:
    """Planners read drafts, managers what was published, reps their own published shifts."""
    if record.status is ScheduleStatus.DRAFT:
        who.require(Role.PLANNER)
    elif rep is None or who.rep != rep:
        who.require(Role.PLANNER, Role.MANAGER)


def row_of(planned: PlannedShift, horizon: Horizon, words: Words) -> list[object]:
    """One shift under SHIFT_COLUMNS; what it pays is real time, by the contract of its day."""
    shift, day = planned.shift, horizon.start + timedelta(days=planned.shift.day)
    rep = words.reps.get(shift.agent)
    zone = _own_zone(rep, shift, day, words.zones) or horizon.zone
    midnight = shift.day * DAY

    def told(pieces: Sequence[Break | Activity]) -> str:
        return "; ".join(f"{p.name} {clock(p.start - midnight)}-{clock(p.end - midnight)}" for p in pieces)

    start, end = (moment.astimezone(zone_of(zone)) for moment in (planned.start, planned.end))
    return [
        shift.agent or "(open)",
        rep.name if rep else "",
        day.isoformat(),
        clock(shift.start - midnight),
        clock(shift.end - midnight),
        planned.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        planned.end.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        shift.site or "home",
        round(words.paid_minutes(planned) / 60, 2),
        told(shift.breaks),
        horizon.zone,
        start.date().isoformat(),
        _time(start, start.date()),
        _time(end, start.date()),
        zone,
        told(shift.activities),
    ]


def _own_zone(rep: Rep | None, shift: Shift, day: date, zones: Mapping[str, str]) -> str | None:
    """The clock of who works a shift, that of its site while nobody does; None where neither is known."""
    if rep is None:
        return None if shift.site is None else zones.get(shift.site)
    return clock_of(rep, day, zones)


def _time(local: datetime, day: date) -> str:
    """A local time of day, told as on the day that the shift starts: `05:00+1`."""
    return clock((local.date() - day).days * DAY + local.hour * 60 + local.minute)


def _calendar(uow: UnitOfWork, rep: Rep, shifts: Iterable[PlannedShift]) -> bytes:
    sites = {site.id: site for site in uow.sites.all()}
    planned = list(shifts)
    records = uow.schedules.many(p.schedule for p in planned)
    return calendar_file(f"Shifts of {rep.name}", [_event(p, records[p.schedule], rep, sites) for p in planned])


def _event(planned: PlannedShift, record: ScheduleVersion, rep: Rep, sites: Mapping[str, Site]) -> Event:
    shift, horizon = planned.shift, record.horizon
    zones = {site.id: site.zone for site in sites.values()}
    zone = clock_of(rep, horizon.start + timedelta(days=shift.day), zones) or horizon.zone
    day = planned.start.astimezone(zone_of(zone)).date()

    def told(minute: int) -> str:
        return _time(horizon.instant(minute).astimezone(zone_of(zone)), day)

    lines = [f"{piece.name}: {told(piece.start)} to {told(piece.end)}" for piece in shift.pieces]
    if lines:
        lines.append(f"(times in {zone})")
    if not planned.live:
        draft = record.status is ScheduleStatus.DRAFT
        lines.insert(0, "Draft: not official yet" if draft else "Replaced: not official any more")
    where = None if shift.site is None else sites[shift.site].name if shift.site in sites else shift.site
    return Event(
        uid=f"shift-{planned.id}@wfm",
        sequence=planned.version - 1,
        start=planned.start,
        end=planned.end,
        summary="Shift from home" if where is None else f"Shift at {where}",
        location="Home" if where is None else where,
        description="\n".join(lines),
        stamp=record.published_at or record.created_at,
    )
