"""How forecasts, requirements and schedules are printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wfm.cli.terminal import say, say_shortages, say_unscheduled, table
from wfm.database import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.planning import ForecastRun, RequirementRun

if TYPE_CHECKING:
    from wfm.services.schedule import CoverageSummary

MOST_SHORT = 8
"""Shortages that are listed on the screen."""


def show_forecast(run: ForecastRun) -> None:
    """Print a forecast run."""
    rows = []
    for f in run.forecasts:
        seconds = float((f.mean * f.aht_seconds).sum() / f.mean.sum()) if f.mean.sum() else math.nan
        rows.append((f.queue, f"{f.mean.sum():,.0f}", _figure(seconds, "s"), f.method, share(f.error), share(f.floor)))
    header = ("queue", "contacts", "handle time", "method", "tested error", "floor of chance")
    table(f"Forecast {run.id}: {_days(run)}", header, rows)
    for f in run.forecasts:
        for note in f.notes:
            say(f"note: queue {f.queue}: {note}")


def share(value: float) -> str:
    return "not tested" if math.isnan(value) else f"{100 * value:.1f} %"


def _figure(value: float, unit: str) -> str:
    return "" if math.isnan(value) else f"{value:,.0f} {unit}"


def _days(run: ForecastRun | RequirementRun) -> str:
    local = run.grid.local_days()
    return f"{local[0]} to {local[-1]}" if len(local) else "no days"


def show_requirement(run: RequirementRun) -> None:
    """Print a requirement run."""
    hours = run.grid.slot_minutes / 60
    rows = []
    for r in run.requirements:
        busy = r.volume > 0
        level = float((r.service_level * r.volume)[busy].sum() / r.volume[busy].sum()) if busy.any() else math.nan
        rows.append(
            (
                r.queue,
                r.method,
                f"{r.base.sum() * hours:,.1f}",
                f"{r.required.sum() * hours:,.1f}",
                f"{r.required.max(initial=0):,.1f}",
                share(level),
            )
        )
    header = ("queue", "model", "base hours", "required hours", "most heads", "service level")
    table(f"Requirement {run.id}: {_days(run)}", header, rows, words=2)
    for notes in (*(r.notes for r in run.requirements), *(p.notes for p in run.pools)):
        for note in notes:
            say(f"note: {note}")


def show_schedule(db: Database, record: ScheduleVersion) -> None:
    """Print a schedule's coverage, its cost and bound, and what it could not do."""
    from wfm.services.schedule import coverage as read_coverage, summary

    show_coverage(record, summary(read_coverage(db, OPERATOR, record.id)))
    if record.objective is not None:
        bound = "" if record.lower_bound is None else f"; no schedule can cost less than {record.lower_bound:,.0f}"
        say(f"Cost {record.objective:,.0f}{bound}")
    say_unscheduled(record.unscheduled)
    say_shortages(record.shortfalls, record.horizon, MOST_SHORT, "the Excel file of wfm export has every stretch")


def show_coverage(record: ScheduleVersion, found: CoverageSummary) -> None:
    """Print required, scheduled and short heads, by skill and by day."""
    header = ("", "required", "scheduled", "short", "over", "short %")

    def row(name: str, required: float, scheduled: float, short: float, over: float) -> tuple[str, ...]:
        share = 100 * short / required if required else 0.0
        return (name, *(f"{x:,.1f}" for x in (required, scheduled, short, over)), f"{share:.2f} %")

    rows = [row(d.skill, d.required, d.scheduled, d.short, d.over) for d in found.by_skill()]
    total = row("all", found.required, found.scheduled, found.short, found.over)
    days = [row(f"{d.day:%a %d %b}", d.required, d.scheduled, d.short, d.over) for d in found.by_day()]
    table(f"Coverage of schedule {record.id}, head-hours by skill", header, [*rows, total])
    table("Head-hours by day", header, days)
    say(
        f"Required {found.required:,.0f} head-hours, scheduled {found.scheduled:,.0f}, "
        f"short {found.short:,.1f} ({100 * found.short_share:.2f} %)"
    )
