"""What a schedule could not do, the largest first: what is left short and who is given too little, each with its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from wfm.domain.exchange import (
    Reason,
    ScheduleVersion,
    Shortage,
    head_hours,
    hours_of,
    shortages,
    smaller,
    together,
)
from wfm.domain.time import DAY, Horizon
from wfm.ui.base import day, listed, number, plain, plural, span

MOST = 8
"""Shortages, and reps, that are shown before the rest."""


def show_reasons(record: ScheduleVersion, names: Mapping[str, str]) -> None:
    """What is left short and who has too little, each with its cause in a sentence and the detail under it."""
    st.subheader("Left short")
    found = shortages(record.shortfalls)
    if found:
        _shortages(found, record)
    else:
        st.caption("Nothing is left short.")
    st.subheader("Reps without a full schedule")
    if record.unscheduled:
        _unscheduled(record.unscheduled, names)
    else:
        st.caption("Every rep has the hours and days that their contract asks for.")


def _shortages(found: Sequence[Shortage], record: ScheduleVersion) -> None:
    hours = head_hours(sum(s.head_hours for s in found))
    st.markdown(f"{plain(hours)} in {plural(len(found), 'place')}, the largest first.")
    for shortage in found[:MOST]:
        with st.container(border=True):
            when = _when(shortage.start, shortage.end, record.horizon)
            st.markdown(f"**{plain(shortage.sentence)}**")
            st.caption(plain(when if shortage.waits else f"{when} · {head_hours(shortage.head_hours)}"))
            if shortage.detail:
                st.caption(plain(shortage.detail))
    if found[MOST:]:
        st.markdown(plain(smaller(found[MOST:])))
    with st.expander("Every stretch"):
        rows = [_row(stretch, record.horizon) for stretch in record.shortfalls]
        st.dataframe(rows, hide_index=True, width="stretch")


def _row(stretch: Reason, horizon: Horizon) -> dict[str, str]:
    return {
        "Skill": stretch.subject,
        "When": _when(stretch.start or 0, stretch.end or 0, horizon),
        "Mean heads": number(stretch.heads, 1),
        "Most heads": "" if stretch.peak is None else number(stretch.peak, 1),
        "Head-hours": number(hours_of(stretch), 1),
        "Why": stretch.because or stretch.text,
        "Detail": stretch.detail,
    }


def _when(start: int, end: int, horizon: Horizon) -> str:
    return f"{day(horizon.start + timedelta(days=start // DAY))} {span(start, end)}"


def _unscheduled(reasons: Sequence[Reason], names: Mapping[str, str]) -> None:
    found = [(reason, [names.get(s, s) for s in subjects]) for reason, subjects in together(reasons)]
    for reason, who in found[:MOST]:
        _rep(reason, who)
    if found[MOST:]:
        with st.expander(f"{sum(len(who) for _, who in found[MOST:]):,} more"):
            for reason, who in found[MOST:]:
                _rep(reason, who)


def _rep(reason: Reason, who: Sequence[str]) -> None:
    """One rep, or all of whom the same bare text is told, with their names under it."""
    with st.container(border=True):
        one = len(who) == 1
        st.markdown(plain(reason.said_of(who[0] if one else plural(len(who), "rep"))))
        if detail := reason.detail if one else listed(who, len(who)):
            st.caption(plain(detail))
