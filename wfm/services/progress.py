"""How services tell how far they are, and what is stored beside what they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # readers of files need no database
    from wfm.database import UnitOfWork

OnProgress = Callable[[float, str], None]
"""Called with the share done, 0 to 1, and what is being done, for a planner."""

OnStored = Callable[["UnitOfWork", int], None]
"""Called with the id of what was made, in the unit of work that stores it: both are kept, or neither."""


def quiet(share: float, message: str) -> None:
    """Listens to nothing."""


def nothing_more(uow: UnitOfWork, made: int) -> None:
    """Stores nothing beside it."""


def part(on_progress: OnProgress, low: float, high: float) -> OnProgress:
    """The progress of one step as its part, low to high, of the whole."""
    return lambda share, message: on_progress(low + (high - low) * share, message)
