"""Coverage of one schedule as several pages show it: figures, chart, heat map, service level."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleVersion, ScheduleWithShifts
from wfm.domain.planning import Coverage
from wfm.services.export import coverage_frame, starts
from wfm.services.schedule import CoverageSummary, QueueService, coverage, service_level, summary
from wfm.ui.base import day, number, share, told
from wfm.ui.charts import coverage_charts as charts
from wfm.ui.widgets.choices import day_range, on_days, palette

ALL = "All skills"


def show_cover(db: Database, who: Principal, schedule: ScheduleWithShifts) -> None:
    """Figures, a chart of heads against the requirement, the sums per skill and day, and the service level."""
    record = schedule.record
    with told():
        parts, served = _worked_out(db, who, who.role.value, db.url, record.id, _state(schedule))
        found = summary(parts)
        _figures(found)
        left, right = st.columns([1, 2])
        with left:
            skill = st.selectbox("Skill", [ALL, *(p.skill for p in parts)], key=f"cover_skill_{record.id}")
        with right:
            days = day_range(record.horizon.grid, f"cover_days_{record.id}")
        frame = _summed(on_days(coverage_frame(parts), days), skill)
        st.altair_chart(charts.coverage(frame, palette()), width="stretch")
        st.markdown("**Over and short by hour, mean heads**")
        st.altair_chart(charts.balance(_cells(frame), palette()), width="stretch")
        _tables(found)
        _service(record, served)


@st.cache_data(max_entries=32, show_spinner="Working out the coverage")
def _worked_out(
    _db: Database, _who: Principal, role: str, url: str, schedule: int, state: int
) -> tuple[tuple[Coverage, ...], tuple[QueueService, ...]]:
    """Coverage and service of a schedule, kept while its shifts stay as they are; the service checks the role."""
    parts = coverage(_db, _who, schedule)
    return parts, service_level(_db, _who, schedule, parts)


def _state(schedule: ScheduleWithShifts) -> int:
    """A number that changes whenever a shift of the schedule does."""
    return hash(tuple((s.id, s.version) for s in schedule.shifts))


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


def _service(record: ScheduleVersion, served: Sequence[QueueService]) -> None:
    st.markdown("**Service level that customers will feel**")
    if not served:
        st.caption("No queue of this schedule has a service level to predict.")
        return
    rows = [
        {
            "Queue": s.queue,
            "Predicted": share(s.mean_level),
            "Target": share(s.target, 0),
            "Verdict": "keeps its target" if s.mean_level >= s.target - 0.0005 else "below its target",
        }
        for s in served
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
    by_queue = {s.queue: s for s in served}
    queue = by_queue[st.selectbox("Queue", list(by_queue), key=f"service_{record.id}")]
    days = day_range(queue.grid, f"service_days_{record.id}")
    frame = pd.DataFrame(
        {"start": starts(queue.grid), "level": queue.service_level, "low": float("nan"), "high": float("nan")}
    )
    st.altair_chart(charts.service_level(on_days(frame, days), palette(), queue.target), width="stretch")
