"""The fields of a change of one shift, and the change that they ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import streamlit as st

from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, Break, Contract, Rep
from wfm.domain.time import DAY, Horizon, clock
from wfm.services.desk import AT_HOME, NOBODY, Add, Alter, Edit, PieceAct, PieceEdit, Remove

OPEN = "Nobody (open shift)"
AS_FITS = "where the rep works"
HOME = "at home"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the fields offer to choose from: reps who work here, sites by id, contracts, and the skills there are."""

    reps: Mapping[str, Rep]
    sites: Mapping[str, str]
    contracts: Sequence[Contract]
    skills: Sequence[str]

    def rep_field(self, label: str, key: str) -> str | None:
        """Someone, or nobody; None while nothing is chosen."""

        def words(id: str) -> str:
            return f"{self.reps[id].name} ({id})" if id else OPEN

        return st.selectbox(label, [NOBODY, *self.reps], format_func=words, index=None, key=key)

    def site_field(self, key: str) -> str | None:
        """A site, at home, or None for wherever the rep works."""
        names: dict[str | None, str] = {None: AS_FITS, AT_HOME: HOME, **dict(self.sites.items())}
        return st.selectbox("Place of work", list(names), format_func=names.__getitem__, key=key)

    def skills_field(self, key: str) -> tuple[str, ...]:
        """The skills that an open shift asks."""
        return tuple(st.multiselect("Skills that it asks", self.skills, key=key))


def change_fields(desk: Desk, planned: PlannedShift, horizon: Horizon, key: str) -> Edit | None:
    """What is to become of a shift; None while the fields do not say it. Times are on the shift's own clock."""
    kinds: dict[str, Callable[[], Edit | None]] = {
        "Move": lambda: _move(planned, horizon, key),
        "Lengthen or shorten": lambda: _resize(planned, horizon, key),
        "Give to someone else": lambda: _give(desk, planned, key),
        "Break": lambda: _piece(planned, horizon, planned.shift.breaks, False, key),
        "Activity": lambda: _piece(planned, horizon, planned.shift.activities, True, key),
        "Unlock" if planned.shift.locked else "Lock": lambda: Alter(planned.id, locked=not planned.shift.locked),
        "Remove": lambda: Remove(planned.id),
    }
    what = st.selectbox("What", list(kinds), key=f"{key}_what")
    return kinds[what]()


def _move(planned: PlannedShift, horizon: Horizon, key: str) -> Edit | None:
    left, right = st.columns(2)
    was = _date(horizon, planned.shift.start)
    day = left.date_input("Day", value=was, key=f"{key}_day")
    at = _time_field(right, "Begins at", planned.shift.start, horizon, f"{key}_begins")
    return Alter(planned.id, begins=datetime.combine(day, at)) if isinstance(day, date) and at is not None else None


def _resize(planned: PlannedShift, horizon: Horizon, key: str) -> Edit:
    shift = planned.shift
    left, right = st.columns(2)
    start = _time_field(left, "Begins at", shift.start, horizon, f"{key}_start")
    end = _time_field(right, "Ends at", shift.end, horizon, f"{key}_end")
    gone = st.multiselect("Breaks and activities to take away", shift.pieces, format_func=_told, key=f"{key}_gone")
    return Alter(
        planned.id,
        start=None if start == _clock(shift.start) else start,
        end=None if end == _clock(shift.end) else end,
        pieces=tuple(_removal(piece) for piece in gone),
    )


def _removal(piece: Break | Activity) -> PieceEdit:
    return PieceEdit(PieceAct.REMOVE, piece.name, isinstance(piece, Activity), was=_clock(piece.start))


def _give(desk: Desk, planned: PlannedShift, key: str) -> Edit | None:
    left, right = st.columns(2)
    with left:
        rep = desk.rep_field("To", f"{key}_to")
    with right:
        site = desk.site_field(f"{key}_site") if rep else None
        skills = desk.skills_field(f"{key}_skills") if rep == NOBODY else ()
    return None if rep is None else Alter(planned.id, rep=rep, site=site, skills=skills)


def _piece(
    planned: PlannedShift, horizon: Horizon, pieces: Sequence[Break | Activity], activity: bool, key: str
) -> Edit | None:
    acts = [PieceAct.MOVE, PieceAct.ADD, PieceAct.REMOVE] if pieces else [PieceAct.ADD]
    key = f"{key}_{'activity' if activity else 'break'}"
    act = st.selectbox("What to do", acts, format_func=lambda a: a.value.capitalize(), key=f"{key}_act")
    name, was = "", None
    if act is PieceAct.ADD:
        name = st.text_input("Name", max_chars=200, placeholder="huddle" if activity else "lunch", key=f"{key}_name")
        begins, ends = planned.shift.start, planned.shift.start + horizon.slot_minutes
    else:
        piece = st.selectbox("Which", pieces, format_func=_told, key=f"{key}_which")
        name, was, begins, ends = piece.name, _clock(piece.start), piece.start, piece.end
        key = f"{key}_{piece.start}"  # so that the times below are those of the piece that is chosen
    if act is PieceAct.REMOVE:
        return Alter(planned.id, pieces=(PieceEdit(act, name, activity, was=was),))
    left, right = st.columns(2)
    at = _time_field(left, "Begins at", begins, horizon, f"{key}_{act}_at")
    until = _time_field(right, "Ends at", ends, horizon, f"{key}_{act}_until")
    if not name.strip() or at is None or until is None:
        return None
    return Alter(planned.id, pieces=(PieceEdit(act, name.strip(), activity, at, until, was),))


def add_fields(desk: Desk, first: date, last: date, draft: int | None, key: str) -> Edit | None:
    """A new shift; None while the fields do not say enough of it."""
    left, middle, right = st.columns(3)
    with left:
        rep = desk.rep_field("Whose", f"{key}_rep")
    day = middle.date_input("Day", value=first, min_value=first, max_value=last, key=f"{key}_day")
    template = right.selectbox(
        "Template", _templates(desk, rep, day), index=None, placeholder="by its times", key=f"{key}_template"
    )
    left, middle, right = st.columns(3)
    start = left.time_input("Begins at", value=None, step=timedelta(minutes=15), key=f"{key}_start")
    end = middle.time_input("Ends at", value=None, step=timedelta(minutes=15), key=f"{key}_end")
    with right:
        site = desk.site_field(f"{key}_site")
    skills = desk.skills_field(f"{key}_skills") if rep == NOBODY else ()
    if rep is None or not isinstance(day, date) or (template is None and None in (start, end)):
        return None
    return Add(rep, day, start, end, template, site, skills, draft)


def _templates(desk: Desk, rep: str | None, day: object) -> list[str]:
    """The templates that the rep's contract has on a day; of all contracts for nobody."""
    of_rep = desk.reps[rep].on(day).contract if rep and isinstance(day, date) else None
    found = [t.id for c in desk.contracts if of_rep in (None, c.id) for t in c.shifts]
    return list(dict.fromkeys(found))


def _time_field(column: object, label: str, minute: int, horizon: Horizon, key: str) -> time | None:
    step = timedelta(minutes=horizon.slot_minutes)
    found: time | None = column.time_input(label, value=_clock(minute), step=step, key=key)  # type: ignore[attr-defined]
    return found


def _clock(minute: int) -> time:
    return time(*divmod(minute % DAY, 60))


def _date(horizon: Horizon, minute: int) -> date:
    return horizon.start + timedelta(days=minute // DAY)


def _told(piece: Break | Activity) -> str:
    return f"{piece.name} {clock(piece.start % DAY)}–{clock(piece.end % DAY)}"
