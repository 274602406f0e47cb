"""A timeline with the desk under it: choose a shift by a click or from lists, change it, see what that does, keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import PlannedShift
from wfm.domain.time import Horizon
from wfm.services import desk
from wfm.services.centre import contracts as all_contracts, queues as all_queues, reps as all_reps, sites as all_sites
from wfm.services.desk import Edit, EditVerdict
from wfm.ui.base import day, flash, fragment, pieces_line, plain, span, told
from wfm.ui.widgets.desk.fields import OPEN, Desk, add_fields, change_fields
from wfm.ui.widgets.timeline_view import payload, timeline


@fragment
def show_desk(
    db: Database,
    who: Principal,
    horizon: Horizon,
    shifts: Sequence[PlannedShift],
    draft: int | None,
    editable: bool,
    key: str,
) -> None:
    """The shifts on one axis, and a form that changes one of them or adds another; to a draft where one is named."""
    everyone = {rep.id: rep for rep in all_reps(db, who, active_only=False)}
    active = {rep.id: rep for rep in all_reps(db, who)}
    sites = {site.id: site.name for site in all_sites(db, who)}
    st.caption(plain(f"All times are in {horizon.zone}."))
    clicked = timeline(payload(horizon, shifts, everyone, sites), key=f"timeline_{key}") if shifts else None
    if not shifts:
        st.info("There are no shifts in these days.")
    if not editable:
        return
    skills = {queue.skill for queue in all_queues(db, who)}
    offered = Desk(active, sites, all_contracts(db, who), sorted(skills))
    names = {id: rep.name for id, rep in everyone.items()}
    with st.container(border=True):
        st.markdown("**Change a shift**: click it above, or choose it here.")
        planned = _choose(horizon, shifts, names, clicked, key)
        if planned is not None:
            _change(db, who, offered, planned, horizon, f"{key}_{planned.id}_{planned.version}")
    with st.expander("Add a shift", icon=":material/add:"):
        last = horizon.start + timedelta(days=horizon.days - 1)
        edit = add_fields(offered, horizon.start, last, draft, f"{key}_add")
        _check_and_keep(db, who, edit, f"{key}_add")


def _choose(
    horizon: Horizon, shifts: Sequence[PlannedShift], names: dict[str, str], clicked: int | None, key: str
) -> PlannedShift | None:
    """The shift that was clicked, or chosen from the lists of reps and of their shifts."""
    by_id = {planned.id: planned for planned in shifts}
    if clicked in by_id:
        st.session_state[f"{key}_owner"] = by_id[clicked].shift.agent
        st.session_state[f"{key}_shift_{by_id[clicked].shift.agent}"] = clicked

    def owner_words(id: str) -> str:
        return f"{names.get(id, id)} ({id})" if id else OPEN

    def shift_words(id: int) -> str:
        shift = by_id[id].shift
        return f"{day(horizon.start + timedelta(days=shift.day))} {span(shift.start, shift.end)}"

    left, right = st.columns(2)
    owners = sorted({planned.shift.agent for planned in shifts}, key=lambda id: owner_words(id).casefold())
    owner = left.selectbox("Rep", owners, format_func=owner_words, index=None, key=f"{key}_owner")
    own = [planned.id for planned in shifts if planned.shift.agent == owner]
    id = right.selectbox("Shift", own, format_func=shift_words, index=None, key=f"{key}_shift_{owner}")
    return by_id.get(id) if id is not None else None


def _change(db: Database, who: Principal, offered: Desk, shown: PlannedShift, horizon: Horizon, key: str) -> None:
    with told():
        planned, record = desk.stored_shift(db, who, shown.id)
        now = [pieces_line(planned, record.horizon, record.horizon.zone), "locked" if planned.shift.locked else ""]
        if any(now):
            st.caption(plain(f"Now: {', '.join(part for part in now if part)}."))
        if record.horizon.zone != horizon.zone:
            st.caption(plain(f"The times of this shift are in {record.horizon.zone}."))
        edit = change_fields(offered, planned, record.horizon, key)
        _check_and_keep(db, who, edit, key)


def _check_and_keep(db: Database, who: Principal, edit: Edit | None, key: str) -> None:
    """A button that tells what the change does, and then one that keeps it."""
    slot = f"{key}_seen_{who.username}"
    if st.button("Check", key=f"{key}_check", disabled=edit is None, icon=":material/rule:") and edit is not None:
        st.session_state.pop(slot, None)
        with told():
            st.session_state[slot] = (edit, desk.judge_edit(db, who, edit))
    seen: tuple[Edit, EditVerdict] | None = st.session_state.get(slot)
    if edit is None or seen is None or seen[0] != edit:
        return
    found = seen[1]
    show_verdict(found)
    reason = ""
    if found.needs_reason:
        reason = st.text_input("Reason (kept in the audit log)", max_chars=2000, key=f"{key}_reason")
    if st.button("Save the change", type="primary", key=f"{key}_keep"):
        with told():
            desk.apply_edit(db, who, edit, expected=found.version, reason=reason, accepted=found.seen)
            st.session_state.pop(slot, None)
            flash(f"Saved: {found.becomes}" if found.becomes else f"Removed: {found.was}")
            st.rerun()


def show_verdict(found: EditVerdict) -> None:
    """What a change would do, in words."""
    lines = [f"**Was:** {plain(found.was)}"] if found.was else []
    lines += [f"**Becomes:** {plain(found.becomes)}"] if found.becomes else ["**Becomes:** no shift"]
    lines.append(f"**Coverage:** {plain(found.cover)}")
    st.markdown("\n\n".join(lines))
    if found.against:
        st.warning("It needs a reason:\n" + "".join(f"\n- {plain(text)}" for text in found.against))
    else:
        st.success("It breaks no rule and needs no reason.")
    for text in found.withdrawn:
        st.info(plain(text[:1].upper() + text[1:]))
