"""What a planner has made, as records: uploads, forecast runs, requirement runs and long-running jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import VolumeForecast
from wfm.domain.planning.requirement import StaffedPool, StaffingRequirement
from wfm.domain.texts import some_of
from wfm.domain.time import TimeGrid


def left_out_of(what: str, queues: Sequence[str]) -> tuple[str, ...]:
    """The sentence that names the queues left out of something; none where nothing is.

    >>> left_out_of("this forecast, as nothing is recorded", ["chat", "mail"])
    ('left out of this forecast, as nothing is recorded: chat, mail',)
    """
    return (f"left out of {what}: {some_of(queues)}",) if queues else ()


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """Forecasts of several queues over the same days, made together. `id` is 0 until stored.

    `grid` is the axis of the run's days: whole days of its zone, in intervals that part those of every queue. Each
    forecast has a grid of its own, in its queue's zone and intervals, that covers these days.
    `forecasts` are what is planned with: the planner's layers and containment included. `statistical` are the same
    queues as history alone says; given empty, nothing was changed. `notes` tell whose days these are, and which queues
    are left out.
    """

    id: int
    grid: TimeGrid
    forecasts: tuple[VolumeForecast, ...]
    created_at: datetime
    created_by: str
    statistical: tuple[VolumeForecast, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.statistical:
            object.__setattr__(self, "statistical", self.forecasts)
        if [f.queue for f in self.statistical] != [f.queue for f in self.forecasts]:
            raise InputError("a run's statistical forecasts must be of its queues, in the same order")


@dataclass(frozen=True, slots=True)
class RequirementRun:
    """Required heads of several queues over the same days, made together from one forecast run. `id` is 0 until stored.

    `grid` and `notes` are as in a forecast run; each requirement has a grid of its own that covers the run's days.
    `pools` are those of its queues that share reps and were staffed together.
    """

    id: int
    forecast_run: int | None
    grid: TimeGrid
    requirements: tuple[StaffingRequirement, ...]
    created_at: datetime
    created_by: str
    pools: tuple[StaffedPool, ...] = ()
    notes: tuple[str, ...] = ()


class JobState(StrEnum):
    """Where a long-running job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Job:
    """A long run as others see it: what it is, how far it is, and what came of it.

    `progress` is a share in 0..1; `detail` holds what the page shows (cost, bound, heads short, ...); `result` is
    the id of what was made. `stop_asked` is set by a person and read by the worker.
    """

    id: int
    kind: str
    arguments: Mapping[str, object]
    state: JobState
    progress: float
    message: str
    detail: Mapping[str, float]
    result: int | None
    stop_asked: bool
    created_at: datetime
    created_by: str
