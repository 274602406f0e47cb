"""Opening hours on single dates: a holiday is closed, a day shortened or added, for some queues or all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from wfm.database import Database
from wfm.documents import date_windows, hours_text, windows_text
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError
from wfm.domain.planning import HoursException, Queue
from wfm.services.centre import clear_exception, set_exception
from wfm.ui.base import day as day_words, flash, told


def edit_hours(db: Database, who: Principal, queues: Sequence[Queue]) -> None:
    """The hours of each queue, its dates with hours of their own, and the form that sets one."""
    rows = [{"Queue": q.id, "Day": "every week", "Open": hours_text(q.hours), "Name": ""} for q in queues]
    for queue in queues:
        for exception in queue.hours.exceptions:
            when = f"{day_words(exception.day)} {exception.day.year}"
            rows.append(
                {"Queue": queue.id, "Day": when, "Open": windows_text(exception.windows), "Name": exception.name}
            )
    st.dataframe(rows, hide_index=True, width="stretch", height=min(300, 38 * len(rows) + 40))
    with st.form("hours_of_a_date"):
        first, second, third, fourth = st.columns([2, 3, 3, 3])
        on = first.date_input("Date", value=None)
        picked = second.multiselect("Queues", [queue.id for queue in queues], placeholder="all queues")
        hours = third.text_input(
            "Open",
            value="closed",
            help="closed, or hours such as 09:00-13:00, 16:00-20:00, or 22:00-06:00 over midnight.",
        )
        name = fourth.text_input("Name", help="Such as Christmas Day.")
        left, right, _ = st.columns([2, 2, 4])
        saved = left.form_submit_button("Save the date", type="primary", width="stretch")
        cleared = right.form_submit_button(
            "Open as usual", width="stretch", help="Takes hours of its own off the date."
        )
    if saved:
        _done(lambda: _set(db, who, picked or None, on, hours, name))
    if cleared:
        _done(lambda: clear_exception(db, who, picked or None, _chosen(on)))


def _set(
    db: Database, who: Principal, queues: Sequence[str] | None, on: date | None, hours: str, name: str
) -> tuple[str, ...]:
    try:
        windows = date_windows(hours)
    except InputError as error:
        raise InputError(f"Open {error.reason}") from error
    return set_exception(db, who, queues, HoursException(_chosen(on), windows, name.strip()))


def _chosen(on: date | None) -> date:
    if on is None:
        raise InputError("choose a date first")
    return on


def _done(change: Callable[[], tuple[str, ...]]) -> None:
    with told():
        changed = change()
        flash(f"changed: {', '.join(changed)}; forecast again to use it" if changed else "nothing was changed")
        st.rerun()
