"""Charts of staffing and simulation: a frame in, an Altair chart out; nothing here reads a database or a session."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.ui.base import Palette
from wfm.ui.charts.chart_parts import HEIGHT, STEP, WHEN, colour, finished, hover, measure, named, time_axis


def banded(
    frame: pd.DataFrame,
    palette: Palette,
    title: str,
    *,
    percent: bool,
    target: float | None = None,
    band: str = "95 % confidence",
    height: int = 200,
) -> Any:
    """A measure over time with a band around it, and its target as a dashed line.

    Columns: time, mean, low, high; shares where `percent`, seconds otherwise.
    """
    names, colours = [title, band], [palette.line, palette.band]
    if target is not None:
        names, colours = [*names, "Target"], [*colours, palette.short]
    axis = alt.Axis(format=".0%" if percent else ",.0f")
    scale = alt.Scale(domain=[0, 1], clamp=True) if percent and target is not None else alt.Scale(zero=True)
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))
    area = base.mark_area(interpolate=STEP, opacity=0.25).encode(
        y=measure("low", title, scale=scale, axis=axis), y2="high:Q", color=colour(band, names, colours)
    )
    line = base.mark_line(interpolate=STEP, strokeWidth=1.5).encode(
        y=measure("mean", title, scale=scale, axis=axis), color=colour(title, names, colours)
    )
    shown = ".1%" if percent else ",.1f"
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("mean:Q", title=title, format=shown),
        alt.Tooltip("low:Q", title="Low", format=shown),
        alt.Tooltip("high:Q", title="High", format=shown),
    ]
    layers = [area, line]
    if target is not None:
        rule = alt.Chart(named(pd.DataFrame({"target": [target]}), names)).mark_rule(strokeDash=[6, 4], strokeWidth=1.5)
        layers.append(
            rule.encode(y=measure("target", title, scale=scale, axis=axis), color=colour("Target", names, colours))
        )
    return finished(alt.layer(*layers, hover(frame, palette, tooltip)), palette, height)


def occupancy(frame: pd.DataFrame, palette: Palette, height: int = 180) -> Any:
    """The busy share of the reps' time. Columns: time, mean (share, NaN where nobody is at work)."""
    axis = alt.Axis(format=".0%")
    area = (
        alt.Chart(frame)
        .mark_area(interpolate=STEP, opacity=0.35, color=palette.queues[1], line={"color": palette.queues[1]})
        .encode(x=time_axis(frame), y=measure("mean", "Occupancy", axis=axis, scale=alt.Scale(domain=[0, 1])))
    )
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("mean:Q", title="Occupancy", format=".0%"),
    ]
    return finished(alt.layer(area, hover(frame, palette, tooltip)), palette, height)


def made_of(frame: pd.DataFrame, palette: Palette, height: int = 240) -> Any:
    """What required heads are made of, stacked. Columns: time, work, promise, shrinkage (heads)."""
    parts = {"work": "Work", "promise": "To keep the promise", "shrinkage": "Shrinkage"}
    colours = [palette.queues[0], palette.queues[1], palette.over]
    long = frame.melt(id_vars="time", value_vars=list(parts), var_name="part", value_name="heads")
    long = long.assign(order=long["part"].map({name: n for n, name in enumerate(parts)}), part=long["part"].map(parts))
    area = (
        alt.Chart(long)
        .mark_area(interpolate=STEP, opacity=0.85)
        .encode(
            x=time_axis(frame),
            y=measure("heads", "Heads", stack="zero"),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(parts.values()), range=colours),
                legend=alt.Legend(title=None, orient="top", direction="horizontal", offset=6),
            ),
            tooltip=[
                alt.Tooltip("time:T", title="From", format=WHEN),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("heads:Q", title="Heads", format=".1f"),
            ],
        )
    )
    return finished(area, palette, height)


def pooled(frame: pd.DataFrame, palette: Palette, height: int = 220) -> Any:
    """Heads of queues that share reps, staffed together and apart. Columns: time, together, apart (heads)."""
    names, colours = ["Together", "Apart"], [palette.line, palette.muted]
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))
    apart = base.mark_line(interpolate=STEP, strokeWidth=1.4).encode(
        y=measure("apart", "Heads before shrinkage"), color=colour("Apart", names, colours)
    )
    together = base.mark_line(interpolate=STEP, strokeWidth=1.8).encode(
        y=measure("together", "Heads before shrinkage"), color=colour("Together", names, colours)
    )
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("together:Q", title="Together", format=".0f"),
        alt.Tooltip("apart:Q", title="Apart", format=".0f"),
    ]
    return finished(alt.layer(apart, together, hover(frame, palette, tooltip)), palette, height)


def by_day(frame: pd.DataFrame, palette: Palette, title: str, field: str, target: float | None = None) -> Any:
    """A share per day as bars, with its target as a dashed line. Columns: day (label), order, and `field` (share)."""
    x = alt.X("day:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelAngle=-40, ticks=False))
    axis, scale = alt.Axis(format=".0%"), alt.Scale(domain=[0, 1])
    tooltip = [alt.Tooltip("day:N", title="Day"), alt.Tooltip(f"{field}:Q", title=title, format=".0%")]
    bars = (
        alt.Chart(frame)
        .mark_bar(color=palette.band, cornerRadiusEnd=3)
        .encode(x=x, y=measure(field, title, axis=axis, scale=scale), tooltip=tooltip)
    )
    layers = [bars]
    if target is not None:
        rule = alt.Chart(pd.DataFrame({"target": [target]})).mark_rule(color=palette.short, strokeDash=[6, 4])
        layers.append(rule.encode(y=measure("target", title, axis=axis, scale=scale)))
    return finished(alt.layer(*layers), palette, 200)


def campaign(frame: pd.DataFrame, palette: Palette, height: int = HEIGHT) -> Any:
    """People a campaign reaches per day against its target. Columns: day (label), order, target, reached."""
    names, colours = ["Reached", "Target"], [palette.scheduled, palette.required]
    data = named(frame, names)
    x = alt.X("day:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelAngle=-40, ticks=False))
    tooltip = [
        alt.Tooltip("day:N", title="Day"),
        alt.Tooltip("target:Q", title="Target", format=",.0f"),
        alt.Tooltip("reached:Q", title="Reached", format=",.0f"),
    ]
    bars = (
        alt.Chart(data)
        .mark_bar(cornerRadiusEnd=3)
        .encode(x=x, y=measure("reached", "People"), color=colour("Reached", names, colours), tooltip=tooltip)
    )
    ticks = (
        alt.Chart(data)
        .mark_tick(thickness=2.5, size=26)
        .encode(x=x, y=measure("target", "People"), color=colour("Target", names, colours), tooltip=tooltip)
    )
    return finished(alt.layer(bars, ticks), palette, height)
