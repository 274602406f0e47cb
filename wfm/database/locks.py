"""Who may write beside whom: what a unit of work reads stays true until it ends.

A unit that writes is alone, as SQLite has it anyway: on PostgreSQL it holds the lock of the whole centre. A unit
that writes *beside* others shares that lock, and holds by name what its decision rests on: a rep, a shift, the
accounts. Names are taken all at once and in one order, so that no two units wait for each other.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from sqlalchemy import Connection, text

CENTRE = 8270119
"""The PostgreSQL advisory lock of the whole centre; `wfm init` holds it while it changes the schema."""

POOL_SECONDS = 10
"""How long a unit of work waits for a free connection."""

LOCK_SECONDS = 20
"""How long it then waits for the writers before it: 30 seconds in all."""

Subject = tuple[str, str | int]
"""What a unit holds: a kind of thing, and which one."""


class Locks:
    """The locks of one unit of work that writes; without effect on SQLite, whose writers are alone."""

    def __init__(self, connection: Connection, beside: bool) -> None:
        self._connection = connection
        self._needed = connection.dialect.name == "postgresql"
        self._until = time.monotonic() + LOCK_SECONDS
        self._alone = not beside
        self._held = False
        if self._needed:
            self._take("pg_advisory_xact_lock_shared" if beside else "pg_advisory_xact_lock", [CENTRE])

    def hold(self, *subjects: Subject) -> None:
        """Wait for others who hold one of these, and have them wait until this unit ends. Once in a unit."""
        if self._held:
            raise RuntimeError("a unit of work holds all it needs at once, so that no two can wait for each other")
        self._held = True
        if self._needed and not self._alone:
            self._take("pg_advisory_xact_lock", sorted({_key(subject) for subject in subjects}))

    def _take(self, function: str, keys: list[int]) -> None:
        left = max(1, int((self._until - time.monotonic()) * 1000))
        values: dict[str, Any] = {"left": f"{left}ms"} | {f"key{i}": key for i, key in enumerate(keys)}
        taken = ", ".join(f"{function}(:key{i})" for i in range(len(keys)))
        if taken:
            self._connection.execute(text(f"SELECT set_config('lock_timeout', :left, true), {taken}"), values)


def _key(subject: Subject) -> int:
    """A number for PostgreSQL: two subjects that meet in it wait for each other without need, and that is all."""
    words = "\x1f".join(map(str, subject)).encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big", signed=True)
