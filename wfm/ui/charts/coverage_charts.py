"""Charts: a frame in, an Altair chart out; nothing here reads a database or a session.

Every frame has a column `time` of naive local times, drawn as they read on the wall clock wherever the browser is.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.ui.base import Palette
from wfm.ui.charts.chart_parts import HEIGHT, STEP, WHEN, colour, finished, hover, measure, named, time_axis


def coverage(frame: pd.DataFrame, palette: Palette, height: int = HEIGHT) -> Any:
    """Heads required against heads scheduled, what is short in red.

    Columns: time, required, scheduled, short, over (heads).
    """
    names = ["Required", "Scheduled", "Short"]
    colours = [palette.required, palette.scheduled, palette.short]
    data = named(frame.assign(need=frame["scheduled"] + frame["short"]), names)
    base = alt.Chart(data).encode(x=time_axis(frame))
    scheduled = base.mark_area(interpolate=STEP, opacity=0.75).encode(
        y=measure("scheduled", "Heads"), color=colour("Scheduled", names, colours)
    )
    short = base.mark_area(interpolate=STEP, opacity=0.95).encode(
        y=measure("scheduled", "Heads"), y2="need:Q", color=colour("Short", names, colours)
    )
    required = base.mark_line(interpolate=STEP, strokeWidth=1.6).encode(
        y=measure("required", "Heads"), color=colour("Required", names, colours)
    )
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("required:Q", title="Required", format=".1f"),
        alt.Tooltip("scheduled:Q", title="Scheduled", format=".1f"),
        alt.Tooltip("short:Q", title="Short", format=".1f"),
        alt.Tooltip("over:Q", title="Over", format=".1f"),
    ]
    return finished(alt.layer(scheduled, short, required, hover(data, palette, tooltip)), palette, height)


def required_by_queue(frame: pd.DataFrame, palette: Palette, height: int = HEIGHT) -> Any:
    """Heads required over time, stacked by queue. Columns: time, queue, required (heads)."""
    queues = sorted(frame["queue"].unique())
    colour = alt.Color(
        "queue:N",
        scale=alt.Scale(domain=queues, range=list(palette.queues)[: max(len(queues), 1)]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", offset=6, columns=3),
    )
    area = (
        alt.Chart(frame)
        .mark_area(interpolate=STEP, opacity=0.85)
        .encode(
            x=time_axis(frame),
            y=measure("required", "Required heads", stack="zero"),
            color=colour,
            order=alt.Order("queue:N"),
            tooltip=[
                alt.Tooltip("time:T", title="From", format=WHEN),
                alt.Tooltip("queue:N", title="Queue"),
                alt.Tooltip("required:Q", title="Required", format=".1f"),
            ],
        )
    )
    return finished(area, palette, height)


def drivers(frame: pd.DataFrame, palette: Palette, field: str, title: str, height: int = 150) -> Any:
    """One driver of the requirement over time. Columns: time and `field`."""
    base = alt.Chart(frame).encode(x=time_axis(frame))
    line = base.mark_line(interpolate=STEP, color=palette.queues[1], strokeWidth=1.4).encode(y=measure(field, title))
    tooltip = [alt.Tooltip("time:T", title="From", format=WHEN), alt.Tooltip(f"{field}:Q", title=title, format=",.1f")]
    return finished(alt.layer(line, hover(frame, palette, tooltip)), palette, height)


def service_level(frame: pd.DataFrame, palette: Palette, target: float, height: int = 220) -> Any:
    """Predicted service level against its target; the band spans low and high volume.

    Columns: time, level, low, high (shares; low and high NaN where no band is known).
    """
    names, colours = ["Predicted", "Target"], [palette.line, palette.short]
    scale = alt.Scale(domain=[0, 1], clamp=True)
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))
    band = base.mark_area(interpolate=STEP, opacity=0.22, color=palette.band).encode(
        y=measure("low", "Service level", scale=scale, axis=axis), y2="high:Q"
    )
    line = base.mark_line(interpolate=STEP, strokeWidth=1.5).encode(
        y=measure("level", "Service level", scale=scale, axis=axis), color=colour("Predicted", names, colours)
    )
    rule = (
        alt.Chart(named(pd.DataFrame({"target": [target]}), names))
        .mark_rule(strokeDash=[6, 4], strokeWidth=1.5)
        .encode(y=measure("target", "Service level", scale=scale, axis=axis), color=colour("Target", names, colours))
    )
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("level:Q", title="Predicted", format=".1%"),
        alt.Tooltip("low:Q", title="At high volume", format=".1%"),
        alt.Tooltip("high:Q", title="At low volume", format=".1%"),
    ]
    return finished(alt.layer(band, line, rule, hover(frame, palette, tooltip)), palette, height)


def comparison(frame: pd.DataFrame, palette: Palette, height: int = 240) -> Any:
    """Required heads as planned against a what-if. Columns: time, planned, changed (heads)."""
    names, colours = ["As planned", "What if"], [palette.muted, palette.line]
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))
    planned = base.mark_line(interpolate=STEP, strokeWidth=1.4).encode(
        y=measure("planned", "Required heads"), color=colour("As planned", names, colours)
    )
    changed = base.mark_line(interpolate=STEP, strokeWidth=1.8).encode(
        y=measure("changed", "Required heads"), color=colour("What if", names, colours)
    )
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("planned:Q", title="As planned", format=".1f"),
        alt.Tooltip("changed:Q", title="What if", format=".1f"),
    ]
    return finished(alt.layer(planned, changed, hover(frame, palette, tooltip)), palette, height)


def balance(frame: pd.DataFrame, palette: Palette, height: int | None = None) -> Any:
    """Where the week is short (red) and over (amber): a cell per day and hour.

    Columns: day (label), order (of the day), hour (0..23), balance (mean heads over, negative when short).
    """
    most = max(1.0, float(frame["balance"].abs().max()) if len(frame) else 1.0)
    cells = (
        alt.Chart(frame)
        .mark_rect(stroke=palette.surface, strokeWidth=1.5, cornerRadius=2)
        .encode(
            x=alt.X(
                "hour:O",
                title=None,
                axis=alt.Axis(
                    labelExpr="(datum.value < 10 ? '0' : '') + datum.value + ':00'",
                    labelAngle=0,
                    labelOverlap=True,
                    ticks=False,
                    domain=False,
                ),
            ),
            y=alt.Y("day:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color(
                "balance:Q",
                scale=alt.Scale(
                    domain=[-most, 0, most], range=[palette.short, palette.grid, palette.over], interpolate="rgb"
                ),
                legend=alt.Legend(title="Heads over or short", orient="top", gradientLength=180, format="+.0f"),
            ),
            tooltip=[
                alt.Tooltip("day:N", title="Day"),
                alt.Tooltip("hour:Q", title="Hour from"),
                alt.Tooltip("balance:Q", title="Mean heads over", format="+.1f"),
            ],
        )
    )
    rows = frame["day"].nunique() if len(frame) else 1
    return finished(cells, palette, height or 28 * rows + 70)


def progress(frame: pd.DataFrame, palette: Palette, height: int = 180) -> Any:
    """Heads short as a run goes on. Columns: seconds, short."""
    chart = (
        alt.Chart(frame)
        .mark_line(color=palette.line, interpolate=STEP)
        .encode(x=alt.X("seconds:Q", title="Seconds"), y=measure("short", "Head-hours short"))
    )
    return finished(chart, palette, height)
