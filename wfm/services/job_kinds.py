"""The kinds of long runs: what each takes, as it comes from a page, and how it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError
from wfm.services.job_report import BEST_KEPT, Reporter

Arguments = Mapping[str, object]


def _forecast(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from wfm.services.forecast import Template, make_forecast

    options = {**given, "start": _day(given.get("start"))}
    borrowed: Mapping[str, Any] = options.pop("templates", None) or {}  # type: ignore[assignment]
    options["templates"] = {queue: Template(*parts) for queue, parts in borrowed.items()}
    run = make_forecast(db, who, on_progress=reporter.tell, on_stored=reporter.stored, **options)  # type: ignore[arg-type]
    return run.id, f"{len(run.forecasts)} queues forecast"


def _staff(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from wfm.services.staffing import Assumptions, make_requirement
    from wfm.staffing import Escalation, Shrinkage

    options: dict[str, Any] = dict(given)
    shrinkage = Shrinkage.of(float(options.pop("shrinkage", 0.0)))
    assumed = {queue: Assumptions(**figures) for queue, figures in dict(options.pop("assumptions", {})).items()}
    options["escalations"] = [Escalation(**step) for step in options.pop("escalations", ())]
    run = make_requirement(
        db,
        who,
        shrinkage=shrinkage,
        assumptions=assumed,
        on_progress=reporter.tell,
        on_stored=reporter.stored,
        **options,
    )
    return run.id, f"{len(run.requirements)} queues staffed"


def _schedule(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from scheduler import Progress
    from wfm.services.schedule import make_schedule

    limit = float(given.get("time_limit", 60.0))  # type: ignore[arg-type]
    hurried = ""

    def told(progress: Progress) -> None:
        nonlocal hurried
        reporter.share = min(0.99, progress.seconds / limit) if limit else 0.99
        reporter.message = progress.message
        hurried = "" if progress.searched else ". There was no time to search: a longer limit gives a better one"
        figures = {"cost": progress.cost, "bound": progress.bound, "gap": progress.gap, "short": progress.short}
        figures |= {"over": progress.over, "seconds": progress.seconds}
        reporter.detail = {name: value for name, value in figures.items() if value is not None and abs(value) < 1e300}

    options = {**given, "first_day": _day(given.get("first_day")), "begin": _time(given.get("begin"))}
    options["time_limit"] = limit
    record = make_schedule(db, who, stop_asked=reporter.stop, on_progress=told, on_stored=reporter.stored, **options)  # type: ignore[arg-type]
    kept = BEST_KEPT if reporter.stop.is_set() else "schedule made"
    return record.id, f"{kept} as draft {record.id}{hurried}"


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _time(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name, the arguments it takes, and how it runs to (id of what was made, message)."""

    name: str
    arguments: frozenset[str]
    run: Callable[[Database, Principal, Arguments, Reporter], tuple[int, str]]


def kind_of(name: str) -> JobKind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise InputError(f"the kind of a job must be one of {', '.join(k.name for k in KINDS)}, got {name!r}")


KINDS: tuple[JobKind, ...] = (
    JobKind("forecast", frozenset({"start", "days", "queues", "quantiles", "templates"}), _forecast),
    JobKind(
        "staff",
        frozenset(
            {"forecast_run", "shrinkage", "assumptions", "model", "quantile", "remember", "pooled", "escalations"}
        ),
        _staff,
    ),
    JobKind(
        "schedule",
        frozenset({"requirement_run", "first_day", "days", "time_limit", "seed", "preset_name", "keep"})
        | {"reps", "teams", "sites", "begin"},
        _schedule,
    ),
)
"""The kinds of job, with the arguments of their services."""
