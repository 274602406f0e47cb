"""Time off, its kinds, and what of it may be granted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Name, Words


class LeaveKindRow(Base):
    """A kind of time off that the centre changed or added; the usual ones stand in code."""

    __tablename__ = "leave_kinds"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    paid: Mapped[bool]
    credited: Mapped[bool]
    minutes_per_day: Mapped[int | None]
    requestable: Mapped[bool]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class TimeOffRow(Base):
    """A rep's absence, asked for or decided; `reason` is personal data, credits that are null come from its kind."""

    __tablename__ = "time_off"
    id: Mapped[int] = mapped_column(primary_key=True)
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"))
    start: Mapped[datetime]
    end: Mapped[datetime]
    state: Mapped[Name]
    reason: Mapped[Words]
    decided_by: Mapped[Name | None]
    decision: Mapped[Words]
    created_at: Mapped[datetime]
    kind: Mapped[Name] = mapped_column(default="vacation", server_default="vacation")
    credit_minutes: Mapped[int | None]
    credit_days: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        CheckConstraint('"start" < "end"', name="order"),
        Index(None, "rep", "start"),
        Index(None, "state", "end"),
    )


class AllotmentRow(Base):
    """Hours of leave that may be granted on one local day; `group` is a planning group, "" for the whole centre."""

    __tablename__ = "allotments"
    group: Mapped[Name] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hours: Mapped[float]
