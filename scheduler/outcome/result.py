"""What a search hands back: a schedule with its bound and reasons; `wfm-schedule/1` read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from scheduler.control import Progress, gap
from scheduler.problem import SCHEDULE_FORMAT, Json, SchedulingProblem, read_format, write_json
from wfm.documents import (
    SHIFT,
    Entity,
    Field,
    ListOf,
    Nested,
    Number,
    OneOf,
    TableOf,
    Text,
    Value,
    Whole,
    in_file,
    load_json,
    read,
    shown,
    write,
)
from wfm.domain.errors import InputError
from wfm.domain.exchange import Reason
from wfm.domain.limits import MOST_CELL
from wfm.domain.people import Shift


class Status(StrEnum):
    """How a search ended: proven best, ended by its own limits, or stopped by a person."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """An agent whose contract could not be met, and the rules that clash, in words.

    `text` is the short sentence without its subject, `cause` the name of what binds, `detail` what would help; of a
    schedule read from a file, `text` is all there is.
    """

    agent: str
    text: str
    cause: str = ""
    detail: str = ""

    @classmethod
    def of_file(cls, agent: str, reason: str) -> Unscheduled:
        """What a file tells, which has one text."""
        return cls(agent, reason)

    @property
    def reason(self) -> str:
        """The sentence and the detail as one text."""
        return f"{self.text} {self.detail}".strip()

    def as_reason(self) -> Reason:
        """The same as it is stored and shown."""
        return Reason(self.agent, self.text, cause=self.cause, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A stretch left short, and what binds there.

    Attributes
    ----------
    skill : what is short.
    start, end : half-open minutes of the horizon.
    heads : mean heads short over it.
    text : what is short and what binds where it is shortest, in one sentence; all there is of one read from a file.
    peak : most heads short in one slot; None for work that may wait.
    cause : the names of what binds.
    because : what binds, as the clause that ends the sentence.
    detail : who may work there and what they do.
    """

    skill: str
    start: int
    end: int
    heads: float
    text: str
    peak: float | None = None
    cause: str = ""
    because: str = ""
    detail: str = ""

    @classmethod
    def of_file(cls, skill: str, start: int, end: int, heads: float, reason: str) -> Shortfall:
        """What a file tells, which has one text."""
        return cls(skill, start, end, heads, reason)

    @property
    def reason(self) -> str:
        """The sentence and the detail as one text."""
        return f"{self.text} {self.detail}".strip()

    def as_reason(self) -> Reason:
        """The same as it is stored and shown."""
        return Reason(
            self.skill, self.text, self.start, self.end, self.heads, self.peak, self.cause, self.because, self.detail
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule file as it was read, whoever wrote it; what the writer claimed stands beside its shifts.

    `problem` is the name of the problem it says it answers. `objective` and `lower_bound` are None where none is told.
    """

    problem: str
    shifts: tuple[Shift, ...]
    unscheduled: tuple[Unscheduled, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    objective: float | None = None
    lower_bound: float | None = None
    terms: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None
    status: Status | None = None


@dataclass(frozen=True, eq=False)
class Result:
    """The best schedule a search found, with its cost, a proven bound and the reasons for what is missing.

    Attributes
    ----------
    problem : the problem answered.
    shifts : the schedule; it keeps every hard rule.
    unscheduled : agents whose own rules cannot all be met, with the rules that clash.
    shortfalls : stretches left short, with what binds there.
    objective, lower_bound : cost of the schedule and a proven bound on any schedule, same units; None: no bound.
    terms : the objective split by term; the terms add up to it.
    seconds : wall time of the search.
    status : how it ended.
    searched : whether the limits left time for more than a first schedule.
    notes : sentences on what the search was not made for and left undone.
    statistics : the reports given on the way.
    """

    problem: SchedulingProblem
    shifts: tuple[Shift, ...]
    unscheduled: tuple[Unscheduled, ...]
    shortfalls: tuple[Shortfall, ...]
    objective: float
    lower_bound: float | None
    terms: Mapping[str, float]
    seconds: float
    status: Status
    searched: bool = True
    notes: tuple[str, ...] = ()
    statistics: tuple[Progress, ...] = ()

    @property
    def gap(self) -> float | None:
        """Share by which the schedule may still be improved; None without a bound."""
        return gap(self.objective, self.lower_bound)


REASON = Text(MOST_CELL)

UNSCHEDULED = Entity(Unscheduled.of_file, (Field("agent", "agent", Text()), Field("reason", "reason", REASON)))

SHORTFALL = Entity(
    Shortfall.of_file,
    (
        Field("skill", "skill", Text()),
        Field("start", "start", Whole()),
        Field("end", "end", Whole()),
        Field("heads", "heads", Number(0)),
        Field("reason", "reason", REASON),
    ),
)

SCHEDULE = Entity(
    Schedule,
    (
        Field("problem", "problem", Text()),
        Field("shifts", "shifts", ListOf(Nested(SHIFT))),
        Field("unscheduled", "unscheduled", ListOf(Nested(UNSCHEDULED)), always=True),
        Field("shortfalls", "shortfalls", ListOf(Nested(SHORTFALL)), always=True),
        Field("objective", "objective", Number(), always=True),
        Field("lower_bound", "lower_bound", Number(), always=True),
        Field("terms", "terms", TableOf(Number()), always=True),
        Field("seconds", "seconds", Number(), always=True),
        Field("status", "status", OneOf.of(Status), always=True),
    ),
)
"""The fields of a schedule file."""


def result_to_dict(result: Result) -> Json:
    """The result as a `wfm-schedule/1` object."""
    schedule = Schedule(
        problem=result.problem.name,
        shifts=result.shifts,
        unscheduled=result.unscheduled,
        shortfalls=result.shortfalls,
        objective=result.objective,
        lower_bound=result.lower_bound,
        terms=result.terms,
        seconds=result.seconds,
        status=result.status,
    )
    return {"format": SCHEDULE_FORMAT} | write(SCHEDULE, schedule)


def write_schedule(path: str | Path, result: Result) -> None:
    """Write a `wfm-schedule/1` file whole or not at all; SetupError when it cannot be written."""
    write_json(path, result_to_dict(result))


def schedule_from_dict(d: object) -> Schedule:
    """The schedule of a parsed `wfm-schedule/1` object; InputError with the path of the first fault."""
    value = Value(d)
    needed = ("format", *SCHEDULE.needed)
    fields = value.fields(needed, tuple(key for key in SCHEDULE.keys if key not in needed))
    read_format(fields["format"], SCHEDULE_FORMAT)
    return read(SCHEDULE, value.only(SCHEDULE.keys))


def read_schedule(path: str | Path, problem: SchedulingProblem | None = None) -> Schedule:
    """The schedule of a `wfm-schedule/1` file.

    Unknown agents and broken rules are left to the check. A malformed file is an InputError; so, when `problem` is
    given, is a schedule that says it answers another one.
    """
    value = load_json(path)
    try:
        schedule = schedule_from_dict(value.raw)
        if problem is not None and schedule.problem != problem.name:
            raise InputError(f"must be {shown(problem.name)}, got {shown(schedule.problem)}", "problem")
    except InputError as error:
        raise in_file(path, error) from error
    return schedule
