"""Shift bids and shift trades."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name, Words

_ACTIVE = text("state IN ('open', 'pending')")


class BidRoundRow(Base):
    """A bidding window over the lines of one draft schedule."""

    __tablename__ = "bid_rounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    schedule: Mapped[int] = mapped_column(ForeignKey("schedules.id"), index=True)
    name: Mapped[Name]
    state: Mapped[Name]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    seed: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    everyone: Mapped[bool]


class ShiftLineRow(Base):
    """An anonymous weekly pattern; `shifts` is what bidders see of it."""

    __tablename__ = "shift_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(ForeignKey("bid_rounds.id", ondelete="CASCADE"))
    number: Mapped[int]
    contract: Mapped[Name]
    skills: Mapped[Json]
    work_mode: Mapped[Name]
    site: Mapped[Name | None]
    shifts: Mapped[Json]
    __table_args__ = (UniqueConstraint("round", "number"),)


class LineShiftRow(Base):
    """The stored shifts that a line stands for."""

    __tablename__ = "line_shifts"
    line: Mapped[int] = mapped_column(ForeignKey("shift_lines.id", ondelete="CASCADE"), primary_key=True)
    shift: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"), primary_key=True, index=True)


class BidRow(Base):
    """A rep's choice: the line put at this rank (1 is best)."""

    __tablename__ = "bids"
    round: Mapped[int] = mapped_column(ForeignKey("bid_rounds.id", ondelete="CASCADE"), primary_key=True)
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(ForeignKey("shift_lines.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("round", "rep", "line"),)


class AwardRow(Base):
    """What a rep got; the unique line makes a double award impossible."""

    __tablename__ = "awards"
    round: Mapped[int] = mapped_column(ForeignKey("bid_rounds.id", ondelete="CASCADE"), primary_key=True)
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    line: Mapped[int | None] = mapped_column(ForeignKey("shift_lines.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int | None]
    reason: Mapped[Words]
    __table_args__ = (UniqueConstraint("round", "line"),)


class ShiftOfferRow(Base):
    """A shift on the trade board; at most one offer of a shift stands at a time. `leave` opened it, where one did."""

    __tablename__ = "shift_offers"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Name]
    shift: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"), index=True)
    offered_by: Mapped[Name | None] = mapped_column(ForeignKey("reps.id"), index=True)
    taken_by: Mapped[Name | None] = mapped_column(ForeignKey("reps.id"), index=True)
    in_return: Mapped[int | None] = mapped_column(ForeignKey("shifts.id", ondelete="SET NULL"), index=True)
    state: Mapped[Name] = mapped_column(index=True)
    note: Mapped[Words]
    reason: Mapped[Words]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    skills: Mapped[Json]
    leave: Mapped[int | None] = mapped_column(index=True)
    __table_args__ = (
        Index("ux_shift_offers_standing", "shift", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )
