"""Coverage: what everybody's published shifts give against the newest requirement, and why schedules fall short."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus
from wfm.services.centre import reps as all_reps
from wfm.services.schedule import coverage_week, timeline_coverage
from wfm.services.viewing import schedule, schedules
from wfm.ui.base import told
from wfm.ui.widgets import chosen, schedule_words, show_reasons, show_report

_DAYS = "coverage_days"
_WEEK = "coverage_current_week"


def draw(db: Database, who: Principal) -> None:
    """Some days of the timeline: coverage and service level; and the reasons that a schedule gave."""
    st.title("Coverage")
    cover, reasons = st.tabs(["Against the requirement", "Reasons by schedule"])
    with cover, told():
        first, last = _days(coverage_week(db, who))
        days = (last - first).days + 1
        show_report(db, who, timeline_coverage(db, who, first, days), f"{first}_{days}")
    with reasons:
        _reasons(db, who)


def _days(week: date) -> tuple[date, date]:
    """The days to look at: at first the current week; each click on the next goes a week on from what is shown."""
    picker, this, following = st.columns([3, 1, 1], vertical_alignment="bottom")
    st.session_state[_WEEK] = week
    st.session_state.setdefault(_DAYS, _week(week))
    this.button("This week", key="coverage_this_week", on_click=_show_this_week, width="stretch")
    following.button("Next week", key="coverage_next_week", on_click=_show_next_week, width="stretch")
    with picker:
        picked = st.date_input("Days", key=_DAYS, help="Of all published shifts, whichever schedule brought them.")
    return picked[0], picked[-1]


def _week(first: date) -> tuple[date, date]:
    return first, first + timedelta(days=6)


def _show_this_week() -> None:
    st.session_state[_DAYS] = _week(st.session_state[_WEEK])


def _show_next_week() -> None:
    shown = st.session_state[_DAYS] or (st.session_state[_WEEK],)
    st.session_state[_DAYS] = _week(shown[0] + timedelta(days=7))


def _reasons(db: Database, who: Principal) -> None:
    heads = schedules(db, who, ScheduleStatus.PUBLISHED)
    if not heads:
        st.info("No schedule is published yet. A planner publishes one on Schedule.", icon=":material/calendar_month:")
        return
    record = chosen("Schedule", heads, "schedule", schedule_words, lambda h: str(h.id))
    found = schedule(db, who, record.id)
    show_reasons(found.record, {rep.id: rep.name for rep in all_reps(db, who, active_only=False)})
