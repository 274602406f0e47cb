"""Approvals: trades and time off that wait for a manager, each with what the rules say."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database, LeaveState, TimeOffRequest
from wfm.domain.accounts import Principal
from wfm.domain.exchange import OfferState
from wfm.services import absence as away, leave, trading
from wfm.services.absence import LeaveCost
from wfm.services.centre import reps as all_reps, sites as all_sites
from wfm.services.leave import LeaveCount
from wfm.services.trading import BoardEntry
from wfm.ui.base import Places, absence, flash, local_line, place, plain, told
from wfm.ui.widgets import credit_line, draw_cost, draw_entry, shifts_told


def draw(db: Database, who: Principal) -> None:
    """One card per request, trades first."""
    st.title("Approvals")
    pending = [e for e in trading.board(db, who) if e.offer.state is OfferState.PENDING]
    requests = leave.list_requests(db, who, LeaveState.REQUESTED)
    trades, absences, entering = st.tabs([f"Trades ({len(pending)})", f"Time off ({len(requests)})", "Enter leave"])
    with trades:
        if not pending:
            st.info("No trade waits for a decision.", icon=":material/done_all:")
        places = {site.id: site.name for site in all_sites(db, who)} if pending else {}
        for entry in pending:
            _trade(db, who, entry, places)
    with absences:
        if not requests:
            st.info("No time off waits for a decision.", icon=":material/done_all:")
        names = {rep.id: rep.name for rep in all_reps(db, who, active_only=False)}
        ids = [request.id for request in requests]
        lost, counted, costs = leave.clashes(db, who, ids), leave.counts(db, who, ids), away.costs(db, who, ids)
        for request in requests:
            name, seen = names.get(request.rep, request.rep), frozenset(p.id for p in lost[request.id])
            _absence(db, who, request, name, counted[request.id], costs[request.id], seen)
    with entering:
        draw_entry(db, who)


def _trade(db: Database, who: Principal, entry: BoardEntry, places: Places) -> None:
    zone = entry.horizon.zone
    with st.container(border=True):
        giver = entry.giver or "the open shifts"
        st.markdown(f"**{plain(entry.taker)}** takes a shift from **{plain(giver)}**")
        st.markdown(plain(f"{local_line(entry.shift, zone)}, {place(entry.shift.shift.site, places)}"))
        if entry.returned is not None:
            st.markdown(
                plain(f"In return: {local_line(entry.returned, zone)}, {place(entry.returned.shift.site, places)}")
            )
        if entry.decision is not None:
            st.caption(plain(f"The rules: {entry.decision.verdict.value} – {entry.decision.sentence}"))
        answer = _answer(f"trade_{entry.offer.id}", who, entry.offer.taken_by, entry.offer.offered_by)
        if answer is not None:
            with told():
                trading.decide(db, who, entry.offer.id, answer[0], answer[1])
                flash("The trade is approved" if answer[0] else "The trade is refused")
                st.rerun()


def _absence(
    db: Database,
    who: Principal,
    request: TimeOffRequest,
    name: str,
    count: LeaveCount,
    cost: LeaveCost,
    lost: frozenset[int],
) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(name)}** asks for time off")
        st.markdown(plain(absence(request.start, request.end, count.zone)))
        st.caption(plain("; ".join((credit_line(count), *count.notes))))
        if request.reason:
            st.caption(plain(f"Reason: {request.reason}"))
        draw_cost(cost)
        seen = f"seen_leave_{request.id}"
        shown = st.session_state.get(seen, lost)  # what stood beside the button when it was pressed
        st.session_state[seen] = lost
        answer = _answer(f"leave_{request.id}", who, request.rep)
        if answer is not None:
            with told():
                done = leave.decide(db, who, request.id, answer[0], answer[1], clashing=shown)
                flash(shifts_told("The time off is approved" if answer[0] else "The time off is refused", done))
                st.rerun()


def _answer(key: str, who: Principal, *reps: str | None) -> tuple[bool, str] | None:
    """Approve or refuse, with the reason; None until one is pressed. Nobody is asked about their own."""
    if who.rep is not None and who.rep in reps:
        st.caption("This is your own: another manager or a planner must decide on it.")
        return None
    reason = st.text_input("Reason (the rep reads it)", key=f"reason_{key}")
    with st.container(horizontal=True):
        approve = st.button("Approve", type="primary", key=f"approve_{key}")
        refuse = st.button("Refuse", key=f"refuse_{key}")
    return (approve, reason) if approve or refuse else None
