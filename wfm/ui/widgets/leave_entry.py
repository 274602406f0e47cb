"""Leave that managers and planners enter, shorten and cancel: "Sarah called in sick today"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from wfm.database import Database, LeaveState, TimeOffRequest
from wfm.domain.accounts import Principal, Role
from wfm.domain.planning import LeaveTakes
from wfm.services import leave
from wfm.services.absence import LeaveCost, cost_of_entry
from wfm.services.centre import centre_settings, reps as all_reps, set_leave_takes
from wfm.services.leave import LeaveCount, Moment, SettledLeave
from wfm.ui.base import absence, flash, fragment, plain, told
from wfm.ui.widgets.group_editors import seen

BACK = timedelta(days=14)
"""How long ago leave may have ended to be listed."""

_ENTERED = "leave_entered"

MOST_SHOWN = 50
"""Leave that is listed; the count is always told."""


def credit_line(count: LeaveCount) -> str:
    """A kind of leave and what it counts, in a line."""
    paid = "paid" if count.kind.paid else "unpaid"
    kind = count.kind.name if paid in count.kind.name.casefold().split() else f"{count.kind.name}, {paid}"
    if not count.minutes and not count.days:
        return f"{kind}; it counts no hours or days"
    days = f" and {count.days:g} {'day' if count.days == 1 else 'days'}" if count.days else ""
    return f"{kind}; it counts {count.minutes / 60:g} h{days} as worked"


def shifts_told(done: str, settled: SettledLeave) -> str:
    """What was done, and what became of published shifts by it."""
    return f"{done}. Published shifts: {settled.told}" if settled.told else done


def draw_cost(cost: LeaveCost) -> None:
    """What leave would do to published shifts, and what coverage would lose by it; nothing where it does nothing."""
    if cost.shifts:
        taken, lost = cost.sentences()
        st.warning(plain(f"Published shifts would be taken: {taken}"), icon=":material/event_busy:")
        st.caption(plain(f"Coverage: {lost}"))


def draw_entry(db: Database, who: Principal) -> None:
    """The form, and the leave that stands now and later."""
    names = {rep.id: rep.name for rep in all_reps(db, who) if rep.id != who.rep}
    kinds = {kind.id: kind.name for kind in leave.kinds(db, who) if kind.active}
    usual = list(kinds).index("sick") if "sick" in kinds else 0
    form = f"entry_{st.session_state.get(_ENTERED, 0)}"  # another form is an empty one
    with st.form(form):
        left, right = st.columns(2)  # a row each, so that a phone shows the fields in this order
        rep = left.selectbox("Rep", list(names), format_func=lambda id: f"{names[id]} ({id})", index=None)
        kind = right.selectbox("Kind", list(kinds), index=usual, format_func=kinds.__getitem__)
        left, right = st.columns(2)
        chosen = left.date_input("From and to (both days off)", value=(date.today(), date.today()))
        reason = right.text_input("Reason (the rep, managers and planners read it)", max_chars=300)
        left, right = st.columns(2)
        begins = left.time_input("From (for hours of a day only)", value=None)
        ends = right.time_input("To (for hours of a day only)", value=None)
        credits = _credits(form)
        with st.container(horizontal=True):
            entered = st.form_submit_button("Enter leave", type="primary")
            looked = st.form_submit_button("What it would take")
    if entered or looked:
        _use(db, who, rep, kind, span_of(chosen, begins, ends), reason, credits, entered)
    _takes(db, who)
    _standing(db, who, names)


def span_of(chosen: object, begins: time | None, ends: time | None) -> tuple[Moment, Moment] | None:
    """What a form's days and times say; None where no day is chosen. Times are of the first and the last day."""
    days = tuple(chosen) if isinstance(chosen, (tuple, list)) else (chosen,)
    dates = [day for day in days if isinstance(day, date)]
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    if begins is None and ends is None:
        return first, last
    end = datetime.combine(last, ends) if ends is not None else datetime.combine(last + timedelta(days=1), time())
    return datetime.combine(first, begins or time()), end


