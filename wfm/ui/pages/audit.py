"""The audit log: who did what to which thing, and when, for admins."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from wfm.database import AuditEntry, Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError
from wfm.domain.time import local_midnight, zone_of
from wfm.services.audit import PAGE, Sought, detail_words, entries
from wfm.ui.base import told

SHOWN_FROM = "before"
"""In the page's address: only entries older than this number are shown."""

ROWS = 15
"""Entries at a glance; the others of the page are scrolled to."""

TALL = 560
"""Height in pixels of a table of that many rows and its head."""


def draw(db: Database, who: Principal) -> None:
    """What is sought, and a page of what was found, the newest first."""
    st.title("Audit")
    zone = _zone()
    with told():
        sought = _sought(zone)
        page = entries(db, who, sought, before=_before())
        if not page:
            st.info("There is no such entry.", icon=":material/search_off:")
        else:
            widths = {"Number": st.column_config.Column(width=60), "Detail": st.column_config.Column(width="large")}
            rows, height = [_row(entry, zone) for entry in page], TALL if len(page) > ROWS else "content"
            st.dataframe(rows, hide_index=True, column_config=widths, height=height)
        _turn(page, bool(page) and bool(entries(db, who, sought, before=page[-1].id, limit=1)))


def _zone() -> str:
    """The zone of the reader's browser, UTC where it tells none that is known."""
    try:
        return zone_of(st.context.timezone or "UTC").key
    except InputError:
        return "UTC"


def _sought(zone: str) -> Sought:
    """The filter; a change of it begins at the newest entry again."""
    left, second, third, right = st.columns(4)
    by = left.text_input("Who", key="audit_who", on_change=_newest)
    action = second.text_input("Did", key="audit_action", placeholder="publish", on_change=_newest)
    entity = third.text_input("Kind of thing", key="audit_entity", placeholder="schedule", on_change=_newest)
    id = right.text_input("Number or name of it", key="audit_id", on_change=_newest)
    days = st.date_input(f"Days ({zone})", value=(), key="audit_days", on_change=_newest)
    first, last = (days[0], days[-1]) if isinstance(days, tuple) and days else (None, None)
    return Sought(
        by.strip() or None,
        action.strip() or None,
        entity.strip() or None,
        id.strip() or None,
        None if first is None else local_midnight(first, zone),
        None if last is None else local_midnight(last + timedelta(days=1), zone),
    )


def _row(entry: AuditEntry, zone: str) -> dict[str, object]:
    return {
        "Number": entry.id,
        f"When ({zone})": f"{entry.at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}",
        "Who": entry.who,
        "Did": entry.action,
        "To": f"{entry.entity} {entry.entity_id}",
        "Detail": detail_words(entry, 1000),
    }


def _before() -> int | None:
    """The number in the address; anything else there begins at the newest entry."""
    wanted = st.query_params.get(SHOWN_FROM, "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else None


def _turn(page: tuple[AuditEntry, ...], older: bool) -> None:
    """To older entries, and back to the newest."""
    with st.container(horizontal=True):
        if older and st.button("Older", icon=":material/chevron_right:", key="audit_older"):
            st.query_params[SHOWN_FROM] = str(page[-1].id)
            st.rerun()
        if _before() is not None and st.button("Newest", icon=":material/first_page:", key="audit_newest"):
            _newest()
            st.rerun()
    st.caption(
        f"{PAGE} entries a page, the newest first. Words are sought exactly as the table shows them. "
        "On the app's machine, `wfm audit --csv FILE` writes them all to a file."
    )


def _newest() -> None:
    st.query_params.pop(SHOWN_FROM, None)
