"""What people read when the data cannot be reached, and what the log says about it."""

from __future__ import annotations

import logging
import time
from threading import Lock

from wfm.domain.errors import WfmError
from wfm.machine import cause, note

UNREACHABLE = "The workforce app cannot reach its data at the moment. Try again in a minute."
"""Told to everyone: the reason names hosts, files and users, which is for those who run the app."""

QUIET_SECONDS = 60.0
"""How long the log does not repeat a reason: strangers must not be able to fill it."""

_LOCK = Lock()
_TOLD: dict[str, float] = {}


def unreachable(error: WfmError) -> str:
    """The sentence for people; the reason goes to the log, once a minute."""
    reason, now = cause(error), time.monotonic()
    with _LOCK:
        for old in [told for told, when in _TOLD.items() if now - when >= QUIET_SECONDS]:
            del _TOLD[old]
        new = reason not in _TOLD
        _TOLD.setdefault(reason, now)
    if new:
        note("data out of reach", logging.ERROR, cause=reason)
    return UNREACHABLE
