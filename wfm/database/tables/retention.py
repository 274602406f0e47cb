"""How long the centre keeps what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Name


class RetentionRow(Base):
    """How many days a kind of data is kept; a kind without a row is kept for ever."""

    __tablename__ = "retention"
    kind: Mapped[Name] = mapped_column(primary_key=True)
    days: Mapped[int]
    applied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
