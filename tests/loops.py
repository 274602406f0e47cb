"""Coroutines in tests: run in a thread of their own, because a browser test leaves its loop in the main thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work).result()
