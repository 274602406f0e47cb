"""People: reps with what holds for them today and from which day it changes, teams, classes, and the centre's week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from wfm.database import Database
from wfm.documents import CELLS, DATED_TERMS, Door, Value, read
from wfm.domain.accounts import Principal
from wfm.domain.people import DatedTerms, Rep, Stage, Terms, WorkMode, days_employed
from wfm.services import centre
from wfm.ui.base import flash, plain, told
from wfm.ui.widgets import NO_TEAM, chosen, day_field, edit_classes, edit_teams, place_words, seen, skill_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def draw(db: Database, who: Principal) -> None:
    """The reps and one of them; teams and classes; the week."""
    st.title("People")
    reps, groups, week = st.tabs(["Reps", "Teams and classes", "The centre's week"])
    people = centre.reps(db, who)
    with reps:
        _reps(db, who, people)
    with groups:
        edit_teams(db, who, people)
        edit_classes(db, who, people)
    with week:
        _week(db, who)


def _reps(db: Database, who: Principal, people: Sequence[Rep]) -> None:
    if not people:
        st.info("There are no reps yet: load a file of them on Import.", icon=":material/upload_file:")
        return
    left, second, third, right = st.columns(4)
    name = left.text_input("Name or id", key="people_name").strip().casefold()
    teams = sorted({team for rep in people if (team := rep.on(date.today()).team)})
    team = second.selectbox("Team", [None, *teams], format_func=lambda t: t or "any", key="people_team")
    stage = third.selectbox("Stage", [None, *Stage], format_func=lambda s: s.value if s else "any", key="people_stage")
    with right:
        day = day_field("On", "people_day", date.today()) or date.today()
    shown = [
        (rep, terms)
        for rep in people
        if (name in rep.id.casefold() or name in rep.name.casefold())
        and team in (None, (terms := rep.on(day)).team)
        and stage in (None, terms.stage)
    ]
    if not shown:
        st.info("No rep is as sought.", icon=":material/search_off:")
        return
    st.dataframe([_row(rep, terms, day) for rep, terms in shown], hide_index=True, width="stretch")
    words = {rep.id: f"{rep.name} ({rep.id})" for rep, _ in shown}
    rep = chosen("Rep", [rep for rep, _ in shown], "rep", lambda rep: words[rep.id], lambda rep: rep.id)
    with told():
        _one(db, who, rep.id)


def _row(rep: Rep, terms: Terms, day: date) -> dict[str, object]:
    return {
        "Id": rep.id,
        "Name": rep.name,
        **_cells(terms),
        "Employed": "yes" if rep.works_on(day) else "not on this day",
        "Class": rep.training.id if rep.training is not None else "",
    }


def _cells(terms: Terms | DatedTerms) -> dict[str, object]:
    """What holds, or what changes, as cells of a table."""
    return {
        "Contract": terms.contract or "",
        "Skills": skill_words(terms.skills or {}),
        "Place": place_words(terms),
        "Stage": terms.stage.value if terms.stage is not None else "",
        "Team": "no team" if terms.team == "" else terms.team or "",
    }


def _one(db: Database, who: Principal, id: str) -> None:
    """One rep over time, and what can be changed."""
    record = centre.rep_record(db, who, id)
    rep, version = record.rep, seen(f"rep_{id}", record.version)
    st.subheader(plain(rep.name))
    first, last = rep.employed
    told_class = f"class {rep.training.id}, graduates on {rep.training.graduates}" if rep.training else "no class"
    clock = f"on the clock of {rep.zone}" if rep.zone else "on the site's clock"
    st.caption(plain(f"Employed {days_employed(first, last)}; {told_class}; {clock}"))
    today = date.today()
    rows = [{"From": "own record", **_cells(rep.on(date.min))}, {"From": f"today, {today}", **_cells(rep.on(today))}]
    st.dataframe(
        rows + [{"From": str(terms.first_day), **_cells(terms)} for terms in rep.terms],
        hide_index=True,
        width="stretch",
    )
    with st.expander("Change terms from a day"):
        _terms_form(db, who, rep, version)
    if rep.terms:
        with st.expander("Take back terms"):
            _remove_form(db, who, rep, version)
    with st.expander("Employment"):
        _employment_form(db, who, rep, version)
    with st.expander("Class"):
        _class_form(db, who, rep)


def _terms_form(db: Database, who: Principal, rep: Rep, version: int) -> None:
    contracts = [c.id for c in centre.contracts(db, who)]
    sites = [site.id for site in centre.sites(db, who)]
    teams = [found.team.id for found in centre.teams(db, who)]
    with st.form(f"terms_{rep.id}", clear_on_submit=False):
        first = day_field("From", f"terms_from_{rep.id}", date.today())
        left, right = st.columns(2)
        told_now = {
            "contract": left.selectbox("Contract", contracts, index=None, placeholder="as before"),
            "skills": right.text_input("Skills", placeholder="as before; else voice-en|voice-es:0.6"),
            "work_mode": left.selectbox("Work mode", [m.value for m in WorkMode], index=None, placeholder="as before"),
            "site": right.selectbox("Site", sites, index=None, placeholder="as before"),
            "office_days": left.text_input("Office days a week", placeholder="as before; else 2-3"),
            "stage": right.selectbox("Stage", [s.value for s in Stage], index=None, placeholder="as before"),
        }
        team = left.selectbox("Team", [NO_TEAM, *teams], index=None, placeholder="as before")
        if st.form_submit_button("Set from this day", type="primary") and first is not None:
            with told():
                said = {key: str(value).strip() for key, value in told_now.items() if value and str(value).strip()}
                row = {"from": first.isoformat(), **said}
                groups = {} if team is None else {"team": "" if team == NO_TEAM else team}
                made = read(DATED_TERMS, Value(row, "", Door(CELLS)), **groups)
                centre.set_terms(db, who, rep.id, made, version)
                flash(f"These terms hold from {first}")
                st.rerun()


def _remove_form(db: Database, who: Principal, rep: Rep, version: int) -> None:
    day = st.selectbox("From", [terms.first_day for terms in rep.terms], key=f"remove_from_{rep.id}")
    if st.button("Take back", key=f"remove_{rep.id}"):
        with told():
            centre.remove_terms(db, who, rep.id, day, version)
            flash(f"The terms from {day} are removed")
            st.rerun()


def _employment_form(db: Database, who: Principal, rep: Rep, version: int) -> None:
    st.caption("Outside of these days the rep is not scheduled. History and account stay.")
    with st.form(f"employment_{rep.id}"):
        left, right = st.columns(2)
        with left:
            first = day_field("First day", f"first_day_{rep.id}", rep.first_day)
        with right:
            last = day_field("Last day", f"last_day_{rep.id}", rep.last_day)
        if st.form_submit_button("Set employment", type="primary"):
            with told():
                sentences = centre.set_employment(db, who, rep.id, first, last, version)
                flash("; ".join(["Employment is set", *sentences]))
                st.rerun()


def _class_form(db: Database, who: Principal, rep: Rep) -> None:
    ids = [found.course.id for found in centre.training_classes(db, who)]
    now = rep.training.id if rep.training is not None else None
    index = ids.index(now) + 1 if now in ids else 0
    id = st.selectbox(
        "Class", [None, *ids], index=index, format_func=lambda c: c or "no class", key=f"class_of_{rep.id}"
    )
    if st.button("Set class", key=f"set_class_{rep.id}", disabled=id == now):
        with told():
            if id is None:
                centre.leave_class(db, who, [rep.id])
            else:
                centre.add_to_class(db, who, id, [rep.id])
            flash("The class is set")
            st.rerun()


def _week(db: Database, who: Principal) -> None:
    record = centre.centre_settings(db, who)
    version = seen("centre", record.version)
    st.caption("Weekly hours, days and office days are counted in weeks that begin on this day.")
    day = st.selectbox(
        "Weeks begin on", range(7), index=record.settings.week_start, format_func=WEEKDAYS.__getitem__, key="week_start"
    )
    if st.button("Set the week", disabled=day == record.settings.week_start):
        with told():
            centre.set_week_start(db, who, day, version)
            flash(f"Weeks begin on {WEEKDAYS[day]}")
            st.rerun()
