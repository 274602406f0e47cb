"""Sites, queues, contracts, reps, and their time off. `version` counts changes and guards against lost updates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name, Words


class SiteRow(Base):
    """A building with seats."""

    __tablename__ = "sites"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    seats: Mapped[int]
    zone: Mapped[Name]
    version: Mapped[int] = mapped_column(default=1)


class QueueRow(Base):
    """A queue; `hours` lists the opening windows per weekday."""

    __tablename__ = "queues"
    id: Mapped[Name] = mapped_column(primary_key=True)
    channel: Mapped[Name]
    language: Mapped[Name]
    zone: Mapped[Name]
    hours: Mapped[Json]
    target: Mapped[Json]
    aht_seconds: Mapped[float]
    patience_seconds: Mapped[float]
    concurrency: Mapped[int]
    concurrency_slowdown: Mapped[float]
    weight: Mapped[float]
    skill: Mapped[Name]
    country: Mapped[Name]
    subdivision: Mapped[Name | None]
    version: Mapped[int] = mapped_column(default=1)


class ContractRow(Base):
    """A contract; `shifts` lists its shift templates."""

    __tablename__ = "contracts"
    id: Mapped[Name] = mapped_column(primary_key=True)
    paid_low: Mapped[int]
    paid_high: Mapped[int]
    days_low: Mapped[int]
    days_high: Mapped[int]
    max_consecutive_days: Mapped[int]
    min_rest: Mapped[int]
    start_spread: Mapped[int | None]
    max_weekends: Mapped[int | None]
    shifts: Mapped[Json]
    version: Mapped[int] = mapped_column(default=1)


class RepRow(Base):
    """A rep; those who left stay on record with `active` false."""

    __tablename__ = "reps"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    contract: Mapped[Name] = mapped_column(ForeignKey("contracts.id"), index=True)
    skills: Mapped[Json]
    languages: Mapped[Json]
    work_mode: Mapped[Name]
    site: Mapped[Name | None] = mapped_column(ForeignKey("sites.id"))
    office_low: Mapped[int | None]
    office_high: Mapped[int | None]
    hired: Mapped[date | None]
    wage_per_hour: Mapped[float | None]
    home_workspace_approved: Mapped[bool]
    stage: Mapped[Name]
    performance: Mapped[float | None]
    available: Mapped[Json | None]
    preferred_start: Mapped[int | None]
    email: Mapped[Name | None]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class TimeOffRow(Base):
    """A rep's absence, asked for or decided; `reason` is personal data."""

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
