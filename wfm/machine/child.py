"""What every child process runs first: it ends when its parent does, however that ended, and then runs its module.

`python -m wfm.machine.child PARENT BYTES MODULE ARGUMENTS...` reads that many bytes from its standard input, hands them
to the module as the module's own, and from then on only waits there for the parent's end.
"""

from __future__ import annotations

import io
import os
import runpy
import signal
import sys
import threading
from multiprocessing import parent_process

LEFT = 1
"""Exit code of a process whose parent has gone."""

_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


def end_with(parent: int) -> None:
    """Have Linux end this process with its parent, also amid a long computation; 0 for a parent that cannot be named."""
    if sys.platform != "linux" or not parent:
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the system was asked
        os._exit(LEFT)


def end_with_pool(parent: int) -> None:
    """End this worker of a pool of Python's multiprocessing with the process that made the pool."""
    end_with(parent)
    threading.Thread(target=_until_parent_ends, name="parent", daemon=True).start()


def _until_parent_ends() -> None:
    """A worker holds both ends of its pool's queue: nothing else would ever tell it that nobody asks any more."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(LEFT)


def _until_input_ends(input: int) -> None:
    """The parent holds the other end of the pipe and writes nothing more to it."""
    while os.read(input, 1024):
        pass
    os._exit(LEFT)


def _read(input: int, count: int) -> bytes:
    """That many bytes, fewer where the parent has gone."""
    read = b""
    while len(read) < count and (more := os.read(input, count - len(read))):
        read += more
    return read


def main() -> None:
    """Run the module that is named."""
    parent, count, module, *arguments = sys.argv[1:]
    end_with(int(parent))
    pipe = sys.stdin.fileno()
    told = _read(pipe, int(count))
    threading.Thread(target=_until_input_ends, args=(pipe,), name="parent", daemon=True).start()
    sys.stdin = io.TextIOWrapper(io.BytesIO(told))
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
