"""Teams, terms of reps that hold from a date, and training classes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name


class TeamRow(Base):
    """A team and the rep who leads it."""

    __tablename__ = "teams"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    lead: Mapped[Name | None] = mapped_column(ForeignKey("reps.id"))
    version: Mapped[int] = mapped_column(default=1)


class RepTermRow(Base):
    """What changes for a rep from a day on; what is null stays as it was before."""

    __tablename__ = "rep_terms"
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    contract: Mapped[Name | None] = mapped_column(ForeignKey("contracts.id"))
    skills: Mapped[Json | None]
    work_mode: Mapped[Name | None]
    site: Mapped[Name | None] = mapped_column(ForeignKey("sites.id"))
    office_low: Mapped[int | None]
    office_high: Mapped[int | None]
    stage: Mapped[Name | None]
    team: Mapped[Name | None]


class TrainingClassRow(Base):
    """A class of new hires; `ramp` lists (weeks after graduation, most speed)."""

    __tablename__ = "training_classes"
    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Name]
    starts: Mapped[date]
    graduates: Mapped[date]
    ramp: Mapped[Json]
    version: Mapped[int] = mapped_column(default=1)


class ClassMemberRow(Base):
    """The class a rep is, or was, in."""

    __tablename__ = "class_members"
    rep: Mapped[Name] = mapped_column(ForeignKey("reps.id"), primary_key=True)
    training_class: Mapped[Name] = mapped_column(
        "class", ForeignKey("training_classes.id", ondelete="CASCADE"), index=True
    )
