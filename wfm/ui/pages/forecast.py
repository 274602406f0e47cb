"""Forecast: make one and see where it comes from; change it by layers, special days and what came today."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from forecasting import Calendar, CleanedHistory
from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.planning import ForecastRun, VolumeForecast
from wfm.domain.time import zone_of
from wfm.services.centre import delete_forecast, queues as all_queues
from wfm.services.forecast import DAYS, reforecast_today, special_days
from wfm.services.imports import uploads
from wfm.services.viewing import cleaned_history, forecast_run, forecast_runs
from wfm.ui.base import days, flash, moment, number, plain, told
from wfm.ui.charts import forecast_charts, forecast_frames as frames
from wfm.ui.widgets import (
    begin_job,
    chosen,
    delete_button,
    edit_containment,
    edit_hours,
    edit_layers,
    edit_special_days,
    first_and_last,
    jump,
    palette,
    run_words,
    running_job,
    show_ahead,
    show_figures,
    show_making,
    show_marked_days,
    show_past,
    told_job_failure,
    watch_job,
)

TABS = ("Forecast", "History", "How it was made", "Layers", "Special days", "Today")


def draw(db: Database, who: Principal) -> None:
    """The form for a new run, and one run queue by queue."""
    st.title("Forecast")
    under_way = running_job(db, who, "forecast")
    if under_way is not None:
        watch_job(db, who, under_way, "run")
    else:
        told_job_failure(db, who, "forecast")
        _new(db, who)
    runs = forecast_runs(db, who)
    if not runs:
        st.info("There is no forecast yet. Import history, then make one here.", icon=":material/query_stats:")
        return
    left, middle, again, gone = st.columns([9, 5, 4, 3], vertical_alignment="bottom")
    with left:
        record = chosen("Run", runs, "run", run_words, lambda r: str(r.id))
    run = forecast_run(db, who, record.id)
    with middle:
        found = chosen("Queue", run.forecasts, "queue", lambda f: f.queue, lambda f: f.queue)
    with again:
        _again(db, who, run, busy=under_way is not None)
    with gone:
        delete_button(f"Forecast {run.id}", "run", lambda: delete_forecast(db, who, run.id))
    made = next(f for f in run.statistical if f.queue == found.queue)
    cleaned = _cleaned(db, who, who.role, db.url, found.queue, found.grid.start.isoformat(), _state(db, who))
    for note in run.notes:
        st.caption(plain(note))
    show_figures(found)
    ahead, behind, how, layers, special, today = st.tabs(TABS)
    with ahead:
        show_ahead(found, made, cleaned)
    with behind:
        show_past(found, cleaned)
    with how:
        show_making(found, made)
    with layers:
        _layers(db, who, run, found, made)
    with special:
        _special_days(db, who, found)
    with today:
        _today(db, who, run, found)


def _new(db: Database, who: Principal) -> None:
    with st.expander("Make a new forecast", expanded=not forecast_runs(db, who, 1)):
        left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
        start = left.date_input("First day", value=None, help="If empty, the day after the last day of history.")
        count = middle.number_input(
            "Days", min_value=1, max_value=448, value=DAYS, help="By interval up to 18 weeks, by day up to 64."
        )
        borrowed = _template(db, who)
        if right.button("Forecast", type="primary", width="stretch", key="make_forecast"):
            arguments: dict[str, object] = {"days": int(count)}
            if start is not None:
                arguments["start"] = start.isoformat()
            if borrowed:
                arguments["templates"] = borrowed
            begin_job(db, who, "forecast", arguments)


def _template(db: Database, who: Principal) -> dict[str, tuple[str, float | None]]:
    """A new queue that borrows the past of another; empty where none is chosen."""
    queues = [queue.id for queue in all_queues(db, who)]
    left, middle, right = st.columns([2, 2, 1])
    help = "Where it has no history of its own, its forecast uses that of another queue."
    new = left.selectbox("New queue", queues, index=None, placeholder="none", help=help)
    if new is None:
        return {}
    old = middle.selectbox("uses the history of", [id for id in queues if id != new], index=None)
    scale = right.number_input(
        "times", min_value=0.001, value=None, help="If empty, scaled by the days that both queues have."
    )
    return {} if old is None else {new: (old, scale)}


def _again(db: Database, who: Principal, run: ForecastRun, busy: bool) -> None:
    """The same days and queues once more, with what was imported and entered since."""
    help = "Forecasts the same days and queues again, with today's history and special days. You can stop it."
    if st.button("Re-forecast", icon=":material/refresh:", width="stretch", disabled=busy, help=help):
        first, last = first_and_last(run.grid)
        queues = [f.queue for f in run.forecasts]
        quantiles = sorted(run.statistical[0].quantiles)
        arguments = {"start": first.isoformat(), "days": (last - first).days + 1, "queues": queues}
        begin_job(db, who, "forecast", {**arguments, "quantiles": quantiles})


@st.cache_data(max_entries=16, show_spinner="Cleaning the history")
def _cleaned(
    _db: Database, _who: Principal, role: Role, url: str, queue: str, until: str, state: int
) -> CleanedHistory | None:
    """History and what forecasting makes of it, kept while neither changes; the service checks the role."""
    return cleaned_history(_db, _who, queue, pd.Timestamp(until).to_pydatetime())


def _state(db: Database, who: Principal) -> int:
    """A number that changes with the uploads, the special days and the opening hours."""
    hours = tuple((queue.id, queue.hours) for queue in all_queues(db, who))
    return hash((*(u.id for u in uploads(db, who, 1)), special_days(db, who), hours))


def _layers(db: Database, who: Principal, run: ForecastRun, found: VolumeForecast, made: VolumeForecast) -> None:
    """Layers and containment as editable tables, kept apart from the statistical forecast."""
    st.caption(
        "Layers are applied to the statistical forecast in this order and never change it: switch one off and the "
        "forecast is as it was, without a new fit. Saving updates the newest forecast of each queue."
    )
    queues = all_queues(db, who)
    first = pd.Timestamp(first_and_last(run.grid)[0])
    edit_layers(db, who, queues, found.queue, first)
    for note in found.notes[len(made.notes) :]:
        st.markdown(f"- {plain(note)}")
    st.subheader("Containment")
    st.caption(
        "Contacts that automation solves before they reach a rep, applied after all layers; those that remain take longer."
    )
    edit_containment(db, who, queues, found.queue)


def _special_days(db: Database, who: Principal, found: VolumeForecast) -> None:
    """The planner's own days beside the holidays; they act on the next forecast."""
    st.caption(
        "A past day can be left out of the history or corrected by a factor; a coming day can be adjusted or closed. "
        "The next forecast uses these days: press Re-forecast after saving."
    )
    queues = all_queues(db, who)
    edit_special_days(db, who, queues, found.queue)
    st.subheader("Opening hours")
    st.caption(
        "A date can be closed, or have hours of its own: a holiday, a short day, an extra day. Forecasts, staffing and "
        "schedules made from now on use it."
    )
    edit_hours(db, who, queues)
    first, last = first_and_last(found.grid)
    queue = next(q for q in queues if q.id == found.queue)
    calendar = Calendar(queue.country or None, queue.subdivision)
    low, high = first - timedelta(days=28), max(last, first + timedelta(days=55))
    high = min(high, low + timedelta(days=26 * 7))
    st.subheader(f"Calendar, {days(low, high)}")
    frame = frames.calendar_days(calendar, special_days(db, who, found.queue), found.queue, low, high)
    st.altair_chart(forecast_charts.calendar(frame, palette()), width="stretch")
    show_marked_days(frame)


