"""Staffing: required heads by queue, what drives them, the service they promise at risk, and what would be if."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.planning import Queue, RequirementRun, StaffingRequirement
from wfm.services.centre import delete_requirement, queues as all_queues
from wfm.services.export import requirement_frame
from wfm.services.staffing import Outlook, outlook, shared_queues
from wfm.services.viewing import forecast_runs, requirement_run, requirement_runs
from wfm.ui.base import fragment, listed, plain, share, told
from wfm.ui.charts import coverage_charts as charts, staffing_charts, staffing_frames as frames
from wfm.ui.widgets import (
    QUANTILES,
    begin_job,
    chosen,
    day_range,
    delete_button,
    on_days,
    palette,
    panel,
    run_words,
    running_job,
    told_job_failure,
    watch_job,
)


def draw(db: Database, who: Principal) -> None:
    """The form for a new run, and one run by queue."""
    st.title("Staffing")
    under_way = running_job(db, who, "staff")
    if under_way is not None:
        watch_job(db, who, under_way, "run")
    else:
        told_job_failure(db, who, "staff")
        _new(db, who)
    runs = requirement_runs(db, who)
    if not runs:
        st.info("There is no requirement yet. Make a forecast, then staff it here.", icon=":material/groups:")
        return
    left, right = st.columns([6, 1], vertical_alignment="bottom")
    with left:
        record = chosen("Run", runs, "run", run_words, lambda r: str(r.id))
    with right:
        delete_button(f"Requirement {record.id}", "run", lambda: delete_requirement(db, who, record.id))
    run = requirement_run(db, who, record.id)
    queues = {queue.id: queue for queue in all_queues(db, who)}
    week, one, changed = st.tabs(["The week by queue", "One queue in detail", "What if"])
    with week:
        _week(run)
        _pools(run)
    with one:
        _queue(db, who, run, queues)
    with changed:
        panel(db, who, run, queues)


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
            help="Paid time lost outside what the schedule places: sickness, lateness, coaching.",
        )
        model = right.selectbox(
            "Callers",
            ["erlang_a", "erlang_c"],
            format_func=lambda m: "hang up (Erlang A)" if m == "erlang_a" else "wait for ever (Erlang C)",
        )
        wanted = left.selectbox("Staff for", list(QUANTILES), key="staff_for")
        pooled = _pooled(db, who)
        steps = _second_tiers([queue.id for queue in all_queues(db, who)])
        st.caption(
            "Targets, handle times and patience are each queue's own; try others for one queue with What if below."
        )
        if st.button("Staff", type="primary", key="make_requirement"):
            arguments = {
                "forecast_run": forecast.id,
                "shrinkage": float(shrinkage) / 100,
                "model": model,
                "quantile": QUANTILES[wanted],
                "pooled": pooled,
                "escalations": steps,
            }
            begin_job(db, who, "staff", arguments)


def _pooled(db: Database, who: Principal) -> bool:
    """Whether queues that share reps are staffed together; asked where there are any."""
    shared = shared_queues(db, who)
    if not shared:
        return True
    names = listed([" and ".join(pool.queues) for pool in shared])
    return bool(
        st.toggle(
            f"Staff queues that share reps together: {plain(names)}",
            value=True,
            help="Reps who serve several queues make up for each other's peaks. Simulation judges every language by "
            "itself. Without it, every queue is staffed on its own.",
        )
    )


def _second_tiers(queues: Sequence[str]) -> list[dict[str, object]]:
    """Rows of a small table as escalations, those that are filled in."""
    if len(queues) < 2:
        return []
    with st.popover("Second tiers", icon=":material/call_split:"):
        st.caption("A share of what one queue handles goes on to another, one handle time later.")
        empty = pd.DataFrame(
            {"first": pd.Series(dtype=str), "second": pd.Series(dtype=str), "share": pd.Series(dtype=float)}
        )
        table = st.data_editor(
            empty,
            num_rows="dynamic",
            hide_index=True,
            key="second_tiers",
            column_config={
                "first": st.column_config.SelectboxColumn("From", options=list(queues)),
                "second": st.column_config.SelectboxColumn("To", options=list(queues)),
                "share": st.column_config.NumberColumn("Share, %", min_value=0.1, max_value=100.0),
            },
        )
    return [
        {"first": row["first"], "second": row["second"], "share": float(row["share"]) / 100}
        for row in table.dropna().to_dict("records")
    ]


def _week(run: RequirementRun) -> None:
    days = day_range(run.grid, "staffing_days")
    frame = on_days(frames.by_queue(run), days)
    st.altair_chart(charts.required_by_queue(frame, palette()), width="stretch")
    st.dataframe([frames.summary_row(r, run.grid) for r in run.requirements], hide_index=True, width="stretch")
    for notes in (run.notes, *(requirement.notes for requirement in run.requirements)):
        for note in notes:
            st.caption(plain(note))


def _pools(run: RequirementRun) -> None:
    """Queues staffed together: what it saved, who kept the target, and what any mix of reps must keep."""
    for number, pool in enumerate(run.pools):
        st.subheader(f"{plain(listed(pool.queues))} staffed together")
        mark = ":green[:material/check_circle:]" if pool.met else ":red[:material/error:]"
        for note in pool.notes[:-1]:
            st.markdown(plain(note[:1].upper() + note[1:]))
        st.markdown(f"{mark} {plain(pool.notes[-1][:1].upper() + pool.notes[-1][1:])}")
        days = day_range(pool.grid, f"pool_days_{number}")
        chart = staffing_charts.pooled(on_days(frames.together_and_apart(pool), days), palette())
        st.altair_chart(chart, width="stretch")
        st.dataframe(frames.pool_rows(pool), hide_index=True, width="stretch")


@fragment
def _queue(db: Database, who: Principal, run: RequirementRun, queues: dict[str, Queue]) -> None:
    found = chosen("Queue", run.requirements, "queue", lambda r: r.queue, lambda r: r.queue)
    days = day_range(found.grid, "staffing_queue_days")
    frame = on_days(requirement_frame(found), days)
    colours = palette()
    st.markdown("**What the required heads are made of**")
    st.altair_chart(staffing_charts.made_of(on_days(frames.made_of(found), days), colours), width="stretch")
    left, right = st.columns(2)
    left.altair_chart(charts.drivers(frame, colours, "volume", "Contacts per interval"), width="stretch")
    right.altair_chart(charts.drivers(frame, colours, "aht_seconds", "Handle time, s"), width="stretch")
    if found.deferrable:
        st.caption(
            "This work may wait until it is due, so no single interval needs it done; the heads above spread it evenly."
        )
        return
    with told():
        _service(db, who, run, found, queues, days)


def _service(
    db: Database,
    who: Principal,
    run: RequirementRun,
    found: StaffingRequirement,
    queues: dict[str, Queue],
    days: tuple[date, date],
) -> None:
    """The predicted service level with its band, and the chance of each day."""
    st.markdown("**Predicted service level with the heads before shrinkage**")
    place = st.container()
    strays = st.number_input(
        "Uncertainty of a day's volume, %",
        0.0,
        50.0,
        None,
        1.0,
        placeholder="from the forecast's band and past errors",
        help="How far whole days are busier or quieter than forecast.",
        key=f"strays_{run.id}_{found.queue}",
    )
    seen = outlook(db, who, run, found.queue, None if strays is None else float(strays) / 100)
    target = queues[found.queue].target.share if found.queue in queues else 0.8
    band = "from high to low volume" if seen is None else f"{seen.coverage:.0%} of outcomes"
    frame = on_days(frames.levels(found, seen), days)
    chart = staffing_charts.banded(
        frame, palette(), "Service level", percent=True, target=target, band=band, height=220
    )
    place.altair_chart(chart, width="stretch")
    if seen is not None:
        _chances(seen)


def _chances(seen: Outlook) -> None:
    if not seen.days:
        return
    worst = min(seen.days, key=lambda d: d.chance)
    st.markdown(f"**The chance that a day meets its target**, when its volume is uncertain by {share(seen.cv)}")
    st.altair_chart(
        staffing_charts.by_day(frames.chances(seen), palette(), "Chance", "chance"),
        width="stretch",
    )
    st.caption(
        f"The least safe day is {worst.day:%A %d %B} with {share(worst.chance, 0)}. Staff for a higher volume to make days "
        "safer; What if shows what that takes."
    )
