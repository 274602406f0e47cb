"""Bid rounds: a planner opens one over a draft, watches the bids, closes, awards, overrides and publishes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import RoundState, ScheduleStatus
from wfm.domain.time import to_utc, zone_of
from wfm.services import bidding
from wfm.services.bidding import RoundSummary
from wfm.services.centre import reps as all_reps, sites as all_sites
from wfm.services.timeline import undone_by
from wfm.services.viewing import schedules
from wfm.ui.base import flash, line_words, moment, number, paid_hours, place, plain, told
from wfm.ui.widgets import accepts_undoing, chosen, schedule_words


def draw(db: Database, who: Principal) -> None:
    """The form for a new round, and one round with what can be done now."""
    st.title("Bid rounds")
    found = bidding.rounds(db, who)
    _open(db, who, expanded=not found)
    if not found:
        st.info("No round yet. Build a draft on Schedule, then open a round over its shift lines here.")
        return
    summary = chosen(
        "Round", found, "round", lambda r: f"{r.round.name} ({r.round.state.value})", lambda r: str(r.round.id)
    )
    a, b, c, d = st.columns(4)
    a.metric("State", summary.round.state.value.capitalize(), border=True)
    b.metric("Lines", number(summary.lines), border=True)
    c.metric("Reps who have bid", number(summary.bidders), border=True)
    d.metric("Closes", moment(summary.round.closes_at, summary.horizon.zone), border=True)
    with told():
        _next(db, who, summary)
    outcome, lines = st.tabs(["Outcome", "Lines"])
    with outcome, told():
        _outcome(db, who, summary)
    with lines:
        _lines(db, who, summary)


def _open(db: Database, who: Principal, expanded: bool) -> None:
    drafts = schedules(db, who, ScheduleStatus.DRAFT)
    if not drafts:
        return
    with st.expander("Open a new round", expanded=expanded):
        draft = st.selectbox("Draft", drafts, format_func=schedule_words)
        zone = draft.horizon.zone
        now = datetime.now(UTC).astimezone(zone_of(zone))
        suggested = min(
            now + timedelta(days=3), draft.horizon.grid.start.astimezone(zone_of(zone)) - timedelta(hours=2)
        )
        a, b, c = st.columns(3)
        name = a.text_input("Name", value=f"Round for {draft.horizon.start.day} {draft.horizon.start:%b}")
        closing_day = b.date_input("Closes on", value=suggested.date())
        closing_time = c.time_input("at", value=time(suggested.hour, 0))
        everyone = st.checkbox("Leave nobody without a line where everyone could have one", value=True)
        if st.button("Open the round now", type="primary", icon=":material/how_to_vote:"):
            with told():
                closes = to_utc(datetime.combine(closing_day, closing_time), zone)
                seed = draft.id
                made = bidding.open_round(db, who, draft.id, name, datetime.now(UTC), closes, seed, everyone=everyone)
                flash(f"Round {made.name} is open")
                st.rerun()


def _next(db: Database, who: Principal, summary: RoundSummary) -> None:
    """The step that the round's state allows."""
    id, state = summary.round.id, summary.round.state
    if state is RoundState.DRAFT:
        st.caption(plain(f"It opens {moment(summary.round.opens_at, summary.horizon.zone)}."))
    elif state is RoundState.OPEN and st.button("Close bidding now", icon=":material/lock:"):
        bidding.close_round(db, who, id)
        flash("Bidding is closed")
        st.rerun()
    elif state is RoundState.CLOSED and st.button("Award the lines", type="primary", icon=":material/emoji_events:"):
        with st.status("Awarding lines", expanded=True) as status:
            awards = bidding.award_round(db, who, id, on_progress=lambda share, text: status.update(label=plain(text)))
        flash(f"{sum(a.line is not None for a in awards)} lines are awarded")
        st.rerun()
    elif state is RoundState.PROCESSED:
        with told():
            _publish(db, who, summary)


def _publish(db: Database, who: Principal, summary: RoundSummary) -> None:
    undone = undone_by(db, who, summary.round.schedule)
    agreed = accepts_undoing(undone, key="publish_over")
    pressed = st.button("Publish as the reps' shifts", type="primary", icon=":material/campaign:", disabled=not agreed)
    if pressed and agreed:
        record = bidding.publish_round(db, who, summary.round.id, accepted=undone)
        flash(f"Schedule {record.id} is published")
        st.rerun()


def _outcome(db: Database, who: Principal, summary: RoundSummary) -> None:
    awards = bidding.outcome(db, who, summary.round.id)
    if not awards:
        st.caption("The lines are awarded after bidding closes, by seniority and then by a seeded draw.")
        return
    names = {rep.id: rep.name for rep in all_reps(db, who, active_only=False)}
    numbers = {line.id: line.number for line in bidding.lines(db, who, summary.round.id)}
    rows = [
        {
            "Rep": names.get(a.rep, a.rep),
            "Line": str(numbers[a.line]) if a.line in numbers else "none",
            "Choice": str(a.rank) if a.rank else "",
            "What the rep is told": a.reason,
        }
        for a in awards
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
    if summary.round.state is RoundState.PROCESSED:
        with st.expander("Override an award"):
            _override(db, who, summary, names, numbers)


def _override(
    db: Database, who: Principal, summary: RoundSummary, names: dict[str, str], numbers: dict[int, int]
) -> None:
    rep = st.selectbox("Rep", sorted(names, key=lambda r: names[r]), format_func=lambda r: names[r])
    line = st.selectbox(
        "Line", [None, *numbers], format_func=lambda id: "no line" if id is None else f"Line {numbers[id]}"
    )
    reason = st.text_input("Reason (the rep reads it)")
    if st.button("Override"):
        bidding.override_award(db, who, summary.round.id, rep, line, reason)
        flash("The award is changed")
        st.rerun()


def _lines(db: Database, who: Principal, summary: RoundSummary) -> None:
    places = {site.id: site.name for site in all_sites(db, who)}
    rows = [
        {
            "Line": line.number,
            "Contract": line.contract,
            "Skills": ", ".join(line.skills),
            "Place": place(line.site, places),
            "Hours": paid_hours(line.shifts),
            "Shifts": line_words(line.shifts, summary.horizon),
        }
        for line in bidding.lines(db, who, summary.round.id)
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
