"""Time off: a rep asks for it and sees what became of each request."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from wfm.database import Database, LeaveState, TimeOffRequest
from wfm.domain.accounts import Principal
from wfm.domain.time import local_midnight
from wfm.services import leave
from wfm.services.centre import rep as one_rep, sites as all_sites
from wfm.ui.base import absence, flash, plain, told

_ICON = {
    LeaveState.REQUESTED: ":material/hourglass_top:",
    LeaveState.APPROVED: ":material/check_circle:",
    LeaveState.REFUSED: ":material/block:",
    LeaveState.WITHDRAWN: ":material/undo:",
}


def draw(db: Database, who: Principal) -> None:
    """The form, and every request with its state."""
    rep = who.require_rep()
    st.title("Time off")
    sites = {site.id: site for site in all_sites(db, who)}
    home = one_rep(db, who, rep).site
    zone = sites[home].zone if home in sites else next((site.zone for site in sites.values()), "UTC")
    with st.form("ask", clear_on_submit=True):
        today = date.today()
        days = st.date_input("From and to (both days off)", value=(), min_value=today + timedelta(days=1))
        reason = st.text_input("Reason (only managers and planners read it)", max_chars=300)
        asked = st.form_submit_button("Ask for time off", type="primary", width="stretch")
    if asked:
        _ask(db, who, tuple(days) if isinstance(days, tuple) else (days,), reason, zone)
    requests = leave.my_requests(db, who)
    if not requests:
        st.caption("You have not asked for time off yet.")
    for request in sorted(requests, key=lambda r: r.start, reverse=True):
        _request(db, who, request, zone)


def _ask(db: Database, who: Principal, days: tuple[date, ...], reason: str, zone: str) -> None:
    if not days:
        st.error("Choose the first and the last day off.")
        return
    with told():
        start, end = local_midnight(days[0], zone), local_midnight(days[-1] + timedelta(days=1), zone)
        request = leave.ask(db, who, start, end, reason)
        granted = request.state is LeaveState.APPROVED
        flash("Your time off is approved" if granted else "Asked; a manager will decide")
        st.rerun()


def _request(db: Database, who: Principal, request: TimeOffRequest, zone: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(absence(request.start, request.end, zone))}**")
        told_by = f": {request.decision}" if request.decision else ""
        st.markdown(f"{_ICON[request.state]} {plain(request.state.value.capitalize() + told_by)}")
        if request.state in leave.STANDING and st.button("Withdraw", key=f"withdraw_{request.id}"):
            with told():
                leave.withdraw(db, who, request.id)
                flash("The request is withdrawn")
                st.rerun()
