"""How work is spread over processors: one `map` over picklable arguments, in order, with a call after each result."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from typing import Protocol, TypeVar

from wfm.domain.errors import InputError
from wfm.machine.child import end_with_pool
from wfm.machine.children import mortal_parent, variables

A = TypeVar("A")
R = TypeVar("R")

_MASKS = hasattr(signal, "pthread_sigmask")
"""Whether the system can hold a signal back; Windows cannot."""


_FOR_WORKERS = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Workers find no modules in the current folder, and do linear algebra on one thread each: together they fill the cores
already, and on small matrices threads that wait for one another double the work."""


class Executor(Protocol):
    """Applies a function to every item and yields the results in the order of the items."""

    def map(self, function: Callable[[A], R], items: Sequence[A]) -> Iterator[R]:
        """Results in order; the first exception of a call is raised where its result would be."""
        ...


class Serial:
    """Everything in this process."""

    def map(self, function: Callable[[A], R], items: Sequence[A]) -> Iterator[R]:
        """Results in order, each computed when it is asked for."""
        return map(function, items)


class Processes:
    """Fresh processes on this machine; results arrive in order. A killed process costs time only."""

    def __init__(self, cores: int) -> None:
        self.cores = cores

    def map(self, function: Callable[[A], R], items: Sequence[A]) -> Iterator[R]:
        """Results in order; `function` and items must be picklable."""
        if len(items) <= 1 or self.cores == 1:
            yield from map(function, items)
            return
        done = 0
        count = min(self.cores, len(items))
        with variables(
            **_FOR_WORKERS
        ):  # making the pool starts a process of its own already, which keeps count of its locks
            context, parent = get_context("spawn"), (mortal_parent(),)
            executor = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=parent)
        try:
            with variables(**_FOR_WORKERS), _interrupts_after():
                results = executor.map(function, items, chunksize=max(1, len(items) // (8 * self.cores)))
            for result in results:
                done += 1
                yield result
        except BrokenProcessPool:
            # A worker was killed, for want of memory perhaps: what is left is done here, one item after the other.
            yield from map(function, items[done:])
        except (KeyboardInterrupt, GeneratorExit):
            # Nobody wants the results any more, and a worker would finish its item before it ends by itself.
            for process in list((executor._processes or {}).values()):
                process.terminate()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_after() -> Iterator[None]:
    """Processes started within the block leave Ctrl-C, which reaches all of a terminal's processes, to this one.

    They inherit that it is held back, until `_begin` runs in them. One that comes within the block is taken
    note of and raised again at its end: another thread may receive it, so holding it back here is not enough.
    """
    came: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    if _MASKS:
        resource_tracker.ensure_running()  # would lift the mask when it is started within the block
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if _MASKS else set()
    try:
        yield
    finally:
        if _MASKS:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if main:
            signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
            if came:
                signal.raise_signal(signal.SIGINT)


def _begin(parent: int) -> None:
    """What a worker does first: it sees to it that it ends with its parent, and leaves Ctrl-C to it."""
    end_with_pool(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _MASKS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def check_cores(count: int) -> int:
    """The count, once it is known to help: more processes than cores only take memory, some 200 MB each.

    A small machine may still have a few, so that what runs on several is tried there too.
    """
    most = max(8, os.cpu_count() or 1)
    if not 1 <= count <= most:
        raise InputError(f"cores must be from 1 to {most} on this machine, got {count}")
    return count


def make_executor(spec: str = "") -> Executor:
    """`serial`, `cores:N`, or nothing for all cores of the machine."""
    if spec == "serial":
        return Serial()
    name, _, count = spec.partition(":")
    if not spec:
        return Processes(os.cpu_count() or 1)
    if name == "cores" and count.isdigit() and int(count) >= 1:
        return Processes(check_cores(int(count)))
    raise InputError(f"executor must be serial or cores:N with N >= 1, got {spec!r}")
