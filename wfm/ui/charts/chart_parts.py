"""What all charts are built from: axes, colours by name, what the pointer shows, and the theme."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.ui.base import Palette

HEIGHT = 300
DAYS = "%a %-d %b"
WHEN = "%a %-d %b, %H:%M"
STEP = "step-after"


def time_axis(frame: pd.DataFrame, title: str | None = None) -> alt.X:
    """A local time axis: dates over days, times of day within one."""
    span = frame["time"].max() - frame["time"].min() if len(frame) else pd.Timedelta(0)
    if span <= pd.Timedelta(days=1):
        axis = alt.Axis(format="%H:%M", title=title, grid=False, labelOverlap=True)
    elif span <= pd.Timedelta(days=62):
        axis = alt.Axis(format=DAYS, title=title, tickCount="day", grid=True, labelOverlap="greedy", labelFlush=True)
    else:
        axis = alt.Axis(format="%b %Y", title=title, tickCount="month", grid=True, labelOverlap="greedy")
    return alt.X("time:T", scale=alt.Scale(type="utc", nice=False), axis=axis)


def measure(field: str, title: str, **options: Any) -> alt.Y:
    """A vertical axis of figures."""
    return alt.Y(f"{field}:Q", title=title, **options)


def colour(name: str, names: list[str], colours: list[str]) -> Any:
    """The colour of one layer; every layer's name is a constant column that `named` adds."""
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", offset=6, symbolType="stroke", symbolOpacity=1
    )
    scale = alt.Scale(domain=names, range=colours)
    return alt.Color(f"{series_column(name)}:N", scale=scale, legend=legend)


def series_column(name: str) -> str:
    """The constant column that carries a layer's name."""
    return "series_" + "".join(letter for letter in name.casefold() if letter.isalnum())


def named(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The frame with a constant column per layer, from which its colour and legend entry come."""
    return frame.assign(**{series_column(name): name for name in names})


def hover(frame: pd.DataFrame, palette: Palette, tooltip: list[alt.Tooltip]) -> alt.LayerChart:
    """A rule at the interval nearest to the pointer, with what it holds."""
    near = alt.selection_point(nearest=True, on="pointerover", fields=["time"], empty=False, clear="pointerout")
    base = alt.Chart(frame).encode(x=time_axis(frame))
    rule = base.mark_rule(color=palette.muted, strokeWidth=1).encode(
        opacity=alt.condition(near, alt.value(0.9), alt.value(0)), tooltip=tooltip
    )
    return rule.add_params(near)


def finished(chart: Any, palette: Palette, height: int = HEIGHT) -> Any:
    """The chart in its size and the theme's colours."""
    return (
        chart.properties(height=height, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=palette.text,
            titleColor=palette.text,
            gridColor=palette.grid,
            domainColor=palette.grid,
            tickColor=palette.grid,
            titleFontWeight="normal",
            labelFontSize=11,
            titleFontSize=11,
        )
        .configure_legend(labelColor=palette.text, titleColor=palette.text, labelFontSize=12, symbolStrokeWidth=4)
    )
