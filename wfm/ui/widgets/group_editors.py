"""Forms for teams and training classes, and what pages about people share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from wfm.database import Database
from wfm.documents import CELLS, TRAINING_CLASS, Door, Value, read, write
from wfm.domain.accounts import Principal
from wfm.domain.people import DatedTerms, Rep, Team, Terms
from wfm.services import centre
from wfm.services.centre import ClassRecord, TeamRecord
from wfm.ui.base import flash, listed, told

NO_TEAM = "no team"

FIRST, LAST = date(1970, 1, 1), date(2099, 12, 31)
"""The days that a field offers."""


def seen(what: str, version: int) -> int:
    """The version that stood on the page when a button of it was pressed; the one that stands there now is kept."""
    key = f"seen_{what}"
    shown: int = st.session_state.get(key, version)
    st.session_state[key] = version
    return shown


def day_field(label: str, key: str, value: date | None) -> date | None:
    """A field for a day, which may be empty."""
    found = st.date_input(label, value=value, key=key, min_value=FIRST, max_value=LAST)
    return found if isinstance(found, date) else None


def skill_words(skills: Mapping[str, float]) -> str:
    """Skills with the speeds that are not 1."""
    return ", ".join(name if speed == 1 else f"{name} {speed:g}" for name, speed in skills.items())


def place_words(terms: Terms | DatedTerms) -> str:
    """Where someone works, as far as it is told: hybrid, at which site, and the days there."""
    office = "" if terms.office_days is None else "{}-{} office days".format(*terms.office_days)
    mode = terms.work_mode.value if terms.work_mode is not None else ""
    return ", ".join(filter(None, (mode, terms.site, office)))


def edit_teams(db: Database, who: Principal, people: Sequence[Rep]) -> None:
    """The teams as they are today; a new one, another name or lead, who is in it."""
    st.subheader("Teams")
    found = centre.teams(db, who)
    names = {rep.id: f"{rep.name} ({rep.id})" for rep in people}
    if found:
        rows = [
            {
                "Team": record.team.id,
                "Name": record.team.name,
                "Lead": names.get(record.team.lead or "", record.team.lead or ""),
                "Members today": len(record.members),
                "Who": listed([names.get(rep, rep) for rep in record.members]),
            }
            for record in found
        ]
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.caption("There is no team yet.")
    with st.expander("Add or change a team"), told():
        _team_form(db, who, found, names)
    if found:
        with st.expander("Move reps"), told():
            _move_form(db, who, found, names)
        with st.expander("Remove a team"), told():
            id = st.selectbox("Team", [record.team.id for record in found], key="team_remove")
            if st.button("Remove the team"):
                centre.remove_team(db, who, id)
                flash(f"Team {id} is removed")
                st.rerun()


def _team_form(db: Database, who: Principal, found: Sequence[TeamRecord], names: Mapping[str, str]) -> None:
    with st.form("team", clear_on_submit=True):
        id = st.text_input("Id of the team", max_chars=200).strip()
        name = st.text_input("Its name", placeholder="as before; the id for a new team", max_chars=200).strip()
        lead = st.selectbox("Lead", list(names), index=None, format_func=names.__getitem__, placeholder="as before")
        nobody = st.checkbox("Nobody leads it")
        pressed = st.form_submit_button("Store the team", type="primary")
    if pressed:
        record = next((record for record in found if record.team.id == id), None)
        before = Team(id, id) if record is None else record.team
        made = replace(before, name=name or before.name, lead=None if nobody else lead or before.lead)
        centre.set_team(db, who, made, None if record is None else record.version)
        flash(f"Team {id} is stored")
        st.rerun()


def _move_form(db: Database, who: Principal, found: Sequence[TeamRecord], names: Mapping[str, str]) -> None:
    with st.form("team_move", clear_on_submit=True):
        reps = st.multiselect("Reps", list(names), format_func=names.__getitem__, key="team_move_reps")
        team = st.selectbox("Into team", [*(record.team.id for record in found), NO_TEAM], key="team_move_to")
        first = day_field("From (always, where empty)", "team_move_from", None)
        pressed = st.form_submit_button("Move", type="primary")
    if pressed and reps:
        centre.move_to_team(db, who, None if team == NO_TEAM else team, reps, first)
        flash("The reps are moved")
        st.rerun()


def edit_classes(db: Database, who: Principal, people: Sequence[Rep]) -> None:
    """The training classes; a new one, other days, who is in it."""
    st.subheader("Training classes")
    found = centre.training_classes(db, who)
    names = {rep.id: f"{rep.name} ({rep.id})" for rep in people}
    if found:
        rows = [
            {
                "Class": record.course.id,
                "Name": record.course.name,
                "In training from": str(record.course.starts),
                "Graduates": str(record.course.graduates),
                "Most speed": ", ".join(f"{speed:g} from week {week}" for week, speed in record.course.ramp),
                "Members": len(record.members),
                "Who": listed([names.get(rep, rep) for rep in record.members]),
            }
            for record in found
        ]
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.caption("There is no training class yet.")
    with st.expander("Add or change a class"), told():
        _class_form(db, who, found)
    if found:
        with st.expander("Put reps into a class"), told():
            _join_form(db, who, found, names)
        with st.expander("Remove a class"), told():
            id = st.selectbox("Class", [record.course.id for record in found], key="class_remove")
            if st.button("Remove the class"):
                centre.remove_class(db, who, id)
                flash(f"Class {id} is removed")
                st.rerun()


def _class_form(db: Database, who: Principal, found: Sequence[ClassRecord]) -> None:
    with st.form("class", clear_on_submit=True):
        id = st.text_input("Id of the class", max_chars=200).strip()
        left, right = st.columns(2)
        with left:
            starts = day_field("In training from", "class_starts", None)
        with right:
            graduates = day_field("Graduates on", "class_graduates", None)
        name = left.text_input("Name of the class", placeholder="as before; the id for a new class").strip()
        ramp = right.text_input("Most speed by week after", placeholder="as before; 0:0.6|4:1 for a new class").strip()
        pressed = st.form_submit_button("Store the class", type="primary")
    if pressed:
        record = next((record for record in found if record.course.id == id), None)
        row = {} if record is None else write(TRAINING_CLASS, record.course, Door(CELLS))
        said = {"id": id, "name": name, "starts": starts, "graduates": graduates, "ramp": ramp}
        row |= {key: str(value) for key, value in said.items() if value}
        made = read(TRAINING_CLASS, Value(row, "", Door(CELLS)))
        centre.set_class(db, who, made, None if record is None else record.version)
        flash(f"Class {id} is stored")
        st.rerun()


def _join_form(db: Database, who: Principal, found: Sequence[ClassRecord], names: Mapping[str, str]) -> None:
    with st.form("class_join", clear_on_submit=True):
        reps = st.multiselect("Reps", list(names), format_func=names.__getitem__, key="class_join_reps")
        id = st.selectbox("Into class", [record.course.id for record in found], key="class_join_to")
        pressed = st.form_submit_button("Put in", type="primary")
    if pressed and reps:
        centre.add_to_class(db, who, id, reps)
        flash("The reps are in the class")
        st.rerun()
