"""One queue's forecast to look at: its figures, the days ahead and behind, how it was made, its special days."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd
import streamlit as st

from forecasting import CleanedHistory
from wfm.domain.planning import VolumeForecast
from wfm.ui.base import day, number, plain, share
from wfm.ui.charts import forecast_charts, forecast_frames as frames
from wfm.ui.widgets.choices import day_range, first_and_last, on_days, palette

BEHIND = 14
"""Days of history drawn before the forecast begins."""


def show_figures(found: VolumeForecast) -> None:
    """Contacts a day, the errors on past weeks, and the handle time."""
    first, last = first_and_last(found.grid)
    count = (last - first).days + 1
    cells = (
        ("Contacts a day", number(found.mean.sum() / count), f"{number(found.mean.sum())} in {count} days"),
        ("Error in the backtest", share(found.error), "Share of volume missed per interval, on past weeks"),
        ("Seasonal naive", share(frames.naive_error(found)), "The same error when last week is simply repeated"),
        ("Least possible error", share(found.floor), "What chance alone leaves, however good the method"),
        ("Handle time", f"{number(_mean_aht(found))} s", "Weighted by contacts"),
    )
    for column, (label, value, help) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=help, border=True)


def _mean_aht(found: VolumeForecast) -> float:
    total = found.mean.sum()
    return float((found.mean * found.aht_seconds).sum() / total) if total > 0 else math.nan


def show_ahead(found: VolumeForecast, made: VolumeForecast, cleaned: CleanedHistory | None) -> None:
    """Forecast with its band after the last days of history, by interval or by day."""
    first, last = first_and_last(found.grid)
    layered = bool((found.mean != made.mean).any())
    whole = st.segmented_control(
        "Shown", ["By interval", "By day"], default="By interval", key=f"shown_{found.queue}", label_visibility="hidden"
    )
    if whole == "By day":
        frame = frames.daily(found, made, cleaned)
        frame = frame[frame["time"] >= pd.Timestamp(first - max(timedelta(days=8 * 7), last - first))]
        st.caption("A day's band is narrower than the sum of its intervals' bands, since their errors partly cancel.")
    else:
        picked = day_range(found.grid, f"forecast_days_{found.queue}")
        low = picked[0] - timedelta(days=BEHIND) if picked[0] == first else picked[0]
        frame = on_days(frames.by_interval(found, made, cleaned), (low, picked[1]))
    st.altair_chart(forecast_charts.forecast(frame, palette(), found.level, layered=layered), width="stretch")
    if layered:
        gap = float(found.mean.sum() - made.mean.sum())
        st.caption(f"Layers and containment change {gap:+,.0f} contacts; the dashed line is what history alone says.")
    if found.notes:
        with st.expander("What was assumed and found", icon=":material/lightbulb:"):
            for note in found.notes:
                st.markdown(f"- {plain(note)}")


def show_past(found: VolumeForecast, cleaned: CleanedHistory | None) -> None:
    """Every day as recorded beside what was cleaned, and the list of departures."""
    if cleaned is None:
        st.caption("Nothing is recorded before this forecast.")
        return
    frame = frames.history_days(cleaned)
    st.altair_chart(forecast_charts.history(frame, palette()), width="stretch")
    st.subheader("What was cleaned")
    if not cleaned.notes:
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


def show_making(found: VolumeForecast, made: VolumeForecast) -> None:
    """Why these methods: the sentence, their weights, and the error beside naive and floor."""
    st.markdown(plain(made.reason))
    for note in found.notes:
        st.caption(plain(note))
    left, right = st.columns(2)
    with left:
        st.subheader("Methods and weights")
        if made.components:
            rows = [(c.name, c.weight, c.error) for c in made.components]
            frame = pd.DataFrame(rows, columns=["name", "weight", "error"])
            st.altair_chart(forecast_charts.components(frame, palette()), width="stretch")
        else:
            st.caption("No method was used.")
    with right:
        st.subheader("Error on past weeks")
        errors = frames.error_rows(made)
        if errors.empty:
            st.caption("There was too little history to test on.")
        else:
            st.altair_chart(forecast_charts.errors(errors, palette()), width="stretch")
            st.caption("Nothing can go below chance alone; the seasonal naive repeats the week before.")


def show_marked_days(frame: pd.DataFrame) -> None:
    """The days that are not ordinary, in words: a chart cannot be read aloud."""
    marked = frame[frame["kind"] != forecast_charts.ORDINARY]
    if marked.empty:
        st.caption("No day in this stretch is out of the ordinary.")
        return
    dates = [moment.date() for moment in pd.DatetimeIndex(marked["time"]).to_pydatetime()]
    rows = [
        {"Day": f"{day(date)} {date.year}", "Kind": kind, "What": note}
        for date, kind, note in zip(dates, marked["kind"], marked["note"], strict=True)
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height=min(300, 38 * len(rows) + 40))
