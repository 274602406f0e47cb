"""Bids: a rep ranks the lines of an open round, and reads what they got and why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import RoundState, ShiftLine
from wfm.domain.time import Horizon
from wfm.services import bidding
from wfm.services.bidding import LineChoice, RoundSummary
from wfm.services.centre import sites as all_sites
from wfm.ui.base import Places, flash, line_words, moment, paid_hours, place, plain, plural, told
from wfm.ui.widgets import chosen


def draw(db: Database, who: Principal) -> None:
    """The round, the rep's ranking, the lines."""
    who.require_rep()
    st.title("Bids")
    found = bidding.rounds(db, who)
    if not found:
        st.info("No bid round has opened yet. Your planner will open one.", icon=":material/how_to_vote:")
        return
    chosen_round = chosen("Round", found, "round", lambda r: r.round.name, lambda r: str(r.round.id))
    zone, ahead = chosen_round.horizon.zone, chosen_round.round.state in (RoundState.DRAFT, RoundState.OPEN)
    st.caption(
        plain(
            f"{chosen_round.round.state.value.capitalize()}; bidding {'closes' if ahead else 'closed'} "
            f"{moment(chosen_round.round.closes_at, zone)}; {plural(chosen_round.lines, 'line')}."
        )
    )
    _outcome(db, who, chosen_round)
    if chosen_round.round.state is RoundState.OPEN:
        with told():
            _ranking(db, who, chosen_round)


def _outcome(db: Database, who: Principal, summary: RoundSummary) -> None:
    for award in bidding.outcome(db, who, summary.round.id):
        lines = {line.id: line for line in bidding.lines(db, who, summary.round.id)}
        with st.container(border=True):
            st.markdown(f"**{plain(award.reason)}**")
            if award.line in lines:
                st.markdown(plain(line_words(lines[award.line].shifts, summary.horizon)))


def _ranking(db: Database, who: Principal, summary: RoundSummary) -> None:
    choices = bidding.line_choices(db, who, summary.round.id)
    mine = [c for c in choices if not c.faults]
    advice = bidding.ranking_advice(db, who, summary.round.id).sentence
    st.info(plain(f"{advice[:1].upper()}{advice[1:]}."), icon=":material/lightbulb:")
    places = {site.id: site.name for site in all_sites(db, who)}
    if mine:
        _form(db, who, summary, mine)
    st.subheader("The lines you may work")
    for choice in mine:
        _card(choice.line, summary.horizon, places, "" if choice.rank is None else f"your choice {choice.rank}")
    others = [c for c in choices if c.faults]
    if others:
        with st.expander(f"Lines you may not work ({len(others)})"):
            for choice in others:
                _card(choice.line, summary.horizon, places, "; ".join(choice.faults))


def _form(db: Database, who: Principal, summary: RoundSummary, mine: Sequence[LineChoice]) -> None:
    by_id = {c.line.id: c.line for c in mine}
    ranked = [c.line.id for c in sorted((c for c in mine if c.rank is not None), key=lambda c: c.rank or 0)]
    picked = st.multiselect(
        "Your ranking, first choice first",
        list(by_id),
        default=ranked,
        format_func=lambda id: f"Line {by_id[id].number}",
        placeholder="Add lines in the order you want them",
        key=f"ranking_{summary.round.id}",
    )
    if st.button("Save my ranking", type="primary", width="stretch"):
        bidding.rank_lines(db, who, summary.round.id, picked)
        flash(f"Your ranking of {plural(len(picked), 'line')} is saved")
        st.rerun()


def _card(line: ShiftLine, horizon: Horizon, places: Places, note: str) -> None:
    with st.container(border=True):
        where = place(None if line.work_mode == "remote" else line.site, places)
        st.markdown(f"**Line {line.number}** · {plain(line.contract)} · {paid_hours(line.shifts):g} h · {plain(where)}")
        st.markdown(plain(line_words(line.shifts, horizon)))
        if note:
            st.caption(plain(note))
