"""How forecasts, requirements and schedules are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wfm.cli.terminal import say, say_shortages, say_unscheduled, table
from wfm.database import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.planning import ForecastRun, RequirementRun, left_out_of, share_within
from wfm.domain.time import Horizon, clock

if TYPE_CHECKING:
    from wfm.services.schedule import CoverageReport, QueueService, SchedulingTask

MOST_SHORT = 8
"""Shortages that are listed on the screen."""


def show_forecast(run: ForecastRun) -> None:
    """Print a forecast run: contacts are those of the run's days."""
    rows = []
    for f in run.forecasts:
        within = f.mean * share_within(f.grid, run.grid)
        seconds = float((within * f.aht_seconds).sum() / within.sum()) if within.sum() else math.nan
        rows.append((f.queue, f"{within.sum():,.0f}", _figure(seconds, "s"), f.method, share(f.error), share(f.floor)))
    header = ("queue", "contacts", "handle time", "method", "tested error", "floor of chance")
    table(f"Forecast {run.id}: {_days(run)}", header, rows)
    for f in run.forecasts:
        for note in f.notes:
            say(f"note: queue {f.queue}: {note}")
    for note in run.notes:
        say(f"note: {note}")


def share(value: float) -> str:
    return "not tested" if math.isnan(value) else f"{100 * value:.1f} %"


def _figure(value: float, unit: str) -> str:
    return "" if math.isnan(value) else f"{value:,.0f} {unit}"


def _days(run: ForecastRun | RequirementRun) -> str:
    local = run.grid.local_days()
    return f"{local[0]} to {local[-1]}" if len(local) else "no days"


def show_requirement(run: RequirementRun) -> None:
    """Print a requirement run: hours are those of the run's days."""
    rows = []
    for r in run.requirements:
        hours = share_within(r.grid, run.grid) * (r.grid.slot_minutes / 60)
        busy = r.volume > 0
        level = float((r.service_level * r.volume)[busy].sum() / r.volume[busy].sum()) if busy.any() else math.nan
        rows.append(
            (
                r.queue,
                r.method,
                f"{r.base @ hours:,.1f}",
                f"{r.required @ hours:,.1f}",
                f"{r.required.max(initial=0):,.1f}",
                share(level),
            )
        )
    header = ("queue", "model", "base hours", "required hours", "most heads", "service level")
    table(f"Requirement {run.id}: {_days(run)}", header, rows, words=2)
    for notes in (*(r.notes for r in run.requirements), *(p.notes for p in run.pools), run.notes):
        for note in notes:
            say(f"note: {note}")


def show_schedule(db: Database, record: ScheduleVersion) -> None:
    """Print a schedule's coverage, its cost and bound, and what it could not do."""
    from wfm.services.schedule import coverage_of_schedule

    show_coverage(f"Coverage of schedule {record.id}", coverage_of_schedule(db, OPERATOR, record.id))
    if record.objective is not None:
        bound = "" if record.lower_bound is None else f"; no schedule can cost less than {record.lower_bound:,.0f}"
        say(f"Cost {record.objective:,.0f}{bound}")
    say(_clock_and_week(record.horizon))
    for note in _left_out(db, record):
        say(f"note: {note}")
    say_unscheduled(record.unscheduled)
    say_shortages(record.shortfalls, record.horizon, MOST_SHORT, "the Excel file of wfm export has every stretch")


def show_scope(task: SchedulingTask) -> None:
    """Print whom a draft is about and from when on, and what of the timeline it leaves as it is."""
    horizon, standing = task.problem.horizon, task.standing
    last = horizon.start + timedelta(days=horizon.days - 1)
    whom, count = task.chosen.words or "everyone", _count(task.people, "rep")
    whom = whom if whom.startswith(count) else f"{whom} ({count})"
    say(f"The draft is about {whom}, {horizon.start} to {last}")
    if task.first_minute:
        say(f"What has begun by {clock(task.first_minute)} on {horizon.start:%a %d %b} stays as published")
    told = [f"{_count(standing.others, 'published shift')} of others counted on"] if standing.others else []
    told += (
        [f"{_count(standing.locked, 'shift')} locked or with activities kept as they are"] if standing.locked else []
    )
    if told:
        say("; ".join(told))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _clock_and_week(horizon: Horizon) -> str:
    """Whose clock a schedule goes by, and which weeks its rules hold in."""
    told = f"Times are on the clock of {horizon.zone}; "
    if horizon.week_start is None:
        return f"{told}weeks are counted from its first day"
    first = (date(2024, 1, 1) + timedelta(days=horizon.week_start)).strftime("%A")
    return f"{told}weeks begin on {first}, and what is published around counts in them"


def _left_out(db: Database, record: ScheduleVersion) -> tuple[str, ...]:
    """The sentence that names the queues a schedule has nobody for, because its requirement does not have them."""
    run = record.requirement_run
    if run is None:
        return ()
    with db.read() as uow:
        staffed = uow.requirements.queues_of(run)
        missing = [queue for queue in uow.queues.ids() if queue not in staffed]
    return left_out_of(f"this schedule, as requirement {run} does not have them", missing)


def show_coverage(title: str, report: CoverageReport) -> None:
    """Print required, scheduled and short heads, by skill and by day, and what they are compared with."""
    from wfm.services.schedule import summary

    found = summary(report.parts)
    header = ("", "required", "scheduled", "short", "over", "short %")

    def row(name: str, required: float, scheduled: float, short: float, over: float) -> tuple[str, ...]:
        share = 100 * short / required if required else 0.0
        return (name, *(f"{x:,.1f}" for x in (required, scheduled, short, over)), f"{share:.2f} %")

    rows = [row(d.skill, d.required, d.scheduled, d.short, d.over) for d in found.by_skill()]
    total = row("all", found.required, found.scheduled, found.short, found.over)
    days = [row(f"{d.day:%a %d %b}", d.required, d.scheduled, d.short, d.over) for d in found.by_day()]
    table(f"{title}, head-hours by skill", header, [*rows, total])
    table("Head-hours by day", header, days)
    say(
        f"Required {found.required:,.0f} head-hours, scheduled {found.scheduled:,.0f}, "
        f"short {found.short:,.1f} ({100 * found.short_share:.2f} %)"
    )
    for note in report.notes:
        say(note)


def show_service(served: Sequence[QueueService]) -> None:
    """Print the service level that each queue's customers will feel."""
    from wfm.services.schedule import by_queue, mean_level

    rows = [(queue, share(mean_level(parts)), share(parts[0].target)) for queue, parts in by_queue(served).items()]
    table("Predicted service level", ("queue", "predicted", "target"), rows)
