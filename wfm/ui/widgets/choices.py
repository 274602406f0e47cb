"""What several pages let people choose: a run, a schedule, a queue, a stretch of days. Choices live in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from wfm.database import RunRecord
from wfm.domain.exchange import ScheduleHead, ScheduleVersion
from wfm.domain.time import TimeGrid, clock, zone_of
from wfm.ui.base import Palette, day, days as span_of_days, flash, moment, palette_of, plain, told

T = TypeVar("T")

MOST_LISTED = 20
"""Changes that are listed one by one before they are undone; the others are counted."""

NEW = "new"
"""In a page's address, `?new=1` shows its form for something new unfolded."""


def palette() -> Palette:
    """The chart colours of the browser's theme."""
    return palette_of(st.context.theme.type)


def chosen(label: str, options: Sequence[T], key: str, text: Callable[[T], str], id: Callable[[T], str]) -> T:
    """A select box whose choice stands in the page's address under `key`; the first option where none is named."""
    by_id = {id(option): option for option in options}
    names = list(by_id)
    wanted = st.query_params.get(key)
    index = names.index(wanted) if wanted in by_id else 0
    words = {name: text(option) for name, option in by_id.items()}
    # a box keeps the words it was first drawn with, so other words make it another box
    box = f"choose_{key}_{hash(tuple(words.items()))}"
    found = st.selectbox(label, names, index=index, format_func=lambda name: words[name], key=box)
    if found != (wanted or names[0]):
        st.query_params[key] = found
    return by_id[found]


def accepts_undoing(changes: Sequence[str], key: str) -> bool:
    """Whether the person agrees to what publishing would undo, which is listed; True where it undoes nothing."""
    if not changes:
        return True
    count = f"{len(changes)} changes" if len(changes) > 1 else "a change"
    listed = "".join(f"\n- {plain(change)}" for change in changes[:MOST_LISTED])
    more = f"\n- and {len(changes) - MOST_LISTED} more" if len(changes) > MOST_LISTED else ""
    st.warning(f"Publishing undoes {count} of published shifts made after this draft:\n{listed}{more}")
    return st.checkbox("Undo this" if len(changes) == 1 else "Undo all of this", key=f"{key}_{hash(tuple(changes))}")


def delete_button(what: str, key: str, delete: Callable[[], None]) -> None:
    """A button that deletes what is chosen under `key` in the page's address, once the person says so again."""
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"{plain(what)} will be deleted for good.")
        if st.button("Delete it", key=f"delete_{key}", type="primary"):
            with told():
                delete()
                flash(f"{what} is deleted")
                st.query_params.pop(key, None)
                st.rerun()


def jump(key: str, id: str) -> None:
    """Choose something for the person: what was just made."""
    st.query_params[key] = id
    st.query_params.pop(NEW, None)


def first_and_last(grid: TimeGrid) -> tuple[date, date]:
    """The local days a grid spans."""
    zone = zone_of(grid.zone)
    return grid.start.astimezone(zone).date(), (grid.end - timedelta(minutes=1)).astimezone(zone).date()


def run_words(run: RunRecord) -> str:
    """A run as a list shows it."""
    return f"Run {run.id}: {span_of_days(*first_and_last(run.grid))}, made {moment(run.created_at, run.grid.zone)}"


def schedule_words(record: ScheduleHead) -> str:
    """A schedule as a list shows it."""
    last = record.horizon.start + timedelta(days=record.horizon.days - 1)
    whom = f", {record.scope_words}" if record.scope_words else ""
    name = f", {record.given_name}" if record.given_name else ""
    return f"Schedule {record.id} ({record.status.value}){name}: {span_of_days(record.horizon.start, last)}{whom}"


def scope_line(record: ScheduleVersion) -> str:
    """Whom a schedule is about and from when on, "" where it is about everyone and whole days."""
    parts = [f"About {record.scope_words}"] if record.scope_words else []
    if record.first_minute:
        parts.append(
            f"what has begun by {clock(record.first_minute)} on {day(record.horizon.start)} stays as published"
        )
    told = "; ".join(parts)
    return told[:1].upper() + told[1:]


def day_range(grid: TimeGrid, key: str, most: int = 14) -> tuple[date, date]:
    """A stretch of the grid's days to look at, the first week at first."""
    first, last = first_and_last(grid)
    value = (first, min(last, first + timedelta(days=min(most, 7) - 1)))
    picked = st.date_input("Days shown", value=value, min_value=first, max_value=last, key=key)
    if isinstance(picked, tuple) and len(picked) == 2:
        return picked[0], picked[1]
    only = picked[0] if isinstance(picked, tuple) and picked else value[0]
    return only, only


def on_days(frame: pd.DataFrame, days: tuple[date, date], start: str = "start") -> pd.DataFrame:
    """The rows whose local start lies on the given days, with a naive local `time` column for charts.

    An hour that the clock repeats is one place on such a chart: it shows the mean of both passes, never their sum.
    """
    local = frame[start].dt.tz_localize(None)
    low, high = pd.Timestamp(days[0]), pd.Timestamp(days[1]) + pd.Timedelta(days=1)
    inside = (local >= low) & (local < high)
    shown = frame[inside].assign(time=local[inside])
    names = [name for name in shown if name not in ("time", start) and not is_numeric_dtype(shown[name])]
    if not shown.duplicated(["time", *names]).any():
        return shown
    joined = {name: "first" if name == start else "mean" for name in shown if name not in ("time", *names)}
    return shown.groupby(["time", *names], as_index=False, sort=False, dropna=False).agg(joined)[list(shown)]
