"""Coverage: what a published schedule gives against the forecast's requirement, and why it falls short where it does."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus
from wfm.services.centre import reps as all_reps
from wfm.services.viewing import schedule, schedules
from wfm.ui.widgets import chosen, schedule_words, show_cover, show_reasons


def draw(db: Database, who: Principal) -> None:
    """One published schedule: coverage, service level, reasons."""
    st.title("Coverage")
    heads = schedules(db, who, ScheduleStatus.PUBLISHED)
    if not heads:
        st.info("No schedule is published yet. A planner publishes one on Schedule.", icon=":material/calendar_month:")
        return
    record = chosen("Schedule", heads, "schedule", schedule_words, lambda h: str(h.id))
    found = schedule(db, who, record.id)
    cover, reasons = st.tabs(["Against the requirement", "Reasons"])
    with cover:
        show_cover(db, who, found)
    with reasons:
        show_reasons(found.record, {rep.id: rep.name for rep in all_reps(db, who, active_only=False)})
