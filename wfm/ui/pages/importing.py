"""Import: a file is stated back before anything is written."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import WfmError
from wfm.domain.planning import Channel
from wfm.services.imports import (
    PeopleReport,
    RepsReport,
    RowsRefused,
    import_activities,
    import_classes,
    import_history,
    import_leave,
    import_queues,
    import_reps,
    import_setup,
    import_terms,
    preview_history,
    preview_leave,
    uploads,
)
from wfm.services.readers import ImportOptions, advising
from wfm.ui.base import flash, moment, number, plain, told

ADVICE = {
    "zone": "fill in Time zone of local times, such as America/New_York",
    "day_first": "choose the Order of day and month",
    "slot_minutes": "choose the Interval",
    "queue": "if the file is of one queue, fill in Queue",
    "channel": "if the file is of one channel, choose the Channel",
}
"""The field that tells what a file leaves untold."""

_ORDERS = {None: "as the column shows", True: "day first", False: "month first"}

_PEOPLE_WORDS = {"Reps": "reps", "Terms from a date": "terms", "Training classes": "classes"}
_PEOPLE = tuple(_PEOPLE_WORDS)

SHOWN = 20
"""Refused rows listed on the page; the count is always told."""


def draw(db: Database, who: Principal) -> None:
    """One tab per kind of file, and the files imported before."""
    st.title("Import")
    history, reps, absences, pieces, settings, before = st.tabs(
        ["Contact history", "Reps", "Leave", "Activities", "Sites, queues, contracts", "Imported before"]
    )
    with history:
        _history(db, who)
    with reps:
        _reps(db, who)
    with absences:
        _leave(db, who)
    with pieces:
        _activities(db, who)
    with settings:
        _settings(db, who)
    with before:
        _before(db, who)


def _history(db: Database, who: Principal) -> None:
    st.caption(
        "CSV or Excel: Amazon Connect, Genesys Cloud, or any table with a time, a queue and contacts offered. "
        "The header tells the format, and you see what was understood before anything is stored."
    )
    upload = st.file_uploader("History file", type=["csv", "txt", "xlsx"], key="history_file")
    options = _history_options()
    if upload is None:
        return
    content = upload.getvalue()
    with told(), advising(ADVICE):
        preview = preview_history(content, upload.name, options, db, who)
        with st.container(border=True):
            st.markdown("**This is what the file says**")
            st.markdown(
                "\n".join(f"- {plain(sentence)}" for sentence in preview.sentences()).replace(
                    "say --country", "fill in Country"
                )
            )
        _refused(preview.refusals())
        blocked = bool(preview.refused) and not options.skip_refused
        if st.button("Import this history", type="primary", disabled=blocked, key="import_history"):
            with st.status("Importing", expanded=True) as status:
                report = import_history(
                    db,
                    who,
                    content,
                    options,
                    lambda share, text: status.update(label=plain(text)),
                    name=upload.name,
                    preview=preview,
                )
            flash("; ".join(report.sentences()))
            st.rerun()


def _history_options() -> ImportOptions:
    """What the file does not say."""
    with st.expander("What the file does not say (zone, queue, channel, interval)"):
        left, middle, right = st.columns(3)
        zone = left.text_input("Time zone of local times", placeholder="America/New_York", key="history_zone")
        queue = middle.text_input("Queue", placeholder="voice-en", help="Where the file has no queue column.")
        channel = right.selectbox(
            "Channel", [None, *Channel], format_func=lambda c: "as the file says" if c is None else c.value
        )
        language = left.text_input("Language", placeholder="en")
        slot = middle.selectbox(
            "Interval", [None, 5, 10, 15, 30, 60], format_func=lambda m: "as the rows show" if m is None else f"{m} min"
        )
        country = left.text_input("Country of the holidays", placeholder="US", help="Or none; by default the zone's.")
        order = left.selectbox("Order of day and month", list(_ORDERS), format_func=_ORDERS.__getitem__)
        skip = right.checkbox("Leave out rows that cannot be read", help="They are listed either way.")
        zero = right.checkbox(
            "Intervals left out while open had no contacts", help="Otherwise they count as missing, not as zero."
        )
    return ImportOptions(
        zone=zone.strip() or None,
        queue=queue.strip() or None,
        channel=channel,
        language=language.strip() or None,
        slot_minutes=slot,
        country=country.strip() or None,
        day_first=order,
        absent_is_zero=zero,
        skip_refused=skip,
    )


def _refused(sentences: tuple[str, ...]) -> None:
    if not sentences:
        return
    more = f" The first {SHOWN} of {number(len(sentences))} are listed." if len(sentences) > SHOWN else ""
    listed = "\n".join(f"- {plain(sentence)}" for sentence in sentences[:SHOWN])
    st.warning(f"Rows that cannot be used.{more}\n{listed}", icon=":material/rule:")


def _reps(db: Database, who: Principal) -> None:
    st.caption("CSV or Excel. Reps that are not in the file stay as they are, and so do terms and classes.")
    kind = st.segmented_control("What the file holds", list(_PEOPLE), default=_PEOPLE[0], key="reps_kind") or _PEOPLE[0]
    upload = st.file_uploader("Reps file", type=["csv", "txt", "xlsx"], key="reps_file")
    skip = st.checkbox("Leave out rows that cannot be used", key="reps_skip")
    if upload is not None and st.button(f"Import these {_PEOPLE_WORDS[kind]}", type="primary"):
        content, options = upload.getvalue(), ImportOptions(skip_refused=skip)
        try:
            if kind == "Reps":
                report: RepsReport | PeopleReport = import_reps(db, who, content, options, name=upload.name)
            else:
                read = import_terms if kind == "Terms from a date" else import_classes
                report = read(db, who, content, options, name=upload.name)
        except RowsRefused as error:
            _refused(error.refused)
        except WfmError as error:
            st.error(plain(error))
        else:
            st.success("\n".join(f"- {plain(sentence)}" for sentence in report.sentences()))
            _refused(report.refused)


def _leave(db: Database, who: Principal) -> None:
    st.caption(
        "CSV or Excel with the columns rep, from and to, and perhaps kind, hours, days and state. Days and times are on "
        "the rep's clock, and you see what would change before anything is stored."
    )
    upload = st.file_uploader("Leave file", type=["csv", "txt", "xlsx"], key="leave_file")
    skip = st.checkbox("Leave out rows that cannot be used", key="leave_skip")
    if upload is None:
        return
    with told():
        preview = preview_leave(db, who, upload.getvalue(), name=upload.name)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in preview.sentences()))
        _refused(preview.refused)
        if st.button("Import this leave", type="primary", disabled=bool(preview.refused) and not skip):
            report = import_leave(db, who, upload.getvalue(), ImportOptions(skip_refused=skip), name=upload.name)
            flash("; ".join(report.sentences()))
            st.rerun()


def _activities(db: Database, who: Principal) -> None:
    st.caption(
        "CSV or Excel with the columns rep, activity, start, and end or minutes: coaching, huddles and the like, put into "
        "published shifts that are still to come. Times are on the rep's clock, and you see what would change first."
    )
    upload = st.file_uploader("Activities file", type=["csv", "txt", "xlsx"], key="activities_file")
    skip = st.checkbox("Leave out rows that cannot be used", key="activities_skip")
    if upload is None:
        return
    content, options = upload.getvalue(), ImportOptions(skip_refused=skip)
    with told():
        preview = import_activities(db, who, content, options, name=upload.name, dry_run=True)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in preview.sentences()))
        _refused(preview.refused)
        if st.button("Import these activities", type="primary", disabled=bool(preview.refused) and not skip):
            report = import_activities(db, who, content, options, name=upload.name)
            flash("; ".join(report.sentences()))
            st.rerun()


def _settings(db: Database, who: Principal) -> None:
    st.caption(
        "A TOML file of sites, queues, contracts with their shift templates, teams and training classes, or a CSV or "
        "Excel table of queues."
    )
    upload = st.file_uploader("Settings file", type=["toml", "csv", "xlsx"], key="settings_file")
    if upload is not None and st.button("Import these settings", type="primary"):
        with told():
            if upload.name.lower().endswith(".toml"):
                st.success(plain("; ".join(import_setup(db, who, upload.getvalue(), name=upload.name))))
            else:
                _queues(db, who, upload.getvalue(), upload.name)


def _queues(db: Database, who: Principal, content: bytes, name: str) -> None:
    try:
        stored = import_queues(db, who, content, name=name)
    except RowsRefused as error:
        _refused(error.refused)
    else:
        st.success(plain("; ".join(stored)))


def _before(db: Database, who: Principal) -> None:
    found = uploads(db, who)
    if not found:
        st.info("No file has been imported yet.")
        return
    rows = [
        {
            "File": u.name,
            "Kind": u.kind,
            "When (UTC)": moment(u.created_at, "UTC"),
            "By": u.created_by,
            "Rows": u.rows,
            "New": u.inserted,
            "Replaced": u.replaced,
            "Refused": u.refused,
        }
        for u in found
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
