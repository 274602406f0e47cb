"""Domain objects as data frames for export, every column name declared once.

Times in frames carry their zone: `start` and `end` are local to the grid's zone. Counts and heads are floats
with NaN for missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from wfm.database import AuditEntry
from wfm.domain.exchange import PlannedShift, Reason, ScheduleWithShifts
from wfm.domain.people import Rep
from wfm.domain.planning import (
    ContactHistory,
    Coverage,
    ForecastRun,
    RequirementRun,
    StaffingRequirement,
    VolumeForecast,
)
from wfm.domain.time import Horizon, TimeGrid, zone_of

QUEUE = "queue"
SKILL = "skill"
START = "start"
END = "end"
OFFERED = "offered"
HANDLED = "handled"
ABANDONED = "abandoned"
AHT = "aht_seconds"
MEAN = "mean"
LOW = "low"
HIGH = "high"
VOLUME = "volume"
BASE = "base"
REQUIRED = "required"
SCHEDULED = "scheduled"
SHORT = "short"
OVER = "over"
SERVICE_LEVEL = "service_level"
OCCUPANCY = "occupancy"
ASA = "asa_seconds"
ABANDONMENT = "abandonment"
SHIFT = "shift"
REP = "rep"
NAME = "name"
CONTRACT = "contract"
SITE = "site"
WORK_MODE = "work_mode"
STAGE = "stage"
SKILLS = "skills"
LANGUAGES = "languages"
HIRED = "hired"
WAGE = "wage_per_hour"
ACTIVITY = "activity"
HOURS = "hours"
LOCKED = "locked"
SUBJECT = "subject"
TEXT = "text"
HEADS = "heads"
AT = "at"
WHO = "who"
ACTION = "action"
ENTITY = "entity"
ENTITY_ID = "entity_id"
DETAIL = "detail"

WORK = "work"
"""What a rep does in a shift outside of its breaks and activities."""

OPEN = "(open)"
"""The name shown for a shift that nobody owns."""


def starts(grid: TimeGrid) -> pd.DatetimeIndex:
    """The start of every interval in the grid's local time, zone attached."""
    return pd.DatetimeIndex(grid.instants()).tz_localize("UTC").tz_convert(zone_of(grid.zone))


def history_frame(history: ContactHistory) -> pd.DataFrame:
    """queue, start, offered, handled, abandoned, aht_seconds: a row per interval, NaN where nothing was recorded."""
    missing = np.full(history.grid.count, np.nan)
    columns = {
        OFFERED: history.offered,
        HANDLED: history.handled,
        ABANDONED: history.abandoned,
        AHT: history.aht_seconds,
    }
    filled = {name: missing if values is None else values for name, values in columns.items()}
    return pd.DataFrame({QUEUE: history.queue, START: starts(history.grid), **filled})


def forecast_frame(forecast: VolumeForecast) -> pd.DataFrame:
    """queue, start, mean, low, high, aht_seconds: a row per interval."""
    columns = {MEAN: forecast.mean, LOW: forecast.low, HIGH: forecast.high, AHT: forecast.aht_seconds}
    return pd.DataFrame({QUEUE: forecast.queue, START: starts(forecast.grid), **columns})


def forecast_run_frame(run: ForecastRun) -> pd.DataFrame:
    """Every queue's forecast of a run, one under the other, by the clock of the run's zone."""
    return _stacked(
        [_by_clock(forecast_frame(f), run.grid.zone) for f in run.forecasts], (QUEUE, START, MEAN, LOW, HIGH, AHT)
    )


_REQUIREMENT = (VOLUME, AHT, BASE, REQUIRED, SERVICE_LEVEL, OCCUPANCY, ASA, ABANDONMENT)


def requirement_frame(requirement: StaffingRequirement) -> pd.DataFrame:
    """queue, skill, start, volume, aht_seconds, base, required and the predicted service: a row per interval."""
    columns = {name: getattr(requirement, name) for name in _REQUIREMENT}
    named = {QUEUE: requirement.queue, SKILL: requirement.skill, START: starts(requirement.grid)}
    return pd.DataFrame({**named, **columns})


def requirement_run_frame(run: RequirementRun) -> pd.DataFrame:
    """Every queue's requirement of a run, one under the other, by the clock of the run's zone."""
    parts = [_by_clock(requirement_frame(r), run.grid.zone) for r in run.requirements]
    return _stacked(parts, (QUEUE, SKILL, START, *_REQUIREMENT))


