"""Forecast: make one, and see where it comes from: history, cleaned days, methods and their weights, error and band."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd
import streamlit as st

from wfm.database.engine import Database
from wfm.domain.accounts import Principal
from wfm.domain.contacts import VolumeForecast
from wfm.services.forecasting import DAYS
from wfm.services.frames import forecast_frame, history_frame
from wfm.services.viewing import cleaned_history, forecast_run, forecast_runs
from wfm.ui import charts, jobs
from wfm.ui.choices import chosen, day_range, first_and_last, on_days, palette, run_words
from wfm.ui.words import day, number, plain, share

BEHIND = 7
"""Days of history drawn before the forecast begins."""


def draw(db: Database, who: Principal) -> None:
    """The form for a new run, and one run queue by queue."""
    st.title("Forecast")
    under_way = jobs.running(db, who, "forecast")
    if under_way is not None:
        jobs.watch(db, who, under_way, "run")
    else:
        jobs.told_failure(db, who, "forecast")
        _new(db, who)
    runs = forecast_runs(db, who)
    if not runs:
        st.info("There is no forecast yet. Import history, then make one here.", icon=":material/query_stats:")
        return
    left, right = st.columns(2)
    with left:
        head = chosen("Run", runs, "run", run_words, lambda r: str(r.id))
    run = forecast_run(db, who, head.id)
    with right:
        found = chosen("Queue", run.forecasts, "queue", lambda f: f.queue, lambda f: f.queue)
    _figures(found)
    _chart(db, who, found)
    methods, cleaning = st.columns([3, 2])
    with methods:
        _methods(found)
    with cleaning:
        _cleaning(db, who, found)


def _new(db: Database, who: Principal) -> None:
    with st.expander("Make a new forecast", expanded=not forecast_runs(db, who, 1)):
        left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
        start = left.date_input("First day", value=None, help="Empty: the day after the last one in the history.")
        days = middle.number_input("Days", min_value=1, max_value=448, value=DAYS)
        if right.button("Forecast", type="primary", width="stretch", key="make_forecast"):
            arguments: dict[str, object] = {"days": int(days)}
            if start is not None:
                arguments["start"] = start.isoformat()
            jobs.start(db, who, "forecast", arguments)


def _figures(found: VolumeForecast) -> None:
    first, last = first_and_last(found.grid)
    count = (last - first).days + 1
    cells = (
        ("Contacts a day", number(found.mean.sum() / count), f"{number(found.mean.sum())} in {count} days"),
        ("Error in the backtest", share(found.error), "Share of volume missed per interval, on past weeks"),
        ("Least possible error", share(found.floor), "What chance alone leaves, however good the method"),
        ("Handle time", f"{number(_mean_aht(found))} s", "Weighted by contacts"),
    )
    for column, (label, value, help) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=help, border=True)


def _mean_aht(found: VolumeForecast) -> float:
    total = found.mean.sum()
    return float((found.mean * found.aht_seconds).sum() / total) if total > 0 else math.nan


def _chart(db: Database, who: Principal, found: VolumeForecast) -> None:
    days = day_range(found.grid, f"forecast_days_{found.queue}")
    ahead = on_days(forecast_frame(found), days)
    first = first_and_last(found.grid)[0]
    if days[0] == first:
        cleaned = cleaned_history(db, who, found.queue, found.grid.start)
        if cleaned is not None:
            behind = on_days(
                history_frame(cleaned.original), (first - timedelta(days=BEHIND), first - timedelta(days=1))
            )
            ahead = pd.concat([behind[["time", "offered"]], ahead], ignore_index=True)
    if "offered" not in ahead:
        ahead = ahead.assign(offered=math.nan)
    st.altair_chart(charts.forecast(ahead, palette(), found.level), width="stretch")


def _methods(found: VolumeForecast) -> None:
    st.subheader("How it was made")
    st.markdown(plain(found.reason))
    for note in found.notes:
        st.caption(plain(note))
    if found.components:
        rows = [(c.name, c.weight, c.error) for c in found.components]
        frame = pd.DataFrame(rows, columns=["name", "weight", "error"])
        st.altair_chart(charts.components(frame, palette()), width="stretch")


def _cleaning(db: Database, who: Principal, found: VolumeForecast) -> None:
    st.subheader("What was cleaned")
    cleaned = cleaned_history(db, who, found.queue, found.grid.start)
    if cleaned is None or not cleaned.notes:
        st.caption("Nothing in the history had to be set aside.")
        return
    rows = [
        {
            "Day": f"{day(note.day)} {note.day.year}",
            "Why": note.reason,
            "Recorded": number(note.original),
            "Used": number(note.cleaned),
        }
        for note in sorted(cleaned.notes, key=lambda n: n.day, reverse=True)
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height=min(420, 38 * len(rows) + 40))
