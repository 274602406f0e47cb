"""Charts of the forecast page: a frame in, an Altair chart out; see `wfm.ui.charts`.

Every frame has a column `time` of naive local times, unless it says otherwise.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.ui.base import Palette
from wfm.ui.charts.chart_parts import HEIGHT, STEP, WHEN, colour, finished, hover, measure, named, time_axis

ORDINARY, HOLIDAY, SPECIAL = "ordinary", "holiday", "special day"
"""Kinds of days in the calendar."""


def forecast(
    frame: pd.DataFrame, palette: Palette, level: float, *, layered: bool = False, height: int = HEIGHT
) -> Any:
    """Expected contacts with the band that should hold `level` of the outcomes, and what was offered before.

    Columns: time, offered and cleaned (history, NaN ahead), mean, low, high and statistical (NaN behind), all
    contacts. With `layered`, the statistical forecast is drawn beside the one with the planner's changes.
    """
    band = f"{100 * level:.0f} % band"
    names, colours = ["Offered", "Forecast", band], [palette.actual, palette.line, palette.band]
    changed = bool((frame["cleaned"].notna() & (frame["cleaned"] != frame["offered"])).any())
    if changed:
        names, colours = [*names, "Cleaned"], [*colours, palette.over]
    if layered:
        names, colours = [*names, "Statistical"], [*colours, palette.queues[1]]
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))

    def line(field: str, name: str, width: float, **mark: Any) -> Any:
        drawn = base.mark_line(strokeWidth=width, **mark)
        return drawn.encode(y=measure(field, "Contacts"), color=colour(name, names, colours))

    area = base.mark_area(opacity=0.22).encode(
        y=measure("low", "Contacts"), y2="high:Q", color=colour(band, names, colours)
    )
    parts = [area]
    if changed:
        parts.append(line("cleaned", "Cleaned", 2.2))
    parts.append(line("offered", "Offered", 1.2))
    if layered:
        parts.append(line("statistical", "Statistical", 1.4, strokeDash=[5, 3]))
    parts.append(line("mean", "Forecast", 1.8))
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("offered:Q", title="Offered", format=",.0f"),
        alt.Tooltip("cleaned:Q", title="Cleaned", format=",.0f"),
        alt.Tooltip("mean:Q", title="Forecast", format=",.1f"),
        alt.Tooltip("low:Q", title="Low", format=",.1f"),
        alt.Tooltip("high:Q", title="High", format=",.1f"),
    ]
    if layered:
        tooltip.append(alt.Tooltip("statistical:Q", title="Statistical", format=",.1f"))
    return finished(alt.layer(*parts, hover(frame, palette, tooltip)), palette, height)


def history(frame: pd.DataFrame, palette: Palette, height: int = 240) -> Any:
    """Contacts per day as recorded and as cleaned, with the days marked that are not ordinary.

    Columns: time (midnight of the day), offered, cleaned (contacts), mark ("" or why the day is special).
    """
    names, colours = ["Recorded", "Cleaned", "Not ordinary"], [palette.actual, palette.line, palette.over]
    data = named(frame, names)
    base = alt.Chart(data).encode(x=time_axis(frame))
    recorded = base.mark_line(strokeWidth=1.1, opacity=0.8).encode(
        y=measure("offered", "Contacts a day"), color=colour("Recorded", names, colours)
    )
    cleaned = base.mark_line(strokeWidth=1.6).encode(
        y=measure("cleaned", "Contacts a day"), color=colour("Cleaned", names, colours)
    )
    tooltip = [
        alt.Tooltip("time:T", title="Day", format="%a %-d %b %Y"),
        alt.Tooltip("offered:Q", title="Recorded", format=",.0f"),
        alt.Tooltip("cleaned:Q", title="Cleaned", format=",.0f"),
        alt.Tooltip("mark:N", title="Note"),
    ]
    marked = data[data["mark"] != ""]
    points = (
        alt.Chart(marked)
        .mark_point(filled=True, size=40, opacity=1)
        .encode(
            x=time_axis(frame),
            y=measure("offered", "Contacts a day"),
            color=colour("Not ordinary", names, colours),
            tooltip=tooltip,
        )
    )
    return finished(alt.layer(recorded, cleaned, hover(frame, palette, tooltip), points), palette, height)


def components(frame: pd.DataFrame, palette: Palette) -> Any:
    """What each method contributes to the forecast. Columns: name, weight (share), error (share)."""
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=190, ticks=False, domain=False))
    )
    bars = base.mark_bar(color=palette.band, height=14, cornerRadiusEnd=3).encode(
        x=alt.X("weight:Q", title="Weight", axis=alt.Axis(format=".0%", tickCount=4), scale=alt.Scale(domainMin=0)),
        tooltip=[
            alt.Tooltip("name:N", title="Method"),
            alt.Tooltip("weight:Q", title="Weight", format=".1%"),
            alt.Tooltip("error:Q", title="Backtest error", format=".1%"),
        ],
    )
    return finished(bars, palette, height=max(60, 26 * len(frame) + 30))


def errors(frame: pd.DataFrame, palette: Palette) -> Any:
    """Backtest errors side by side, in the order given. Columns: name, error (share), kind (own, other or floor)."""
    order = list(frame["name"])
    kinds, colours = ["own", "other", "floor"], [palette.line, palette.muted, palette.over]
    axis = alt.Axis(labelLimit=190, labelOverlap=False, ticks=False, domain=False)  # every bar keeps its name
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=axis),
        x=alt.X("error:Q", title="Error, share of volume", axis=alt.Axis(format=".0%", tickCount=4)),
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=3).encode(
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=None),
        tooltip=[alt.Tooltip("name:N", title="Method"), alt.Tooltip("error:Q", title="Error", format=".1%")],
    )
    words = base.mark_text(align="left", dx=4, color=palette.text).encode(text=alt.Text("error:Q", format=".1%"))
    return finished(alt.layer(bars, words), palette, height=26 * len(frame) + 30)


def calendar(frame: pd.DataFrame, palette: Palette) -> Any:
    """Days as a sheet of weeks, coloured by kind. Columns: time (the day), week (its Monday), weekday (Mon ...), day
    (of the month), kind (ORDINARY, HOLIDAY or SPECIAL), note."""
    kinds, colours = [ORDINARY, HOLIDAY, SPECIAL], [palette.grid, palette.over, palette.line]
    weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    weeks = sorted(frame["week"].unique())
    labels = frame.drop_duplicates("week").set_index("week")["label"]
    base = alt.Chart(frame).encode(
        x=alt.X("weekday:N", sort=weekdays, title=None, axis=alt.Axis(orient="top", labelAngle=0, ticks=False)),
        y=alt.Y("label:N", sort=[labels[w] for w in weeks], title=None, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("time:T", title="Day", format="%a %-d %b %Y"),
            alt.Tooltip("kind:N", title="Kind"),
            alt.Tooltip("note:N", title="What"),
        ],
    )
    legend = alt.Legend(title=None, orient="top", direction="horizontal", offset=6)
    cells = base.mark_rect(stroke=palette.surface, strokeWidth=2, cornerRadius=3).encode(
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=legend)
    )
    on_colour = alt.condition(f"datum.kind == '{SPECIAL}'", alt.value(palette.surface), alt.value(palette.text))
    numbers = base.mark_text(fontSize=11).encode(text="day:Q", color=on_colour)
    return finished(alt.layer(cells, numbers), palette, height=26 * len(weeks) + 60)


def today(frame: pd.DataFrame, now: pd.Timestamp, palette: Palette, height: int = HEIGHT) -> Any:
    """What came today, what was planned, and what the rest of the day and the next look like now.

    Columns: time, actual (NaN from now on), planned, now (contacts; NaN before now).
    """
    names, colours = ["Came", "Planned", "Now expected"], [palette.actual, palette.queues[1], palette.line]
    base = alt.Chart(named(frame, names)).encode(x=time_axis(frame))
    planned = base.mark_line(strokeWidth=1.4, strokeDash=[5, 3]).encode(
        y=measure("planned", "Contacts"), color=colour("Planned", names, colours)
    )
    came = base.mark_line(strokeWidth=1.6, interpolate=STEP).encode(
        y=measure("actual", "Contacts"), color=colour("Came", names, colours)
    )
    after = base.mark_line(strokeWidth=2).encode(
        y=measure("now", "Contacts"), color=colour("Now expected", names, colours)
    )
    rule = alt.Chart(pd.DataFrame({"time": [now]})).mark_rule(color=palette.muted).encode(x=time_axis(frame))
    tooltip = [
        alt.Tooltip("time:T", title="From", format=WHEN),
        alt.Tooltip("actual:Q", title="Came", format=",.0f"),
        alt.Tooltip("planned:Q", title="Planned", format=",.1f"),
        alt.Tooltip("now:Q", title="Now expected", format=",.1f"),
    ]
    return finished(alt.layer(rule, planned, came, after, hover(frame, palette, tooltip)), palette, height)
