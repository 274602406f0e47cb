"""The kinds of leave of the centre: the usual ones, changed or with others beside them."""

from __future__ import annotations

from wfm.database import Database
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.people import VACATION, LeaveKind


def kinds(db: Database, who: Principal) -> tuple[LeaveKind, ...]:
    """Every kind of leave, the usual ones first."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return tuple(unit.leave_kinds.all().values())


def set_kind(db: Database, who: Principal, kind: LeaveKind) -> None:
    """Add a kind of leave, or change the one of its id: leave without credits of its own counts by it at once."""
    who.require(Role.PLANNER)
    if kind.id == VACATION and not (kind.active and kind.requestable):
        raise RefusedError("vacation must stay in use and be asked for: it is what leave is that says nothing else")
    with db.write() as unit:
        unit.leave_kinds.put(kind)
        words = {name: getattr(kind, name) for name in LeaveKind.__dataclass_fields__ if name != "id"}
        unit.audit.add(who, "set", "leave kind", kind.id, words)
