"""Schedule: build one under a time limit, look at its cover, shifts and reasons, publish it."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.services.centre import delete_schedule, reps as all_reps, sites as all_sites
from wfm.services.export import schedule_csv, schedule_xlsx
from wfm.services.schedule import publish, undone_by
from wfm.services.viewing import schedule, schedules
from wfm.ui.base import day, flash, number, plain, share, told
from wfm.ui.widgets import (
    accepts_undoing,
    chosen,
    delete_button,
    new_schedule_form,
    payload,
    running_job,
    schedule_words,
    scope_line,
    show_cover,
    show_reasons,
    timeline,
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
    cover, shifts, reasons = st.tabs(["Coverage", "Shifts", "Reasons"])
    with cover:
        show_cover(db, who, found)
    with shifts:
        _timeline(db, who, found)
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
            with st.popover("Publish", icon=":material/campaign:", type="primary"):
                _confirm(db, who, found)
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


def _confirm(db: Database, who: Principal, found: ScheduleWithShifts) -> None:
    last = found.record.horizon.start + timedelta(days=found.record.horizon.days - 1)
    st.markdown(
        f"Reps will see these shifts from {day(found.record.horizon.start)} to {day(last)}. "
        "A schedule published for the same days is archived, and offers of its shifts leave the board."
    )
    with told():
        undone = undone_by(db, who, found.record.id)
        agreed = accepts_undoing(undone, key="publish_over")
        if st.button("Publish now", type="primary", key="publish_now", disabled=not agreed) and agreed:
            record = publish(db, who, found.record.id, accepted=undone)
            flash(f"Schedule {record.id} is published")
            st.rerun()


def _timeline(db: Database, who: Principal, found: ScheduleWithShifts) -> None:
    if not found.shifts:
        st.info("This schedule has no shifts.")
        return
    reps = {rep.id: rep for rep in all_reps(db, who, active_only=False)}
    sites = {site.id: site.name for site in all_sites(db, who)}
    st.caption(plain(f"All times are on the schedule's clock ({found.record.horizon.zone})."))
    clicked = timeline(payload(found.record.horizon, found.shifts, reps, sites), key=f"timeline_{found.record.id}")
    shift = next((s for s in found.shifts if s.id == clicked), None)
    if shift is not None:
        owner = reps[shift.shift.agent].name if shift.shift.agent in reps else "Open shift"
        breaks = ", ".join(f"{b.name} {b.start % 1440 // 60:02d}:{b.start % 60:02d}" for b in shift.shift.breaks)
        st.caption(plain(f"{owner}: {breaks or 'no breaks'}"))
