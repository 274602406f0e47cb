"""Contact history, a row per queue and day of intervals, and the uploads it came from.

Intervals are kept a day at a time as arrays: a year of 15-minute history of one queue is 365 rows, read or
replaced in milliseconds, where a row per interval would be 35,040.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Array, Base, Json, Name, Words


class HistoryRow(Base):
    """The grid that a queue's history lies on: intervals start `phase_minutes` after a multiple of their length."""

    __tablename__ = "history"
    queue: Mapped[Name] = mapped_column(ForeignKey("queues.id"), primary_key=True)
    slot_minutes: Mapped[int]
    phase_minutes: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class HistoryDayRow(Base):
    """One UTC day (shifted by the phase) of a queue's intervals; NaN where nothing was recorded.

    `handle_seconds` is the total handle time of the interval's handled contacts, `wait_seconds` the total time its
    offered contacts waited.
    """

    __tablename__ = "history_days"
    queue: Mapped[Name] = mapped_column(ForeignKey("history.queue"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    offered: Mapped[Array]
    handled: Mapped[Array]
    abandoned: Mapped[Array]
    handle_seconds: Mapped[Array]
    wait_seconds: Mapped[Array]


class UploadRow(Base):
    """A file that was imported: what it was and what it changed."""

    __tablename__ = "uploads"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]
    kind: Mapped[Name]
    sha256: Mapped[Name]
    rows: Mapped[int]
    inserted: Mapped[int]
    replaced: Mapped[int]
    refused: Mapped[int]
    detail: Mapped[Json]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
