"""Forecast runs, requirement runs and jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Array, Base, Json, Name, Words
from wfm.database.types import FloatArray, Measure
from wfm.domain.arrays import Floats


class ForecastRunRow(Base):
    """A forecast run and the grid of its days; `notes` are sentences on the run as a whole, null where there are none."""

    __tablename__ = "forecast_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[Name]
    start: Mapped[datetime]
    slot_minutes: Mapped[int]
    count: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    notes: Mapped[Json] = mapped_column(nullable=True)


class ForecastRow(Base):
    """One queue's forecast in a run, on a grid of its own.

    `quantiles` holds one array per level of `quantile_levels`, end to end.
    """

    __tablename__ = "forecasts"
    run: Mapped[int] = mapped_column(ForeignKey("forecast_runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[Name] = mapped_column(ForeignKey("queues.id"), index=True)
    zone: Mapped[Name]
    start: Mapped[datetime]
    slot_minutes: Mapped[int]
    count: Mapped[int]
    mean: Mapped[Array]
    low: Mapped[Array]
    high: Mapped[Array]
    aht_seconds: Mapped[Array]
    level: Mapped[float]
    method: Mapped[Name]
    components: Mapped[Json]
    error: Mapped[float] = mapped_column(Measure, nullable=True)
    floor: Mapped[float] = mapped_column(Measure, nullable=True)
    reason: Mapped[Words]
    notes: Mapped[Json]
    quantile_levels: Mapped[Json]
    quantiles: Mapped[Floats] = mapped_column(FloatArray)
    patience_seconds: Mapped[float] = mapped_column(Measure, nullable=True)
    abandonment: Mapped[float] = mapped_column(Measure, nullable=True)


class PlannedForecastRow(Base):
    """What layers and containment make of one queue's forecast in a run, kept apart from the statistical one.

    A queue without any has no row. `quantiles` has the levels of the forecast; `notes` say what was applied.
    """

    __tablename__ = "planned_forecasts"
    run: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    mean: Mapped[Array]
    low: Mapped[Array]
    high: Mapped[Array]
    aht_seconds: Mapped[Array]
    quantiles: Mapped[Floats] = mapped_column(FloatArray)
    notes: Mapped[Json]
    __table_args__ = (
        ForeignKeyConstraint(["run", "position"], ["forecasts.run", "forecasts.position"], ondelete="CASCADE"),
    )


class RequirementRunRow(Base):
    """A requirement run, the grid of its days, and the forecast run it came from; `notes` as in a forecast run."""

    __tablename__ = "requirement_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    forecast_run: Mapped[int | None] = mapped_column(ForeignKey("forecast_runs.id"), index=True)
    zone: Mapped[Name]
    start: Mapped[datetime]
    slot_minutes: Mapped[int]
    count: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    notes: Mapped[Json] = mapped_column(nullable=True)


class RequirementRow(Base):
    """One queue's required heads in a run, on a grid of its own; `work` lists deferrable work as (arrives, due, head-slots)."""

    __tablename__ = "requirements"
    run: Mapped[int] = mapped_column(ForeignKey("requirement_runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[Name] = mapped_column(ForeignKey("queues.id"), index=True)
    zone: Mapped[Name]
    start: Mapped[datetime]
    slot_minutes: Mapped[int]
    count: Mapped[int]
    skill: Mapped[Name]
    volume: Mapped[Array]
    aht_seconds: Mapped[Array]
    base: Mapped[Array]
    required: Mapped[Array]
    service_level: Mapped[Array]
    occupancy: Mapped[Array]
    asa_seconds: Mapped[Array]
    abandonment: Mapped[Array]
    shrinkage: Mapped[float]
    method: Mapped[Name]
    weight: Mapped[float]
    work: Mapped[Json]
    notes: Mapped[Json]


class RequirementPoolRow(Base):
    """Queues of a run that were staffed together.

    `subsets` lists the queues of each row, whose arrays `base` and `required` follow each other; `separate` holds one
    array per queue, end to end; `levels` a (target, level, half width) per queue.
    """

    __tablename__ = "requirement_pools"
    run: Mapped[int] = mapped_column(ForeignKey("requirement_runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[Name]
    start: Mapped[datetime]
    slot_minutes: Mapped[int]
    count: Mapped[int]
    queues: Mapped[Json]
    subsets: Mapped[Json]
    base: Mapped[Array]
    required: Mapped[Array]
    separate: Mapped[Array]
    levels: Mapped[Json]
    met: Mapped[bool]
    notes: Mapped[Json]


class JobRow(Base):
    """A long-running job; `beat_at` is when its worker last wrote, so that a job whose worker died can be told."""

    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Name]
    arguments: Mapped[Json]
    state: Mapped[Name]
    progress: Mapped[float]
    message: Mapped[Words]
    detail: Mapped[Json]
    result: Mapped[int | None]
    stop_asked: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    worker: Mapped[Name | None]
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "state", "id"), Index(None, "kind", "id"))
