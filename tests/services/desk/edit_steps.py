"""Looking at a change by hand and keeping it, for tests."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.services.small_centre import (
    MONDAY,
    NOW,
    PLANNER,
)
from wfm.database.engine import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import RefusedError, WfmError
from wfm.services import desk
from wfm.services.desk import PieceAct, PieceEdit


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of the week of the tests."""
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))


def huddle(act: PieceAct = PieceAct.ADD, start: time | None = None, end: time | None = None) -> PieceEdit:
    return PieceEdit(act, "huddle", activity=True, at=start, until=end)


def keep(db: Database, edit: desk.Edit, reason: str = "", now: datetime = NOW, who: Principal = PLANNER) -> int:
    """Look at what a change does, and keep it."""
    seen = desk.judge_edit(db, who, edit, now=now)
    kept = desk.apply_edit(db, who, edit, expected=seen.version, reason=reason, accepted=seen.seen, now=now)
    return kept.shift


def refused(
    db: Database, edit: desk.Edit, match: str, now: datetime = NOW, error: type[WfmError] = RefusedError
) -> None:
    """It cannot be, looked at or kept, whatever the reason; and nothing is changed."""
    for call in (
        lambda: desk.judge_edit(db, PLANNER, edit, now=now),
        lambda: desk.apply_edit(db, PLANNER, edit, reason="because", now=now),
    ):
        with pytest.raises(error, match=match):
            call()
    with db.read() as uow:
        assert not [e for e in uow.audit.list() if e.entity in ("shift", "draft shift")]
