"""What a search hands back: a schedule with its bound and reasons; `wfm-schedule/1` read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from scheduler.control import Progress, stop
from scheduler.problem import (
    SCHEDULE_FORMAT,
    Json,
    SchedulingProblem,
    Value,
    in_file,
    load_json,
    read_shift,
    schedule_fields,
    shift_to_dict,
    shown,
    write_json,
)
from wfm.domain.errors import InputError
from wfm.domain.exchange import Reason, head_hours, shortages, smaller
from wfm.domain.people import Shift

MOST_TOLD = 5
"""Shortages that a summary lists."""


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
    statistics: tuple[Progress, ...] = ()

    @property
    def gap(self) -> float | None:
        """Share by which the schedule may still be improved; None without a bound."""
        return stop.gap(self.objective, self.lower_bound)

    def summary(self) -> str:
        """A few lines a planner can read."""
        short = shortages(s.as_reason() for s in self.shortfalls)
        lines = [
            f"{self.problem.name}: {len(self.shifts)} shifts for {len({s.agent for s in self.shifts})} of "
            f"{len(self.problem.agents)} agents, {self.status.value} after {self.seconds:.1f} s",
            f"cost {self.objective:,.2f}" + self._bound(),
            "  " + ", ".join(f"{name} {value:,.2f}" for name, value in self.terms.items()),
            self._short(sum(s.head_hours for s in short)),
        ]
        lines += [f"  {s.when(self.problem.horizon)}: {s.sentence}" for s in short[:MOST_TOLD]]
        if short[MOST_TOLD:]:
            lines.append(f"  {smaller(short[MOST_TOLD:])}")
        lines += [f"  not fully scheduled: {u.as_reason().said_of(u.agent)}" for u in self.unscheduled]
        return "\n".join(line for line in lines if line.strip())

    def _short(self, hours: float) -> str:
        count = len(self.shortfalls)
        return (
            f"{head_hours(hours)} short in {count:,} stretch{'' if count == 1 else 'es'}" if count else "nothing short"
        )

    def _bound(self) -> str:
        if self.gap is None:
            return ", no bound computed"
        return f", no schedule can cost less than {self.lower_bound:,.2f} (gap {100 * self.gap:.2f} %)"


def result_to_dict(result: Result) -> Json:
    """The result as a `wfm-schedule/1` object."""
    return {
        "format": SCHEDULE_FORMAT,
        "problem": result.problem.name,
        "shifts": [shift_to_dict(shift) for shift in result.shifts],
        "unscheduled": [{"agent": u.agent, "reason": u.reason} for u in result.unscheduled],
        "shortfalls": [
            {"skill": s.skill, "start": s.start, "end": s.end, "heads": s.heads, "reason": s.reason}
            for s in result.shortfalls
        ],
        "objective": result.objective,
        "lower_bound": result.lower_bound,
        "terms": dict(result.terms),
        "seconds": result.seconds,
        "status": result.status.value,
    }


def write_schedule(path: str | Path, result: Result) -> None:
    """Write a `wfm-schedule/1` file whole or not at all; SetupError when it cannot be written."""
    write_json(path, result_to_dict(result))


def _schedule(value: Value) -> Schedule:
    fields = schedule_fields(value)
    unscheduled, shortfalls, terms = fields.get("unscheduled"), fields.get("shortfalls"), fields.get("terms")
    numbers = {key: fields.get(key) for key in ("objective", "lower_bound", "seconds")}
    status = fields.get("status")
    return Schedule(
        problem=fields["problem"].text(),
        shifts=tuple(read_shift(item) for item in fields["shifts"].items()),
        unscheduled=() if unscheduled is None else tuple(_unscheduled(item) for item in unscheduled.items()),
        shortfalls=() if shortfalls is None else tuple(_shortfall(item) for item in shortfalls.items()),
        terms={} if terms is None else {key: item.number() for key, item in terms.entries()},
        status=None if status is None else Status(status.one_of(tuple(Status))),
        **{key: None if number is None else number.number() for key, number in numbers.items()},
    )


def _unscheduled(value: Value) -> Unscheduled:
    fields = value.fields(("agent", "reason"))
    return Unscheduled(fields["agent"].text(), fields["reason"].text())


def _shortfall(value: Value) -> Shortfall:
    fields = value.fields(("skill", "start", "end", "heads", "reason"))
    return Shortfall(
        fields["skill"].text(),
        fields["start"].integer(),
        fields["end"].integer(),
        fields["heads"].number(low=0),
        fields["reason"].text(),
    )


def schedule_from_dict(d: object) -> Schedule:
    """The schedule of a parsed `wfm-schedule/1` object; InputError with the path of the first fault."""
    return _schedule(Value(d, ""))


def read_schedule(path: str | Path, problem: SchedulingProblem | None = None) -> Schedule:
    """The schedule of a `wfm-schedule/1` file.

    Unknown agents and broken rules are left to the check. A malformed file is an InputError; so, when `problem` is
    given, is a schedule that says it answers another one.
    """
    value = load_json(path)
    try:
        schedule = _schedule(value)
        if problem is not None and schedule.problem != problem.name:
            raise InputError(f"must be {shown(problem.name)}, got {shown(schedule.problem)}", "problem")
    except InputError as error:
        raise in_file(path, error) from error
    return schedule
