"""Schedule: build one under a time limit, look at its cover, shifts and reasons, publish it."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.services.centre import delete_schedule, reps as all_reps, sites as all_sites
from wfm.services.export import schedule_csv, schedule_xlsx
from wfm.services.viewing import schedule, schedules
from wfm.ui.base import fragment, number, plain, share, told
from wfm.ui.widgets import (
    chosen,
    delete_button,
    draft_buttons,
    new_schedule_form,
    running_job,
    schedule_words,
    scope_line,
    show_cover,
    show_desk,
    show_differences,
    show_publications,
    show_reasons,
    told_job_failure,
    watch_job,
)

VIEWS = ("Coverage", "Shifts", "Changes", "Reasons")
"""What is looked at of a schedule, one at a time."""


def draw(db: Database, who: Principal) -> None:
    """The form for a new schedule, and one schedule with everything known of it."""
    st.title("Schedule")
    under_way = running_job(db, who, "schedule")
    if under_way is not None:
        watch_job(db, who, under_way, "schedule", keeps_best=True)
    else:
        told_job_failure(db, who, "schedule")
        new_schedule_form(db, who)
    heads = schedules(db, who)
    if not heads:
        st.info("There is no schedule yet. Staff a forecast and bring in reps, then build one here.")
        return
    record = chosen("Schedule", heads, "schedule", schedule_words, lambda h: str(h.id))
    found = schedule(db, who, record.id)
    if scope_line(found.record):
        st.caption(plain(scope_line(found.record)))
    _figures(found)
    _actions(db, who, found)
    _views(db, who, found)
    show_publications(db, who)


@fragment
def _views(db: Database, who: Principal, found: ScheduleWithShifts) -> None:
    """Everything known of a schedule, of which only what is looked at is worked out."""
    cover, shifts, changes, reasons = st.tabs(VIEWS, key="schedule_view", on_change="rerun")
    if cover.open:
        with cover:
            show_cover(db, who, found)
    if shifts.open:
        with shifts:
            _timeline(db, who, found)
    if changes.open:
        with changes:
            show_differences(db, who, found.record, {site.id: site.name for site in all_sites(db, who)})
    if reasons.open:
        with reasons:
            show_reasons(found.record, {rep.id: rep.name for rep in all_reps(db, who, active_only=False)})


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
