"""The moment a service acts at, and how far back published shifts matter to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wfm.domain.errors import InputError

LOOK_BACK = timedelta(days=56)
"""How far before a horizon published shifts are read: longer than any run of days a contract may allow."""


LOOK_AHEAD = timedelta(days=35)
"""How far behind a horizon published shifts are read: the rest of its last week, and a run of days from then on."""


def clock_now(now: datetime | None) -> datetime:
    """The moment a service acts at: this machine's, unless a caller replays another."""
    if now is None:
        return datetime.now(UTC)
    if now.tzinfo is None:
        raise InputError(f"the moment must carry a time zone, got {now.isoformat()}")
    return now
