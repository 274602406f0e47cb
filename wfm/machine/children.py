"""Python processes of our own: the same interpreter, never code from the folder one happens to be in, ended with us.

`-P` and `PYTHONSAFEPATH` keep the current folder off the search path, where Python would else put it first. A child holds
the reading end of a pipe as its standard input (see `wfm.machine.child`): whatever ends this process closes the pipe.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
"""Where the program's packages lie: a child must find them wherever it starts."""


def python_process(
    module: str, *arguments: str, lasting: bool = False, told: bytes = b"", **options: Any
) -> subprocess.Popen[bytes]:
    """Start a module in a process of its own; `options` are those of `subprocess.Popen`, `env` added to the present one.

    Parameters
    ----------
    lasting : whether it goes on when this process has ended. One that does not lives as long as the returned object
        is held, and `end_process` ends it.
    told : what it reads from its standard input, which no other user can see as they can its arguments.

    Raises
    ------
    OSError
        When the system starts no further process.
    """
    path = os.pathsep.join(search_path())
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", **options.pop("env", {})}
    begins = [sys.executable, "-P", "-m"]
    if lasting:
        options = {"stdin": subprocess.DEVNULL, **options}
        return subprocess.Popen([*begins, module, *arguments], env=environment, **options)
    leave = [str(mortal_parent()), str(len(told))]
    command = [*begins, "wfm.machine.child", *leave, module, *arguments]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, **options)
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended already: whoever waits for it will see how
        process.stdin.write(told)
        process.stdin.flush()
    return process


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process at once and forget it."""
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def leave_current_folder() -> None:
    """Take the current folder, which `-m` puts first, off this process's own search path."""
    sys.path[:] = search_path()


def search_path() -> list[str]:
    """Where this process finds modules, without the current folder and what is relative to it."""
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # the folder is gone
        here = ""
    kept = [entry for entry in sys.path if os.path.isabs(entry) and os.path.realpath(entry) != here]
    return list(dict.fromkeys([*kept, str(ROOT)]))


_setting = threading.Lock()
_set: dict[str, int] = {}
"""How many blocks of `variables` hold each variable."""


@contextmanager
def variables(**values: str) -> Iterator[None]:
    """Environment variables for processes that start within the block, where nobody set them otherwise.

    Several threads may be within such blocks: a variable goes with the last.
    """
    mine: list[str] = []
    with _setting:
        for name, value in values.items():
            if name in _set or not os.environ.get(name):
                os.environ[name] = value
                _set[name] = _set.get(name, 0) + 1
                mine.append(name)
    try:
        yield
    finally:
        with _setting:
            for name in mine:
                _set[name] -= 1
                if not _set[name]:
                    del _set[name]
                    os.environ.pop(name, None)


def mortal_parent() -> int:
    """This process's number for children that ask the system to end them with it, 0 where they must not.

    Linux ends them with the thread that started them, so only the main thread's children may ask.
    """
    main = threading.current_thread() is threading.main_thread()
    return os.getpid() if sys.platform == "linux" and main else 0