def _use(
    db: Database,
    who: Principal,
    rep: str | None,
    kind: str,
    span: tuple[Moment, Moment] | None,
    reason: str,
    credits: tuple[int | None, float | None],
    enter: bool,
) -> None:
    """Enter what the form says, or show what it would take."""
    if rep is None or span is None:
        st.error("Choose the rep and the days.")
        return
    minutes, days = credits
    with told():
        if not enter:
            cost = cost_of_entry(db, who, rep, *span, kind=kind, credit_minutes=minutes, credit_days=days)
            draw_cost(cost)
            if not cost.shifts:
                st.info("No published shift lies in it.")
            return
        made = leave.enter_leave(db, who, rep, *span, reason, kind=kind, credit_minutes=minutes, credit_days=days)
        count = leave.counts(db, who, [made.id])[made.id]
        flash(". ".join([shifts_told(f"Entered: {credit_line(count)}", made), *count.notes]))
        st.session_state[_ENTERED] = st.session_state.get(_ENTERED, 0) + 1
        st.rerun()


def _takes(db: Database, who: Principal) -> None:
    """What leave does to shifts; planners may have it do something else."""
    record = centre_settings(db, who)
    now = record.settings.leave_takes
    st.caption(f"{now.said}. A shift that has begun ends, and what was worked of it stays.")
    if who.role not in (Role.PLANNER, Role.ADMIN):
        return
    version = seen("centre", record.version)
    with st.popover("What leave does to shifts"):
        takes = st.radio(
            "From now on", list(LeaveTakes), index=list(LeaveTakes).index(now), format_func=lambda t: t.said
        )
        if st.button("Set it", disabled=takes is now):
            with told():
                set_leave_takes(db, who, takes, version)
                flash(takes.said)
                st.rerun()


def _credits(key: str) -> tuple[int | None, float | None]:
    """Minutes and days that are to count in place of the kind's."""
    left, right = st.columns(2)
    hours = left.number_input(
        "Hours it counts in all", min_value=0.0, value=None, help="If empty, what its kind counts.", key=f"hours_{key}"
    )
    days = right.number_input("Days it counts in all", min_value=0.0, value=None, key=f"days_{key}")
    return None if hours is None else round(60 * hours), days


def _standing(db: Database, who: Principal, names: Mapping[str, str]) -> None:
    rep = st.selectbox("Leave of", [None, *names], format_func=lambda id: names[id] if id else "Everyone")
    found = leave.list_requests(db, who, LeaveState.APPROVED, rep=rep, start=datetime.now(UTC) - BACK)
    if not found:
        st.caption("No approved leave in the last two weeks or ahead.")
        return
    if len(found) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {len(found)} are listed.")
    shown = found[:MOST_SHOWN]
    counted = leave.counts(db, who, [request.id for request in shown])
    for request in shown:
        _one(db, who, request, names.get(request.rep, request.rep), counted[request.id])


def _one(db: Database, who: Principal, request: TimeOffRequest, name: str, count: LeaveCount) -> None:
    with st.container(border=True):
        words, change = st.columns([5, 1], vertical_alignment="center")
        with words:
            st.markdown(f"**{plain(name)}**: {plain(absence(request.start, request.end, count.zone))}")
            st.caption(plain(credit_line(count)))
            for note in count.notes:
                st.caption(plain(note))
            if who.rep == request.rep:
                st.caption("This is your own: another manager or a planner must change it.")
                return
        with change:
            _change(db, who, request)


@fragment
def _change(db: Database, who: Principal, request: TimeOffRequest) -> None:
    """Shorten or cancel it; the fields are drawn when somebody asks for them, since much leave may be listed."""
    asked = st.popover("Change", width="stretch", key=f"change_{request.id}", on_change="rerun")
    if not asked.open:
        return
    with asked:
        credits = _credits(str(request.id))
        last = st.date_input("Last day off", value=None, key=f"last_{request.id}")
        if st.button("End it on this day", key=f"shorten_{request.id}") and isinstance(last, date):
            with told():
                done = leave.shorten_leave(
                    db, who, request.id, request.start, last, credit_minutes=credits[0], credit_days=credits[1]
                )
                flash(shifts_told("The leave is shorter now", done))
                st.rerun()
        why = st.text_input("Why (the rep reads it)", key=f"why_{request.id}")
        if st.button("Cancel all of it", key=f"cancel_{request.id}"):
            with told():
                flash(shifts_told("The leave is cancelled", leave.cancel_leave(db, who, request.id, why)))
                st.rerun()
