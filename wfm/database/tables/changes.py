"""What planners know beyond history: layers, special days, containment; `version` guards against lost updates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name, Words


class LayerRow(Base):
    """A layer on a queue's forecast, on every queue's where `queue` is null; `low` and `high` are minutes of the day."""

    __tablename__ = "layers"
    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[Name | None] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), index=True)
    name: Mapped[Words]
    kind: Mapped[Name]
    target: Mapped[Name]
    value: Mapped[float]
    start: Mapped[datetime]
    end: Mapped[datetime]
    weekdays: Mapped[Json]
    low: Mapped[int]
    high: Mapped[int]
    on: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class SpecialDayRow(Base):
    """A date that is not ordinary, of one queue or of every one; a queue has one of its own at most."""

    __tablename__ = "special_days"
    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[Name | None] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"))
    day: Mapped[date]
    treatment: Mapped[Name]
    factor: Mapped[float | None]
    name: Mapped[Words]
    version: Mapped[int] = mapped_column(default=1)
    # nulls are never equal to one another, so the days of every queue need an index of their own
    __table_args__ = (
        Index(None, "queue", "day", unique=True),
        Index(
            "ux_special_days_every_queue",
            "day",
            unique=True,
            sqlite_where=text("queue IS NULL"),
            postgresql_where=text("queue IS NULL"),
        ),
    )


class ScenarioRow(Base):
    """Automation that keeps a share of contacts away from reps, of one queue or of every one."""

    __tablename__ = "scenarios"
    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[Name | None] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), index=True)
    name: Mapped[Words]
    share: Mapped[float]
    aht_uplift: Mapped[float]
    first: Mapped[date | None]
    last: Mapped[date | None]
    on: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
