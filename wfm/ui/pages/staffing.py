"""Staffing: required heads by queue, what drives them, the service they promise, and what would be if."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from wfm.database.engine import Database
from wfm.domain.accounts import Principal
from wfm.domain.contacts import Queue
from wfm.domain.requirement import StaffingRequirement
from wfm.domain.runs import RequirementRun
from wfm.services.centre import queues as all_queues
from wfm.services.frames import requirement_frame
from wfm.services.staffing import EVERY_QUEUE, Assumptions, what_if
from wfm.services.viewing import forecast_runs, requirement_run, requirement_runs
from wfm.staffing.shrinkage import Shrinkage
from wfm.ui import charts, jobs
from wfm.ui.choices import chosen, day_range, on_days, palette, run_words
from wfm.ui.feedback import told
from wfm.ui.words import number, plain, share


def draw(db: Database, who: Principal) -> None:
    """The form for a new run, and one run by queue."""
    st.title("Staffing")
    under_way = jobs.running(db, who, "staff")
    if under_way is not None:
        jobs.watch(db, who, under_way, "run")
    else:
        jobs.told_failure(db, who, "staff")
        _new(db, who)
    runs = requirement_runs(db, who)
    if not runs:
        st.info("There is no requirement yet. Make a forecast, then staff it here.", icon=":material/groups:")
        return
    head = chosen("Run", runs, "run", run_words, lambda r: str(r.id))
    run = requirement_run(db, who, head.id)
    queues = {queue.id: queue for queue in all_queues(db, who)}
    week, one, changed = st.tabs(["The week by queue", "One queue in detail", "What if"])
    with week:
        _week(run)
    with one:
        _queue(run, queues)
    with changed:
        _what_if(db, who, run, queues)


def _new(db: Database, who: Principal) -> None:
    forecasts = forecast_runs(db, who, 20)
    if not forecasts:
        return
    with st.expander("Staff a forecast", expanded=not requirement_runs(db, who, 1)):
        left, middle, right = st.columns([3, 2, 2])
        forecast = left.selectbox("Forecast", forecasts, format_func=run_words)
        shrinkage = middle.number_input(
            "Shrinkage, %",
            0.0,
            90.0,
            10.0,
            1.0,
            help="Paid time lost that the schedule does not place itself: sickness, lateness, coaching.",
        )
        model = right.selectbox(
            "Callers",
            ["erlang_a", "erlang_c"],
            format_func=lambda m: "hang up (Erlang A)" if m == "erlang_a" else "wait for ever (Erlang C)",
        )
        st.caption(
            "Targets, handle times and patience are each queue's own; change them for one run with What if below."
        )
        if st.button("Staff", type="primary", key="make_requirement"):
            jobs.start(
                db, who, "staff", {"forecast_run": forecast.id, "shrinkage": float(shrinkage) / 100, "model": model}
            )


def _week(run: RequirementRun) -> None:
    days = day_range(run.grid, "staffing_days")
    parts = [on_days(requirement_frame(r), days) for r in run.requirements]
    st.altair_chart(charts.required_by_queue(pd.concat(parts, ignore_index=True), palette()), width="stretch")
    st.dataframe([_row(r) for r in run.requirements], hide_index=True, width="stretch")
    for requirement in run.requirements:
        for note in requirement.notes:
            st.caption(plain(note))


def _row(r: StaffingRequirement) -> dict[str, str]:
    hours = r.grid.slot_minutes / 60
    return {
        "Queue": r.queue,
        "Method": r.method,
        "Contacts": number(float(r.volume.sum())),
        "Head-hours before shrinkage": number(float(r.base.sum()) * hours),
        "Shrinkage": share(r.shrinkage),
        "Head-hours required": number(float(r.required.sum()) * hours),
        "Busiest interval": number(float(r.required.max(initial=0.0)), 1),
        "Predicted service level": share(_mean_level(r)),
    }


def _mean_level(r: StaffingRequirement) -> float:
    known = ~np.isnan(r.service_level) & (r.volume > 0)
    total = float(r.volume[known].sum())
    return float((r.service_level[known] * r.volume[known]).sum() / total) if total else float("nan")


def _queue(run: RequirementRun, queues: dict[str, Queue]) -> None:
    found = chosen("Queue", run.requirements, "queue", lambda r: r.queue, lambda r: r.queue)
    days = day_range(run.grid, "staffing_queue_days")
    frame = on_days(requirement_frame(found), days)
    queue = queues.get(found.queue)
    target = queue.target.share if queue else 0.8
    colours = palette()
    st.altair_chart(charts.drivers(frame, colours, "required", "Required heads", 220), width="stretch")
    left, right = st.columns(2)
    left.altair_chart(charts.drivers(frame, colours, "volume", "Contacts per interval"), width="stretch")
    right.altair_chart(charts.drivers(frame, colours, "aht_seconds", "Handle time, s"), width="stretch")
    if found.deferrable:
        st.caption(
            "This work may wait until it is due, so it binds no single interval; the heads above spread it evenly."
        )
        return
    st.markdown("**Predicted service level with the heads before shrinkage**")
    level = frame.assign(level=frame["service_level"], low=np.nan, high=np.nan)
    st.altair_chart(charts.service_level(level, colours, target), width="stretch")


def _what_if(db: Database, who: Principal, run: RequirementRun, queues: dict[str, Queue]) -> None:
    if run.forecast_run is None:
        st.info("This run was made without a forecast, so nothing can be tried on it.")
        return
    found = chosen("Queue to change", run.requirements, "what_if", lambda r: r.queue, lambda r: r.queue)
    queue = queues[found.queue]
    deferrable = found.deferrable
    with st.container(border=True):
        a, b, c = st.columns(3)
        volume = a.slider("Volume, % of forecast", 50, 200, 100, 5)
        containment = b.slider("Containment, % solved by automation", 0, 80, 0, 5)
        aht = c.slider("Handle time, % of forecast", 50, 200, 100, 5)
        target = a.slider("Target share, %", 50, 99, round(100 * queue.target.share))
        seconds = b.number_input("within seconds", 0.0, 864000.0, float(queue.target.seconds))
        patience = c.number_input(
            "Patience, s", 5.0, 3600.0, float(min(queue.patience_seconds, 3600.0)), disabled=deferrable
        )
        shrinkage = a.slider("Shrinkage, %", 0, 60, round(100 * found.shrinkage))
    with told():
        assumed = Assumptions(
            share=target / 100,
            seconds=float(seconds),
            patience_seconds=float(patience),
            volume=volume / 100,
            containment=containment / 100,
            aht_uplift=aht / 100 - 1,
        )
        tried = what_if(
            db,
            who,
            forecast_run=run.forecast_run,
            shrinkage=Shrinkage.of(shrinkage / 100),
            assumptions={EVERY_QUEUE: Assumptions(), found.queue: assumed},
        )
        changed = next(r for r in tried.requirements if r.queue == found.queue)
        _compared(found, changed)


def _compared(planned: StaffingRequirement, changed: StaffingRequirement) -> None:
    hours = planned.grid.slot_minutes / 60
    before, after = float(planned.required.sum()) * hours, float(changed.required.sum()) * hours
    a, b, c = st.columns(3)
    a.metric("Head-hours as planned", number(before), border=True)
    change = after - before
    b.metric(
        "Head-hours what if",
        number(after),
        f"{change:+,.0f}" if abs(change) >= 0.5 else None,
        delta_color="inverse",
        border=True,
        height="stretch",
    )
    c.metric("Predicted service level", share(_mean_level(changed)), border=True)
    days = day_range(planned.grid, "what_if_days")
    frame = on_days(requirement_frame(planned), days)
    other = on_days(requirement_frame(changed), days)
    data = frame.assign(planned=frame["required"], changed=other["required"])
    st.altair_chart(charts.comparison(data, palette()), width="stretch")
