"""Schedule: build one under a time limit, look at its cover, shifts and reasons, publish it."""

from __future__ import annotations

import streamlit as st

from scheduler import PRESETS
from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.services.centre import delete_schedule, reps as all_reps, sites as all_sites
from wfm.services.export import schedule_csv, schedule_xlsx
from wfm.services.viewing import requirement_runs, schedule, schedules
from wfm.ui.base import number, share, told
from wfm.ui.widgets import (
    NEW,
    begin_job,
    chosen,
    delete_button,
    draft_buttons,
    first_and_last,
    run_words,
    running_job,
    schedule_words,
    show_cover,
    show_desk,
    show_differences,
    show_publications,
    show_reasons,
    told_job_failure,
    watch_job,
)


def draw(db: Database, who: Principal) -> None:
    """The form for a new schedule, and one schedule with everything known of it."""
    st.title("Schedule")
    under_way = running_job(db, who, "schedule")
    if under_way is not None:
        watch_job(db, who, under_way, "schedule", keeps_best=True)
    else:
        told_job_failure(db, who, "schedule")
        _new(db, who)
    heads = schedules(db, who)
    if not heads:
        st.info("There is no schedule yet. Staff a forecast and bring in reps, then build one here.")
        return
    record = chosen("Schedule", heads, "schedule", schedule_words, lambda h: str(h.id))
    found = schedule(db, who, record.id)
    _figures(found)
    _actions(db, who, found)
    cover, shifts, changes, reasons = st.tabs(["Coverage", "Shifts", "Changes", "Reasons"])
    with cover:
        show_cover(db, who, found)
    with shifts:
        _timeline(db, who, found)
    with changes:
        show_differences(db, who, found.record, {site.id: site.name for site in all_sites(db, who)})
    with reasons:
        show_reasons(found.record, {rep.id: rep.name for rep in all_reps(db, who, active_only=False)})
    show_publications(db, who)


def _new(db: Database, who: Principal) -> None:
    runs = requirement_runs(db, who, 20)
    if not runs:
        return
    with st.expander("Build a new schedule", expanded=not schedules(db, who, limit=1) or NEW in st.query_params):
        run = st.selectbox("Required heads", runs, format_func=run_words)
        first, last = first_and_last(run.grid)
        a, b, c, d = st.columns(4)
        start = a.date_input("First day", value=first, min_value=first, max_value=last)
        most = (last - start).days + 1
        days = b.number_input("Days", min_value=1, max_value=min(56, most), value=min(14, most))
        limit = c.number_input("Search time, seconds", min_value=5, max_value=3600, value=60, step=15)
        weigh = d.selectbox("What comes first", list(PRESETS), format_func=str.capitalize)
        keep = st.checkbox("Change shifts already published in these days as little as possible")
        if st.button("Build schedule", type="primary", icon=":material/play_arrow:", key="make_schedule"):
            arguments = {
                "requirement_run": run.id,
                "first_day": start.isoformat(),
                "days": int(days),
                "time_limit": float(limit),
                "preset_name": weigh,
                "keep": keep,
            }
            begin_job(db, who, "schedule", arguments)


def _figures(found: ScheduleWithShifts) -> None:
    record = found.record
    cells = (
        ("Shifts", number(len(found.shifts)), ""),
        ("Reps with shifts", number(len({s.shift.agent for s in found.shifts if s.shift.agent})), ""),
        ("Cost", _maybe(record.objective), "In paid head-intervals: cover, pay and preferences weighed together"),
        ("Proven bound", _maybe(record.lower_bound), "No schedule for this problem can cost less"),
        ("Gap to the bound", _gap(record), "The most that any other schedule could save"),
    )
    for column, (label, value, help) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=help or None, border=True)


def _maybe(value: float | None) -> str:
    return "–" if value is None else number(value)


def _gap(record: ScheduleVersion) -> str:
    if record.objective is None or record.lower_bound is None or record.objective <= 0:
        return "–"
    return share(max(0.0, record.objective - record.lower_bound) / record.objective, 2)


def _actions(db: Database, who: Principal, found: ScheduleWithShifts) -> None:
    with st.container(horizontal=True):
        if found.record.status is ScheduleStatus.DRAFT:
            draft_buttons(db, who, found.record)
            delete_button(f"Schedule {found.record.id}", "schedule", lambda: delete_schedule(db, who, found.record.id))
        else:
            st.badge(found.record.status.value.capitalize(), icon=":material/check:", color="green")
        name = f"schedule-{found.record.id}"
        with told():
            st.download_button(
                "CSV",
                lambda: schedule_csv(db, who, found.record.id),
                f"{name}.csv",
                "text/csv",
                icon=":material/download:",
            )
            st.download_button(
                "Excel",
                lambda: schedule_xlsx(db, who, found.record.id),
                f"{name}.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                icon=":material/download:",
            )


def _timeline(db: Database, who: Principal, found: ScheduleWithShifts) -> None:
    record = found.record
    draft = record.id if record.status is ScheduleStatus.DRAFT else None
    editable = record.status is not ScheduleStatus.ARCHIVED
    show_desk(db, who, record.horizon, found.shifts, draft, editable, f"schedule_{record.id}")
