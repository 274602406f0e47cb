"""Schedules, their shifts, and the calendar addresses that publish them to reps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false, true
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name


class ScheduleRow(Base):
    """A schedule version; its horizon is `days` local days from `first_day`.

    Its scope begins at `first_minute` of it and is everyone's where it is `whole`, else that of its `scope_reps`;
    `scope` is what the planner called them. `basis` is how the published shifts in its scope stood when a draft was
    made; null where that is not known.
    `week_start` is null where weeks begin with the first day, `elapsed` whether time is real through clock changes.
    """

    __tablename__ = "schedules"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Name]
    first_day: Mapped[date]
    days: Mapped[int]
    slot_minutes: Mapped[int]
    zone: Mapped[Name]
    weekday: Mapped[int | None]
    status: Mapped[Name]
    requirement_run: Mapped[int | None] = mapped_column(ForeignKey("requirement_runs.id"), index=True)
    objective: Mapped[float | None]
    lower_bound: Mapped[float | None]
    terms: Mapped[Json]
    shortfalls: Mapped[Json]
    unscheduled: Mapped[Json]
    basis: Mapped[Json | None]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    published_at: Mapped[datetime | None]
    week_start: Mapped[int | None]
    elapsed: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_minute: Mapped[int] = mapped_column(default=0, server_default="0")
    scope: Mapped[Name] = mapped_column(default="", server_default="")
    whole: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (Index(None, "status", "first_day"), Index(None, "first_day"))


class ShiftRow(Base):
    """A shift in wall-clock minutes of its schedule's horizon and in UTC; `rep` is null while nobody owns it.

    It is `live` while it is on the published timeline. `left_by` is the publication that took it off, 0 for a change by
    hand or leave, null for one that is on it or never was.
    Windows that are asked for lie near the present, so the indexes go by the end: what ended before is passed over.
    """

    __tablename__ = "shifts"
    id: Mapped[int] = mapped_column(primary_key=True)
    schedule: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))
    rep: Mapped[Name | None] = mapped_column(ForeignKey("reps.id"))
    start: Mapped[int]
    end: Mapped[int]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    site: Mapped[Name | None] = mapped_column(ForeignKey("sites.id"))
    breaks: Mapped[Json]
    activities: Mapped[Json] = mapped_column(server_default="[]")
    locked: Mapped[bool]
    live: Mapped[bool] = mapped_column(default=False, server_default=false())
    left_by: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        Index(None, "schedule", "rep", "start"),
        Index(None, "rep", "live", "end_at"),
        Index(None, "site", "live", "end_at"),
        Index(None, "live", "end_at"),
        {"sqlite_autoincrement": True},  # shifts can be removed, and an id must never come back as another shift
    )


class ScopeRepRow(Base):
    """A rep whom a schedule is about that is not about everyone."""

    __tablename__ = "scope_reps"
    schedule: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True)
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True, index=True)


class PublicationRow(Base):
    """A draft made official: what the timeline held of its scope, start <= t < end, gave way to it.

    `after` is how the shifts of the scope stood then; null where that is not known, so that it cannot be undone.
    """

    __tablename__ = "publications"
    id: Mapped[int] = mapped_column(primary_key=True)
    schedule: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    start: Mapped[datetime]
    end: Mapped[datetime]
    brought: Mapped[int]
    replaced: Mapped[int]
    kept: Mapped[int]
    after: Mapped[Json | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Name]
    __table_args__ = ({"sqlite_autoincrement": True},)


class CalendarRow(Base):
    """A rep's calendar address: only the hash of its secret is kept, and a new one revokes the old."""

    __tablename__ = "calendars"
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    token_hash: Mapped[Name] = mapped_column(unique=True)
    created_at: Mapped[datetime]
