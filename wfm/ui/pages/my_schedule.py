"""My schedule: a rep's coming shifts and approved leave, the nearest first, and their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import streamlit as st

from wfm.database import Database, LeaveState, TimeOffRequest
from wfm.domain.accounts import Principal
from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, clock_of
from wfm.domain.time import Horizon
from wfm.services.centre import rep as one_rep, sites as all_sites
from wfm.services.export import new_calendar_token, rep_ics, revoke_calendar_token
from wfm.services.leave import kinds as leave_kinds, my_requests
from wfm.services.schedule import rep_schedule
from wfm.services.viewing import horizons_of
from wfm.ui.base import absence, flash, local_line, pieces_told, place, plain, plural, told

AHEAD = timedelta(days=56)


def draw(db: Database, who: Principal) -> None:
    """A card per shift and leave, and ways to take the shifts along."""
    rep = who.require_rep()
    st.title("My schedule")
    now = datetime.now(UTC)
    sites = {site.id: site for site in all_sites(db, who)}
    shifts = rep_schedule(db, who, rep, now, now + AHEAD)
    zones = {site.id: site.zone for site in sites.values()}
    zone = clock_of(one_rep(db, who, rep), now.date(), zones) or next(iter(zones.values()), "UTC")
    away = [r for r in my_requests(db, who) if r.state is LeaveState.APPROVED and now < r.end and r.start < now + AHEAD]
    if not shifts and not away:
        st.info("You have no published shifts in the coming weeks. Your planner publishes them here.")
        return
    hours = sum((s.end - s.start).total_seconds() for s in shifts) / 3600
    st.caption(f"{plural(len(shifts), 'shift')}, {hours:g} h from start to end. All times are on your clock ({zone}).")
    names = {id: site.name for id, site in sites.items()}
    horizons = horizons_of(db, who, shifts)
    kinds = {kind.id: kind.name for kind in leave_kinds(db, who)}
    cards: list[PlannedShift | TimeOffRequest] = [*shifts, *away]
    for one in sorted(cards, key=lambda one: one.start):
        with st.container(border=True):
            if isinstance(one, TimeOffRequest):
                _away(one, kinds[one.kind], zone)
            else:
                _shift(one, horizons[one.schedule], names, zone)
    _calendar(db, who, rep, now)


def _shift(planned: PlannedShift, horizon: Horizon, names: Mapping[str, str], zone: str) -> None:
    st.markdown(f"**{plain(local_line(planned, zone))}**")
    where = ":material/home:" if planned.shift.site is None else ":material/apartment:"
    st.markdown(f"{where} {plain(place(planned.shift.site, names))}")
    for piece, words in pieces_told(planned, horizon, zone):
        icon = ":material/groups:" if isinstance(piece, Activity) else ":material/coffee:"
        st.caption(f"{icon} {plain(words)}")


def _away(request: TimeOffRequest, kind: str, zone: str) -> None:
    """Approved leave among the shifts."""
    when = absence(request.start, request.end, zone)
    st.markdown(f"**{plain(when)}**")
    st.markdown(f":material/beach_access: {plain(kind if ':' in when else f'{kind}, all day')}")


def _calendar(db: Database, who: Principal, rep: str, now: datetime) -> None:
    st.subheader("In your calendar")
    st.download_button(
        "Download the shifts",
        lambda: rep_ics(db, who, rep, now - timedelta(days=7), now + AHEAD),
        "shifts.ics",
        "text/calendar",
        icon=":material/event:",
    )
    with st.expander("A feed that keeps itself up to date"):
        st.caption("Anyone who has the address can read your shifts. A new address replaces the old one.")
        with told():
            if st.button("Make a new address"):
                token = new_calendar_token(db, who)
                st.code(f"{st.context.url.split('/my-schedule')[0].rstrip('/')}/calendar/{token}.ics", language=None)
                st.caption("Copy it now; it is shown only once.")
            if st.button("Close the feed"):
                closed = revoke_calendar_token(db, who)
                flash("The feed is closed" if closed else "There was no feed to close")
                st.rerun()
