"""What a draft changes on the timeline, or a publication changed, as a table by rep and day."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Shift
from wfm.services.timeline import Comparison, compare, compare_publication, publications
from wfm.ui.base import day, place, plain, span, told


def show_differences(db: Database, who: Principal, record: ScheduleVersion, sites: Mapping[str, str]) -> None:
    """Of a draft what publishing it would change; of a published schedule what that changed."""
    with told():
        if record.status is ScheduleStatus.DRAFT:
            _table(compare(db, who, record.id), sites, "Publishing this draft changes nothing that is still to begin.")
            return
        stood = [p.publication for p in publications(db, who, schedule=record.id) if p.publication.undone_at is None]
        if stood:
            _table(compare_publication(db, who, stood[0].id), sites, "Its publication changed nothing.")
        else:
            st.info("It was not published as it stands.")


def _table(found: Comparison, sites: Mapping[str, str], nothing: str) -> None:
    if not found.differences:
        st.info(nothing)
        return
    counts = ", ".join(f"{count:,} {kind}" for kind, count in found.counts.items() if count)
    st.caption(plain(f"{counts}; {found.same:,} shifts are the same in both."))
    rows = [
        {
            "Rep": found.names.get(d.rep, d.rep) or "Open shift",
            "Day": day(d.day),
            "What": ", ".join(d.kinds),
            "Before": _words(d.old, sites),
            "After": _words(d.new, sites),
        }
        for d in found.differences
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _words(shift: Shift | None, sites: Mapping[str, str]) -> str:
    """A shift's times, place and pieces."""
    if shift is None:
        return ""
    begin = shift.start - shift.start_of_day
    pieces = ", ".join(
        f"{getattr(piece, 'name', '') or getattr(piece, 'id', '')} {span(piece.start - begin, piece.end - begin)}"
        for piece in shift.pieces
    )
    return f"{span(shift.start, shift.end)} {place(shift.site, sites)}" + (f" ({pieces})" if pieces else "")