def _today(db: Database, who: Principal, run: ForecastRun, found: VolumeForecast) -> None:
    """What came so far today, and what that says of the rest of it."""
    st.caption(
        "Import today's contacts to forecast the rest of today from them; the effect fades over the days after. "
        "Nothing is stored until you keep all queues as a new run."
    )
    try:
        asked = reforecast_today(db, who, run=run.id, queues=[found.queue])
    except RefusedError as error:
        st.info(plain(error), icon=":material/today:")
        return
    (mine,) = asked.queues
    after = next(f for f in asked.run.forecasts if f.queue == found.queue)
    zone = found.grid.zone
    st.markdown(f"**As of {plain(moment(asked.now, zone))}**")
    cells = (
        ("Came so far", number(mine.seen)),
        ("Expected so far", number(mine.expected)),
        ("Rest of today, planned", number(mine.rest_before)),
        ("Rest of today, now", number(mine.rest_after)),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, border=True)
    frame = frames.today_rows(mine, found, after, found.grid, found.grid.index(asked.now))
    local = pd.Timestamp(asked.now.astimezone(zone_of(zone)).replace(tzinfo=None))
    st.altair_chart(forecast_charts.today(frame, local, palette()), width="stretch")
    st.caption(plain(mine.note))
    if st.button("Keep as a new run", key="keep_today", type="primary"):
        with told():
            kept = reforecast_today(db, who, run=run.id, now=asked.now, keep=True)
            flash(f"kept as forecast {kept.run.id}")
            jump("run", str(kept.run.id))
            st.rerun()
