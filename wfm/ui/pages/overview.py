"""The planner's first page: what is there, and what comes next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus
from wfm.services.centre import Status, read_status
from wfm.ui.base import day, number, plain
from wfm.ui.widgets import schedule_words


def draw(db: Database, who: Principal) -> None:
    """Counts of everything planned from, the next step, queues and schedules."""
    st.title("Overview")
    found = read_status(db, who)
    st.info(_next_step(found), icon=":material/arrow_forward:")
    cells = (
        ("Queues", number(len(found.queues))),
        ("Reps", number(found.reps)),
        ("Sites", number(len(found.sites))),
        ("Contracts", number(len(found.contracts))),
        ("Published schedules", number(found.published)),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, border=True)
    if found.queues:
        st.subheader("Queues and their history")
        st.dataframe(_queues(found), hide_index=True, width="stretch")
        for doubt in found.doubts:
            st.warning(plain(doubt))
    if found.schedules:
        st.subheader("Schedules")
        for record in found.schedules:
            st.markdown(f"- {plain(schedule_words(record))}, made by {plain(record.created_by)}")


def _next_step(found: Status) -> str:
    """The one thing to do now, in a sentence."""
    if not any(q.first for q in found.queues):
        return "Start on **Import**: bring in the history of past contacts."
    if not found.forecast:
        return "History is there. Next, on **Forecast**: forecast the weeks to plan."
    if not found.requirement:
        return "The forecast is there. Next, on **Staffing**: turn it into required heads."
    if not found.reps:
        return "Required heads are known. Next, on **Import**: bring in the reps and their contracts."
    if not found.schedules:
        return "Everything is there. Next, on **Schedule**: build shifts for the reps."
    if found.schedules[0].status is ScheduleStatus.DRAFT:
        return "A draft is waiting. Look at it on **Schedule** and publish it, or let reps bid on it on **Bid rounds**."
    return "The newest schedule is published. Watch it on **Coverage**, or forecast the next weeks."


def _queues(found: Status) -> pd.DataFrame:
    rows = [
        (
            q.id,
            q.channel,
            q.language,
            q.zone,
            q.hours,
            f"{day(q.first)} {q.first.year}" if q.first else "no history yet",
            f"{day(q.last)} {q.last.year}" if q.last else "",
            f"{q.slot_minutes} min" if q.slot_minutes else "",
            q.promise,
            q.country or "none",
        )
        for q in found.queues
    ]
    columns = (
        *("Queue", "Channel", "Language", "Time zone", "Open", "History from", "to", "Interval"),
        *("Promise", "Holidays"),
    )
    return pd.DataFrame(rows, columns=list(columns))
