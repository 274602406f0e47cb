"""Services that change shifts by hand, and how the tests call them."""

from __future__ import annotations

from tests.services.rights.door import Door
from tests.services.rights.stage import Stage
from tests.services.small_centre import MONDAY, NOW
from wfm.services.desk import Alter, keeping, showing, verdicts

NO = 999
"""The number of nothing."""


def _drafted(stage: Stage, rep: str) -> int:
    """A rep's shift in a draft."""
    with stage.db.read() as uow:
        return next((p.id for p in uow.schedules.shifts_with(stage.drafts["free"], [rep])), NO)


DESK = (
    Door(
        "desk.judge_edit",
        "managers, of others",
        lambda s, who, id: verdicts.judge_edit(s.db, who, Alter(s.free_shift[id], locked=True), now=NOW),
        about=True,
    ),
    Door(
        "desk.judge_edit",
        "planners, of others",
        lambda s, who, id: verdicts.judge_edit(s.db, who, Alter(_drafted(s, id), locked=True), now=NOW),
        about=True,
        case="drafts",
    ),
    Door(
        "desk.apply_edit",
        "managers, of others",
        lambda s, who, id: keeping.apply_edit(s.db, who, Alter(s.free_shift[id], locked=True), now=NOW),
        about=True,
    ),
    Door(
        "desk.apply_edit",
        "planners, of others",
        lambda s, who, id: keeping.apply_edit(s.db, who, Alter(_drafted(s, id), locked=True), now=NOW),
        about=True,
        case="drafts",
    ),
    Door("desk.timeline_days", "managers", lambda s, who, _: showing.timeline_days(s.db, who, MONDAY, 7)),
    Door("desk.stored_shift", "managers", lambda s, who, _: showing.stored_shift(s.db, who, s.free_shift["ada"])),
    Door(
        "desk.stored_shift",
        "planners",
        lambda s, who, _: showing.stored_shift(s.db, who, _drafted(s, "ada")),
        case="drafts",
    ),
)
