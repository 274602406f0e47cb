"""What a planner does with a draft: publish it, bring it up to date with the timeline, give it another name."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.limits import MOST_NAME, MOST_TEXT
from wfm.domain.texts import some_of
from wfm.services.publication import NOTICE
from wfm.services.timeline import Prospect, prospect, publications, publish, rebase, rename
from wfm.ui.base import day, flash, fragment, listed, plain, plural, told
from wfm.ui.widgets.choices import accepts_undoing


@fragment
def draft_buttons(db: Database, who: Principal, record: ScheduleVersion) -> None:
    """Publish and Rename, each with what it asks. What publishing would do is worked out when somebody asks for it."""
    row = st.container(horizontal=True, width="content")
    asked = row.popover(
        "Publish", icon=":material/campaign:", type="primary", key=f"publish_{record.id}", on_change="rerun"
    )
    if asked.open:
        with asked, told():
            _publish(db, who, record)
    with row.popover("Rename", icon=":material/edit:"), told():
        name = st.text_input("Name", record.name, max_chars=MOST_NAME, key=f"name_{record.id}")
        if st.button("Rename it", key="rename_schedule") and name != record.name:
            rename(db, who, record.id, name)
            flash(f"Schedule {record.id} has a new name")
            st.rerun()


def _publish(db: Database, who: Principal, record: ScheduleVersion) -> None:
    ahead = prospect(db, who, record.id, replay=True)
    st.markdown(_words(record, ahead))
    if ahead.undone:
        _rebase(db, who, record)
    agreed = accepts_undoing(ahead.undone, key="publish_over")
    reason = ""
    if ahead.sudden:
        hours = NOTICE / timedelta(hours=1)
        st.warning(f"It changes what begins within {hours:g} hours: {plain(listed(ahead.sudden))}")
        reason = st.text_input("Why", max_chars=MOST_TEXT, key=f"publish_reason_{record.id}")
    if st.button("Publish now", type="primary", key="publish_now", disabled=not agreed) and agreed:
        publish(db, who, record.id, accepted=ahead.undone, reason=reason, replay=True)
        (entry,) = publications(db, who, 1, schedule=record.id)
        flash(f"Schedule {record.id} is published: {entry.told}")
        st.rerun()


def _words(record: ScheduleVersion, ahead: Prospect) -> str:
    """What reps will see of it, in a few sentences."""
    first, last = record.horizon.start, record.horizon.start + timedelta(days=record.horizon.days - 1)
    whom = plain(record.scope_words or "everyone")
    text = (
        f"Reps will see the shifts of {whom} from {day(first)} to {day(last)}: {ahead.brought:,} new, "
        f"{ahead.replaced:,} replaced along with their offers, {ahead.kept:,} unchanged."
    )
    if ahead.begun:
        have = "has" if ahead.begun == 1 else "have"
        text += f" {plural(ahead.begun, 'shift')} of the draft {have} begun by now; what is published for then stays."
    return text


def _rebase(db: Database, who: Principal, record: ScheduleVersion) -> None:
    """The button that takes over what changed, so that nothing needs to be undone."""
    if st.button("Take these changes over into the draft", icon=":material/merge:", key="rebase_schedule"):
        done = rebase(db, who, record.id)
        text = f"{plural(len(done.taken), 'change')} taken over"
        if done.broken:
            text += f"; the draft now breaks {plural(len(done.broken), 'rule')}: {some_of(done.broken, 2)}"
        flash(text)
        st.rerun()
