"""What a draft changes on the timeline, or a publication changed, as a table by rep and day."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Shift
from wfm.services.timeline import PIECES, Comparison, compare, compare_publication, publications
from wfm.ui.base import day, place, plain, plural, span, told


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
    st.caption(plain(f"{counts}; {plural(found.same, 'shift')} unchanged."))
    rows = [
        {
            "Rep": found.names.get(d.rep, d.rep) or "Open shift",
            "Day": day(d.day),
            "What": ", ".join(d.kinds),
            "Before": _words(d.old, sites, PIECES in d.kinds),
            "After": _words(d.new, sites, PIECES in d.kinds),
        }
        for d in sorted(found.differences, key=lambda d: (found.names.get(d.rep, d.rep).casefold(), d.day))
    ]
    wide = st.column_config.TextColumn(width="large")
    st.dataframe(rows, hide_index=True, width="stretch", column_config={"Before": wide, "After": wide})


def _words(shift: Shift | None, sites: Mapping[str, str], breaks: bool) -> str:
    """A shift's times, place and activities; its breaks too where they may be what differs."""
    if shift is None:
        return ""
    begin = shift.start - shift.start_of_day
    pieces = ", ".join(
        f"{piece.name} {span(piece.start - begin, piece.end - begin)}"
        for piece in (shift.pieces if breaks else shift.activities)
    )
    return f"{span(shift.start, shift.end)}, {place(shift.site, sites)}" + (f" ({pieces})" if pieces else "")
