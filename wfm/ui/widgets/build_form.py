"""The form for a new schedule: for which days, whom and from when, and how to search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import streamlit as st

from scheduler import PRESETS
from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.services.centre import reps, sites, teams
from wfm.services.viewing import requirement_runs, schedules
from wfm.ui.widgets.choices import NEW, first_and_last, run_words
from wfm.ui.widgets.job_panel import begin_job

EVERYONE = "Everyone"
WHOM = (EVERYONE, "Teams", "Sites", "Reps")
"""Whom a schedule may be about."""


def new_schedule_form(db: Database, who: Principal) -> None:
    """The form, unfolded where there is no schedule yet; nothing where there is no requirement."""
    runs = requirement_runs(db, who, 20)
    if not runs:
        return
    with st.expander("Build a new schedule", expanded=not schedules(db, who, limit=1) or NEW in st.query_params):
        run = st.selectbox("Required heads", runs, format_func=run_words)
        first, last = first_and_last(run.grid)
        a, b, c, d, e = st.columns(5)
        start = a.date_input("First day", value=_usual_start(first, last), min_value=first, max_value=last)
        at = b.time_input(
            "From",
            value=None,
            step=900,
            help="Shifts that begin before this time of the first day stay as they are. Empty: the whole day, or from "
            "now on where the days have begun.",
        )
        most = (last - start).days + 1
        days = c.number_input("Days", min_value=1, max_value=min(56, most), value=min(14, most))
        limit = d.number_input("Search time, seconds", min_value=5, max_value=3600, value=60, step=15)
        weigh = e.selectbox("What comes first", list(PRESETS), format_func=str.capitalize)
        scope = _whom(db, who)
        keep = st.checkbox("Change shifts already published on these days as little as possible")
        build = st.button(
            "Build schedule",
            type="primary",
            icon=":material/play_arrow:",
            key="make_schedule",
            disabled=scope is None,
        )
        if build and scope is not None:
            arguments = {
                "requirement_run": run.id,
                "first_day": start.isoformat(),
                "days": int(days),
                "time_limit": float(limit),
                "preset_name": weigh,
                "keep": keep,
                **scope,
            }
            if at is not None:
                arguments["begin"] = datetime.combine(start, at).isoformat()
            begin_job(db, who, "schedule", arguments)


def _usual_start(first: date, last: date) -> date:
    """Today where the required heads cover it, since what has begun is not planned anew; else their first day."""
    today = date.today()
    return today if first <= today <= last else first


def _whom(db: Database, who: Principal) -> Mapping[str, Sequence[str]] | None:
    """Whom the schedule is about, as arguments of its job; None while none is chosen."""
    a, b = st.columns([1, 4])
    whom = a.selectbox("For whom", WHOM)
    if whom == EVERYONE:
        return {}
    known = _known(db, who, whom)
    st.caption("What is published for others stays and is counted on. Locked shifts stay too.")
    picked = b.multiselect(whom, list(known), format_func=lambda id: known[id], key=f"build_{whom.lower()}")
    return {whom.lower(): picked} if picked else None


def _known(db: Database, who: Principal, whom: str) -> dict[str, str]:
    """What may be chosen, by id with the words for it."""
    if whom == "Teams":
        return {record.team.id: record.team.name or record.team.id for record in teams(db, who)}
    if whom == "Sites":
        return {site.id: site.name or site.id for site in sites(db, who)}
    return {rep.id: f"{rep.name} ({rep.id})" for rep in reps(db, who)}
