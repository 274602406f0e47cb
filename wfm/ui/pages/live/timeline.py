"""Timeline: what is published on some days, whichever schedule brought it, with the desk that changes it by hand."""

from __future__ import annotations

from datetime import date

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.services.desk import timeline_days
from wfm.ui.widgets import show_desk


def draw(db: Database, who: Principal) -> None:
    """The published timeline of the days that are chosen."""
    st.title("Timeline")
    left, right = st.columns(2)
    first = left.date_input("From", value=None, help="Today, if empty.", key="timeline_from")
    days = right.number_input("Days", min_value=1, max_value=56, value=7, key="timeline_days")
    found = timeline_days(db, who, first if isinstance(first, date) else None, int(days))
    show_desk(db, who, found.horizon, found.shifts, None, True, f"live_{found.horizon.start}_{int(days)}")
