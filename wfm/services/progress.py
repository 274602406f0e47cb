"""How services tell how far they are."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[float, str], None]
"""Called with the share done, 0 to 1, and what is being done, for a planner."""


def quiet(share: float, message: str) -> None:
    """Listens to nothing."""


def part(on_progress: OnProgress, low: float, high: float) -> OnProgress:
    """The progress of one step as its part, low to high, of the whole."""
    return lambda share, message: on_progress(low + (high - low) * share, message)
