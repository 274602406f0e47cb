"""The centre, its sites, queues and contracts and its reps. `version` counts changes and guards against lost updates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name


class CentreRow(Base):
    """What holds for the whole centre, in one row of id 1; none where everything is as it comes."""

    __tablename__ = "centre"
    id: Mapped[int] = mapped_column(primary_key=True)
    week_start: Mapped[int]
    leave_takes: Mapped[Name] = mapped_column(server_default="shorten")
    version: Mapped[int] = mapped_column(default=1)


class SiteRow(Base):
    """A building with seats."""

    __tablename__ = "sites"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    seats: Mapped[int]
    zone: Mapped[Name]
    version: Mapped[int] = mapped_column(default=1)


class QueueRow(Base):
    """A queue; `hours` lists the opening windows per weekday, `exceptions` those of single days."""

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
    exceptions: Mapped[Json | None]
    min_heads: Mapped[int] = mapped_column(default=0, server_default="0")
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
    closed_day_credit: Mapped[bool] = mapped_column(default=False, server_default=false())
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
    zone: Mapped[Name | None]
    team: Mapped[Name | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
