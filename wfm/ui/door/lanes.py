"""Lines in front of the work of signing in: each has one thread of its own and a bounded length.

Looking at a password takes a core and much memory for a moment, on purpose. Pages are drawn by other threads, so
they go on while people sign in; and whoever comes with a browser that is known does not wait behind strangers.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

BUSY = "Many people are signing in at this moment. Try again in a few seconds."

RETRY_SECONDS = 5
"""When a browser that was turned away may come again."""


class FullError(Exception):
    """The line is as long as it may be."""


class Lane:
    """A thread, and a line before it; one address has at most a share of the places."""

    def __init__(self, places: int, share: int) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sign-in")
        self._places, self._share = places, share
        self._waiting: Counter[str] = Counter()

    async def run(self, address: str, work: Callable[[], T]) -> T:
        """What the work gives, once it is its turn; FullError when there is no place."""
        if self._waiting.total() >= self._places or self._waiting[address] >= self._share:
            raise FullError
        self._waiting[address] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]


KNOWN = Lane(places=256, share=256)
"""For browsers that somebody has signed in with: a whole centre at eight o'clock."""

NEW = Lane(places=96, share=64)
"""For all others; half a hundred new people behind one address still find a place."""
