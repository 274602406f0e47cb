"""Schedules, their shifts, and the calendar addresses that publish them to reps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name


class ScheduleRow(Base):
    """A schedule version; its horizon is `days` local days from `first_day`.

    `basis` is how the published shifts of these days stood when a draft was made; null where that is not known.
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
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (Index(None, "status", "first_day"), Index(None, "first_day"))


class ShiftRow(Base):
    """A shift in wall-clock minutes of its schedule's horizon and in UTC; `rep` is null while nobody owns it.

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
    locked: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        Index(None, "schedule", "rep", "start"),
        Index(None, "rep", "end_at"),
        Index(None, "site", "end_at"),
        {"sqlite_autoincrement": True},  # shifts can be removed, and an id must never come back as another shift
    )


class CalendarRow(Base):
    """A rep's calendar address: only the hash of its secret is kept, and a new one revokes the old."""

    __tablename__ = "calendars"
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    token_hash: Mapped[Name] = mapped_column(unique=True)
    created_at: Mapped[datetime]
