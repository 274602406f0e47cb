"""Time off: a rep asks for it and sees what became of each request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from wfm.database import Database, LeaveState, TimeOffRequest
from wfm.domain.accounts import Principal
from wfm.services import leave
from wfm.services.centre import centre_settings
from wfm.services.leave import LeaveCount, Moment
from wfm.services.schedule import rep_schedule
from wfm.ui.base import absence, flash, plain, plural, told
from wfm.ui.widgets import credit_line, shifts_told, span_of

_ICON = {
    LeaveState.REQUESTED: ":material/hourglass_top:",
    LeaveState.APPROVED: ":material/check_circle:",
    LeaveState.REFUSED: ":material/block:",
    LeaveState.WITHDRAWN: ":material/undo:",
}


def draw(db: Database, who: Principal) -> None:
    """The form, and every request with its state and what it counts."""
    who.require_rep()
    st.title("Time off")
    kinds = {kind.id: kind.name for kind in leave.kinds(db, who) if kind.active and kind.requestable}
    with st.form("ask", clear_on_submit=True):
        today = date.today()
        days = st.date_input("From and to (both days off)", value=(), min_value=today + timedelta(days=1))
        kind = st.selectbox("Kind", list(kinds), format_func=kinds.__getitem__)
        left, right = st.columns(2)
        begins = left.time_input("From (for hours of a day only)", value=None)
        ends = right.time_input("To (for hours of a day only)", value=None)
        reason = st.text_input("Reason (only managers and planners read it)", max_chars=300)
        takes = centre_settings(db, who).settings.leave_takes
        st.caption(f"Where you have published shifts then, a manager decides. {takes.said}.")
        asked = st.form_submit_button("Ask for time off", type="primary", width="stretch")
    if asked:
        _ask(db, who, span_of(days, begins, ends), kind, reason)
    requests = leave.my_requests(db, who)
    if not requests:
        st.caption("You have not asked for time off yet.")
    counted = leave.counts(db, who, [request.id for request in requests])
    shifts = _shifts_in(db, who, requests)
    for request in sorted(requests, key=lambda r: r.start, reverse=True):
        _request(db, who, request, counted[request.id], shifts.get(request.id, 0))


def _shifts_in(db: Database, who: Principal, requests: Sequence[TimeOffRequest]) -> dict[int, int]:
    """How many published shifts lie in each request that waits."""
    waiting = [request for request in requests if request.state is LeaveState.REQUESTED]
    if not waiting:
        return {}
    start, end = min(request.start for request in waiting), max(request.end for request in waiting)
    shifts = rep_schedule(db, who, who.require_rep(), start, end)
    return {r.id: sum(p.start < r.end and r.start < p.end for p in shifts) for r in waiting}


def _ask(db: Database, who: Principal, span: tuple[Moment, Moment] | None, kind: str, reason: str) -> None:
    if span is None:
        st.error("Choose the first and the last day off.")
        return
    with told():
        request = leave.ask(db, who, *span, reason, kind=kind)
        granted = request.state is LeaveState.APPROVED
        flash("Your time off is approved" if granted else "Asked; a manager will decide")
        st.rerun()


def _request(db: Database, who: Principal, request: TimeOffRequest, count: LeaveCount, shifts: int) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(absence(request.start, request.end, count.zone))}**")
        told_by = f": {request.decision}" if request.decision else ""
        st.markdown(f"{_ICON[request.state]} {plain(request.state.value.capitalize() + told_by)}")
        if request.state in leave.STANDING:
            st.caption(plain("; ".join((credit_line(count), *count.notes))))
        else:
            st.caption(plain(count.kind.name))
        if shifts:
            st.caption(f"{plural(shifts, 'published shift')} of yours {'lies' if shifts == 1 else 'lie'} in it.")
        open_still = request.state in leave.STANDING and request.start > datetime.now(UTC)
        if open_still and st.button("Withdraw", key=f"withdraw_{request.id}"):
            with told():
                flash(shifts_told("The request is withdrawn", leave.withdraw(db, who, request.id)))
                st.rerun()
