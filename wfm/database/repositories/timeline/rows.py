"""Rows of schedules and shifts as domain objects, there and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from wfm.database import codecs
from wfm.domain.exchange import PlannedShift, ScheduleHead, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Shift
from wfm.domain.time import Horizon

SPAN = ("first_day", "days", "slot_minutes", "zone", "weekday", "week_start", "elapsed")
"""Columns of a schedule that make its horizon, in its order."""


def record_out(record: ScheduleVersion) -> dict[str, Any]:
    """The columns of a new schedule, its basis apart."""
    return {
        "name": record.name,
        "first_day": record.horizon.start,
        "days": record.horizon.days,
        "slot_minutes": record.horizon.slot_minutes,
        "zone": record.horizon.zone,
        "weekday": record.horizon.weekday,
        "week_start": record.horizon.week_start,
        "elapsed": record.horizon.elapsed,
        "status": record.status.value,
        "requirement_run": record.requirement_run,
        "objective": record.objective,
        "lower_bound": record.lower_bound,
        "terms": record.terms,
        "shortfalls": codecs.reasons_out(record.shortfalls),
        "unscheduled": codecs.reasons_out(record.unscheduled),
        "created_at": record.created_at,
        "created_by": record.created_by,
        "published_at": record.published_at,
        "first_minute": record.first_minute,
        "scope": record.scope_words,
        "whole": record.reps is None,
        "version": 1,
    }


def head_in(row: Row[Any]) -> ScheduleHead:
    """The schedule of a row as lists show it."""
    return ScheduleHead(
        row.id,
        row.name,
        Horizon(*(row._mapping[name] for name in SPAN)),
        ScheduleStatus(row.status),
        row.requirement_run,
        row.created_at,
        row.created_by,
        row.published_at,
        row.scope,
    )


def record_in(row: Row[Any], reps: frozenset[str] | None) -> ScheduleVersion:
    """The schedule of a row; `reps` are those of its scope, None for everyone."""
    return ScheduleVersion(
        id=row.id,
        name=row.name,
        horizon=Horizon(*(row._mapping[name] for name in SPAN)),
        status=ScheduleStatus(row.status),
        requirement_run=row.requirement_run,
        objective=row.objective,
        lower_bound=row.lower_bound,
        terms=codecs.numbers_in(row.terms),
        shortfalls=codecs.reasons_in(row.shortfalls),
        unscheduled=codecs.reasons_in(row.unscheduled),
        created_at=row.created_at,
        created_by=row.created_by,
        published_at=row.published_at,
        version=row.version,
        first_minute=row.first_minute,
        reps=reps,
        scope_words=row.scope,
    )


def shift_out(shift: Shift, horizon: Horizon) -> dict[str, Any]:
    """The columns of a shift on a horizon's axis."""
    return {
        "rep": shift.agent or None,
        "start": shift.start,
        "end": shift.end,
        "start_at": horizon.instant(shift.start),
        "end_at": horizon.instant(shift.end),
        "site": shift.site,
        "breaks": codecs.breaks_out(shift),
        "activities": codecs.activities_out(shift),
        "locked": shift.locked,
    }


def shift_in(row: Row[Any]) -> PlannedShift:
    """The stored shift of a row of the shifts table."""
    pieces = codecs.breaks_in(row.breaks), row.locked, codecs.activities_in(row.activities)
    shift = Shift(row.rep or "", row.start, row.end, row.site, *pieces)
    return PlannedShift(row.id, row.schedule, shift, row.start_at, row.end_at, row.version, row.live)
