"""Many calls at the same moment, for the tests of races."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from wfm.domain.errors import WfmError


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment, one thread each; what each returned, or the error it was told."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except WfmError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def errors(results: list[Any]) -> list[WfmError]:
    """The errors among the results."""
    return [r for r in results if isinstance(r, WfmError)]