def coverage_frame(coverages: Iterable[Coverage]) -> pd.DataFrame:
    """skill, start, required, scheduled, short, over in heads: a row per skill and interval, by the clock of the first."""
    names = (REQUIRED, SCHEDULED, SHORT, OVER)
    found = list(coverages)
    parts = [
        _by_clock(
            pd.DataFrame({SKILL: c.skill, START: starts(c.grid), **{name: getattr(c, name) for name in names}}), zone
        )
        for c in found
        for zone in [found[0].grid.zone]
    ]
    return _stacked(parts, (SKILL, START, *names))


def shifts_frame(schedule: ScheduleWithShifts, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """shift, rep, name, start, end, site, hours, locked: a row per shift; `names` maps rep ids to names."""
    zone = schedule.record.horizon.zone
    rows = [
        (s.id, s.shift.agent, _name(s, names), s.start, s.end, s.shift.site, _hours(s), s.shift.locked)
        for s in schedule.shifts
    ]
    return _local(pd.DataFrame(rows, columns=[SHIFT, REP, NAME, START, END, SITE, HOURS, LOCKED]), zone)


def activities_frame(schedule: ScheduleWithShifts, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """shift, rep, name, activity, start, end, site: a row per stretch of work, break and activity, in order."""
    horizon = schedule.record.horizon
    rows = [
        (s.id, s.shift.agent, _name(s, names), activity, horizon.instant(low), horizon.instant(high), s.shift.site)
        for s in schedule.shifts
        for activity, low, high in activities(s)
    ]
    return _local(pd.DataFrame(rows, columns=[SHIFT, REP, NAME, ACTIVITY, START, END, SITE]), horizon.zone)


def activities(planned: PlannedShift) -> list[tuple[str, int, int]]:
    """A shift as consecutive stretches (activity, start, end) in minutes of the horizon."""
    stretches, cursor = [], planned.shift.start
    for piece in planned.shift.pieces:
        if piece.start > cursor:
            stretches.append((WORK, cursor, piece.start))
        stretches.append((piece.name, piece.start, piece.end))
        cursor = piece.end
    if planned.shift.end > cursor:
        stretches.append((WORK, cursor, planned.shift.end))
    return stretches


def reasons_frame(reasons: Iterable[Reason], horizon: Horizon) -> pd.DataFrame:
    """subject, text, start, end, heads, detail: a row per reason; times are empty where the whole horizon is meant."""
    rows = [
        (
            reason.subject,
            reason.text,
            None if reason.start is None else horizon.instant(reason.start),
            None if reason.end is None else horizon.instant(reason.end),
            reason.heads,
            reason.detail,
        )
        for reason in reasons
    ]
    return _local(pd.DataFrame(rows, columns=[SUBJECT, TEXT, START, END, HEADS, DETAIL]), horizon.zone)


def reps_frame(reps: Iterable[Rep]) -> pd.DataFrame:
    """rep, name, contract, skills, languages, work_mode, site, stage, hired, wage_per_hour: a row per rep.

    It shows what the reps hold: filter them with `centre.visible` first.
    """
    rows = [
        (
            r.id,
            r.name,
            r.contract,
            ", ".join(f"{skill} {speed:g}" for skill, speed in r.skills.items()),
            ", ".join(r.languages),
            r.work_mode.value,
            r.site,
            r.stage.value,
            r.hired,
            r.wage_per_hour,
        )
        for r in reps
    ]
    columns = [REP, NAME, CONTRACT, SKILLS, LANGUAGES, WORK_MODE, SITE, STAGE, HIRED, WAGE]
    return pd.DataFrame(rows, columns=columns).astype({WAGE: float})


def audit_frame(entries: Iterable[AuditEntry], zone: str = "UTC") -> pd.DataFrame:
    """at, who, action, entity, entity_id, detail: a row per entry, in local time."""
    rows = [
        (e.at, e.who, e.action, e.entity, e.entity_id, ", ".join(f"{k}: {v}" for k, v in e.detail.items()))
        for e in entries
    ]
    return _local(pd.DataFrame(rows, columns=[AT, WHO, ACTION, ENTITY, ENTITY_ID, DETAIL]), zone)


def _hours(planned: PlannedShift) -> float:
    return (planned.end - planned.start).total_seconds() / 3600


def _name(planned: PlannedShift, names: Mapping[str, str] | None) -> str:
    agent = planned.shift.agent
    return (names or {}).get(agent, agent) if agent else OPEN


def _local(frame: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The frame with its instants in a zone's local time."""
    for column in (START, END, AT):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column], utc=True).dt.tz_convert(zone_of(zone))
    return frame


def _by_clock(frame: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The frame with its starts on the clock of another zone."""
    return frame.assign(**{START: frame[START].dt.tz_convert(zone_of(zone))})


def _stacked(parts: list[pd.DataFrame], columns: Iterable[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))
