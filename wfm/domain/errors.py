"""Every error a user can meet, as one tree.

```
WfmError                what went wrong, in one sentence a planner can act on
├── InputError          a file, a row or a value that cannot be used; says where
├── NotFoundError       no such queue, rep, schedule, round ...
├── ConflictError       someone else was first, or the thing has changed since it was read
├── RefusedError        a rule forbids it; carries the reasons
├── AccessError         this user's role may not do or see this
├── StorageError        the database cannot be opened or is of another version
└── SetupError          the machine is not ready: a port in use, a missing program
```
"""

from __future__ import annotations

from collections.abc import Sequence


class WfmError(Exception):
    """Base of all errors that are told to the user as one sentence."""


class InputError(WfmError):
    """Input that cannot be used: `where` is a file, a line, or the path of a value in a file."""

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.reason = message


class NotFoundError(WfmError):
    """Nothing of that name exists."""


class ConflictError(WfmError):
    """Someone else was first, or the record has changed since it was read."""


class RefusedError(WfmError):
    """A rule forbids what was asked; `reasons` holds one sentence per rule."""

    def __init__(self, message: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.reasons = tuple(reasons)


class AccessError(WfmError):
    """The signed-in user's role may not do or see this."""


class StorageError(WfmError):
    """The database cannot be opened, reached, or is of another version."""


class SetupError(WfmError):
    """The machine is not ready: a port in use, a missing program, a folder that cannot be written."""
