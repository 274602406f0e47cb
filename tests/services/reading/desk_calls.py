"""Services that change shifts by hand, as they are called in a growing centre."""

from __future__ import annotations

from collections.abc import Callable

from tests.services.reading.growing_centre import Growing
from tests.services.reading.people_calls import Call, Ready
from wfm.services import desk


def _shift(c: Growing) -> int:
    """A published shift that is still to come."""
    with c.db.read() as uow:
        shifts = uow.schedules.get(c.published[-1]).shifts
        return next(p.id for p in shifts if p.shift.agent == "r01" and not uow.offers.standing(p.id))


def _edited(c: Growing) -> Callable[[], object]:
    edit = desk.Alter(_shift(c), locked=True)
    return lambda: desk.apply_edit(c.db, c.planner, edit)


DESK_READS: dict[str, Call] = {
    "desk.showing.timeline_days": lambda c: desk.timeline_days(c.db, c.manager, c.monday, 14),
    "desk.showing.stored_shift": lambda c: desk.stored_shift(c.db, c.manager, _shift(c)),
    "desk.verdicts.judge_edit": lambda c: desk.judge_edit(c.db, c.planner, desk.Alter(_shift(c), locked=True)),
}
"""Those that read."""

DESK_WRITES: dict[str, Ready] = {"desk.keeping.apply_edit": _edited}
"""Those that write."""
