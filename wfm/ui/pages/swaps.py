"""Swaps: the trade board with the rules' verdict for the one who looks, and one's own shifts to offer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import Decision, OfferKind, OfferState, PlannedShift, Verdict
from wfm.services import trading
from wfm.services.centre import sites as all_sites
from wfm.services.schedule import rep_schedule
from wfm.services.trading import BoardEntry
from wfm.ui.base import Places, flash, local_line, pieces_line, place, plain, told

Choices = tuple[tuple[PlannedShift, Decision], ...]
"""Shifts that the viewer may give in return, each with the verdict on it."""

_SHOWN = {
    Verdict.ALLOWED: (st.success, ":material/check_circle:", "You may take it"),
    Verdict.REVIEW: (st.warning, ":material/supervisor_account:", "A manager must agree"),
    Verdict.REFUSED: (st.error, ":material/block:", "You cannot take it"),
}


def draw(db: Database, who: Principal) -> None:
    """What others offer, what one has offered, and the form to offer a shift."""
    rep = who.require_rep()
    st.title("Swaps")
    sites = all_sites(db, who)
    places = {site.id: site.name for site in sites}
    entries = trading.board(db, who)
    others = [e for e in entries if not e.mine]
    trades = trading.return_choices(db, who, [e.offer.id for e in others if e.offer.kind is OfferKind.TRADE])
    own = [e for e in entries if e.mine]
    board, mine, offer = st.tabs([f"Board ({len(others)})", f"My offers ({len(own)})", "Offer a shift"])
    with board:
        if not others:
            st.info("Nothing is on offer for you right now.", icon=":material/swap_horiz:")
        for entry in others:
            _entry(db, who, entry, places, trades.get(entry.offer.id, ()))
    with mine:
        if not own:
            st.info("You have no offers waiting.", icon=":material/inbox:")
        for entry in own:
            _mine(db, who, entry, places)
    with offer:
        zone = entries[0].horizon.zone if entries else next((site.zone for site in sites), "UTC")
        _offer(db, who, rep, zone, places)


def _title(entry: BoardEntry, places: Places) -> None:
    st.markdown(
        f"**{plain(local_line(entry.shift, entry.horizon.zone))}** · {plain(place(entry.shift.shift.site, places))}"
    )
    kind = {
        OfferKind.OPEN: "Open shift",
        OfferKind.GIVEAWAY: "You give it away" if entry.mine else f"{entry.giver} gives it away",
        OfferKind.TRADE: "You want a shift in return" if entry.mine else f"{entry.giver} wants a shift in return",
    }[entry.offer.kind]
    st.caption(plain(kind + (f": {entry.offer.note}" if entry.offer.note else "")))
    if held := pieces_line(entry.shift, entry.horizon, entry.horizon.zone):
        st.caption(plain(held))


def _verdict(decision: Decision) -> None:
    show, icon, words = _SHOWN[decision.verdict]
    show(plain(f"{words}: {decision.sentence}"), icon=icon)


def _entry(db: Database, who: Principal, entry: BoardEntry, places: Places, choices: Choices) -> None:
    with st.container(border=True):
        _title(entry, places)
        returned, decision = None, entry.decision
        if entry.offer.kind is OfferKind.TRADE:
            picked = _return(entry, choices)
            if picked is None:
                st.caption("You have no coming shift to give in return.")
                return
            returned, decision = picked[0].id, picked[1]
        if decision is not None:
            _verdict(decision)
        refused = decision is not None and decision.verdict is Verdict.REFUSED
        label = "Ask a manager" if decision is not None and decision.verdict is Verdict.REVIEW else "Take it"
        if st.button(label, type="primary", disabled=refused, key=f"take_{entry.offer.id}", width="stretch"):
            with told():
                offer = trading.take(db, who, entry.offer.id, returned)
                flash("The shift is yours" if offer.state is OfferState.DONE else "A manager will decide")
                st.rerun()


def _return(entry: BoardEntry, choices: Choices) -> tuple[PlannedShift, Decision] | None:
    if not choices:
        return None
    best = sorted(choices, key=lambda c: list(_SHOWN).index(c[1].verdict))
    zone = entry.horizon.zone
    return st.selectbox(
        "Your shift in return",
        best,
        format_func=lambda c: f"{local_line(c[0], zone)} ({c[1].verdict.value})",
        key=f"return_{entry.offer.id}",
    )


def _mine(db: Database, who: Principal, entry: BoardEntry, places: Places) -> None:
    with st.container(border=True):
        _title(entry, places)
        if entry.offer.state is OfferState.PENDING:
            st.warning(plain(f"Waits for a manager: {entry.offer.reason}"), icon=":material/hourglass_top:")
        if st.button("Withdraw", key=f"withdraw_{entry.offer.id}"):
            with told():
                trading.withdraw(db, who, entry.offer.id)
                flash("The offer is withdrawn")
                st.rerun()


def _offer(db: Database, who: Principal, rep: str, zone: str, places: Places) -> None:
    now = datetime.now(UTC)
    shifts = [s for s in rep_schedule(db, who, rep, now, now + timedelta(days=56)) if s.start > now]
    if not shifts:
        st.info("You have no coming shifts to offer.")
        return
    shift = st.selectbox("Shift", shifts, format_func=lambda s: f"{local_line(s, zone)}, {place(s.shift.site, places)}")
    kind = st.radio(
        "What do you want?",
        [OfferKind.GIVEAWAY, OfferKind.TRADE],
        format_func=lambda k: "Give it away" if k is OfferKind.GIVEAWAY else "Trade it for another shift",
    )
    note = st.text_input("Note (others read it)", max_chars=200)
    if st.button("Put it on the board", type="primary", width="stretch"):
        with told():
            trading.offer_shift(db, who, shift.id, kind, note)
            flash("Your shift is on the board")
            st.rerun()
