"""What was published, by whom and when; and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.limits import MOST_TEXT
from wfm.services.timeline import PublicationEntry, publications, undo
from wfm.ui.base import days, flash, moment, plural, told

SHOWN = 20
"""How many publications are listed."""


def show_publications(db: Database, who: Principal) -> None:
    """The newest publications, and a way to take one back."""
    found = publications(db, who, SHOWN)
    if not found:
        return
    with st.expander("Published"):
        st.dataframe([_row(entry) for entry in found], hide_index=True, width="stretch")
        standing = [entry for entry in found if entry.publication.undone_at is None]
        if standing:
            with st.popover("Undo", icon=":material/undo:"), told():
                _undo(db, who, standing)


def _row(entry: PublicationEntry) -> dict[str, str]:
    made, horizon = entry.publication, entry.record.horizon
    last = horizon.start + timedelta(days=horizon.days - 1)
    undone = f"by {made.undone_by}, {moment(made.undone_at, horizon.zone)}" if made.undone_at else ""
    return {
        "Publication": str(made.id),
        "Schedule": str(made.schedule),
        "By": made.by,
        "At": moment(made.at, horizon.zone),
        "Days": days(horizon.start, last),
        "Whose": entry.scope_words,
        "What it did": entry.told,
        "Undone": undone,
    }


def _undo(db: Database, who: Principal, standing: Sequence[PublicationEntry]) -> None:
    st.markdown(
        "What it replaced returns to the timeline, if nothing else has changed in its days. What has begun stays."
    )
    newest = standing[0].publication.id  # in the key, so that what was published last is what is offered first
    entry = st.selectbox("Publication", standing, format_func=_words, key=f"undo_publication_{newest}")
    reason = st.text_input("Why", max_chars=MOST_TEXT, key="undo_reason")
    if st.button("Undo it", type="primary", key="undo_now", disabled=not reason.strip()) and entry:
        done = undo(db, who, entry.publication.id, reason=reason)
        flash(
            f"Publication {done.publication} is undone: {plural(done.returned, 'shift')} returned, {done.left:,} left, "
            f"{done.begun:,} had begun and stay"
        )
        st.rerun()


def _words(entry: PublicationEntry) -> str:
    made = entry.publication
    return f"{made.id}: schedule {made.schedule}, {moment(made.at, entry.record.horizon.zone)}"
