"""Coverage as several pages show it: figures, chart, heat map, service level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleWithShifts
from wfm.domain.time import TimeGrid
from wfm.services.export import coverage_frame, starts
from wfm.services.schedule import (
    CoverageReport,
    CoverageSummary,
    QueueService,
    by_queue,
    coverage_of_schedule,
    mean_level,
    service_of,
    summary,
)
from wfm.ui.base import day, number, plain, share, told
from wfm.ui.charts import coverage_charts as charts
from wfm.ui.widgets.choices import day_range, first_and_last, on_days, palette

ALL = "All skills"


def show_cover(db: Database, who: Principal, schedule: ScheduleWithShifts) -> None:
    """What a schedule gives on its days, as `show_report` has it."""
    with told():
        show_report(db, who, coverage_of_schedule(db, who, schedule.record.id), f"schedule_{schedule.record.id}")


def show_report(db: Database, who: Principal, report: CoverageReport, key: str) -> None:
    """What shifts are compared with, figures, a chart of heads against the requirement, the sums per skill and day, and
    the service level. `key` tells its choices from those of other days."""
    for note in report.notes:
        st.caption(plain(f"{note[0].upper()}{note[1:]}."))
    parts = report.parts
    if not parts:
        st.info("Nothing is required on these days.", icon=":material/event_busy:")
        return
    found = summary(parts)
    _figures(found)
    left, right = st.columns([1, 2])
    with left:
        skill = st.selectbox("Skill", [ALL, *dict.fromkeys(p.skill for p in parts)], key=f"cover_skill_{key}")
    with right:
        grid = parts[0].grid
        days = _shown(
            TimeGrid.of_days(grid.zone, report.first_day, report.days, grid.slot_minutes), f"cover_days_{key}"
        )
    frame = _summed(on_days(coverage_frame(parts), days), skill)
    st.altair_chart(charts.coverage(frame, palette()), width="stretch")
    st.markdown("**Over and short by hour, mean heads**")
    st.altair_chart(charts.balance(_cells(frame), palette()), width="stretch")
    _tables(found)
    _service(by_queue(service_of(db, who, report)), key)


def _shown(grid: TimeGrid, key: str) -> tuple[date, date]:
    """The days to draw: all of them where a chart holds them, else those that are chosen."""
    first, last = first_and_last(grid)
    return (first, last) if last - first < timedelta(days=7) else day_range(grid, key)


def _figures(found: CoverageSummary) -> None:
    cells = (
        ("Required, head-hours", number(found.required)),
        ("Scheduled, head-hours", number(found.scheduled)),
        ("Short, head-hours", number(found.short, 1)),
        ("Short of required", share(found.short_share, 2)),
        ("Over, head-hours", number(found.over)),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, border=True)


def _summed(frame: pd.DataFrame, skill: str) -> pd.DataFrame:
    if skill != ALL:
        return frame[frame["skill"] == skill]
    return frame.groupby("time", as_index=False)[["required", "scheduled", "short", "over"]].sum()


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean heads over, less those short, per day and hour."""
    time = frame["time"].dt
    data = pd.DataFrame({"date": time.normalize(), "hour": time.hour, "balance": frame["over"] - frame["short"]})
    cells = data.groupby(["date", "hour"], as_index=False)["balance"].mean()
    return cells.assign(day=[day(d.date()) for d in cells["date"]], order=cells["date"].astype("int64"))


def _tables(found: CoverageSummary) -> None:
    st.markdown("**Head-hours by skill and by day**")
    left, right = st.columns(2)
    columns = ("Required", "Scheduled", "Short", "Over")
    for place, title, rows in (
        (left, "Skill", [(d.skill, d) for d in found.by_skill()]),
        (right, "Day", [(day(d.day), d) for d in found.by_day()]),
    ):
        table = [
            {
                title: name,
                **dict(zip(columns, (number(v, 1) for v in (d.required, d.scheduled, d.short, d.over)), strict=True)),
            }
            for name, d in rows
        ]
        place.dataframe(table, hide_index=True, width="stretch", height="content")


def _service(served: dict[str, tuple[QueueService, ...]], key: str) -> None:
    st.markdown("**Service level that customers will feel**")
    if not served:
        st.caption("No queue of these days has a service level to predict.")
        return
    rows = [_service_row(queue, parts) for queue, parts in served.items()]
    st.dataframe(rows, hide_index=True, width="stretch")
    parts = served[st.selectbox("Queue", list(served), key=f"service_{key}")]
    first, minutes = parts[0].grid, (parts[-1].grid.end - parts[0].grid.start).total_seconds() / 60
    span = TimeGrid(first.zone, first.start, first.slot_minutes, int(minutes) // first.slot_minutes)
    days = _shown(span, f"service_days_{key}")
    frame = pd.concat(
        pd.DataFrame({"start": starts(s.grid), "level": s.service_level, "low": float("nan"), "high": float("nan")})
        for s in parts
    )
    st.altair_chart(charts.service_level(on_days(frame, days), palette(), parts[0].target), width="stretch")


def _service_row(queue: str, parts: Sequence[QueueService]) -> dict[str, str]:
    level, target = mean_level(parts), parts[0].target
    verdict = "keeps its target" if level >= target - 0.0005 else "below its target"
    return {"Queue": queue, "Predicted": share(level), "Target": share(target, 0), "Verdict": verdict}
