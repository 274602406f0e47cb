"""Compiled kernels on disk: one folder per state of their sources, so that stale machine code is never run.

numba keeps what it compiles and checks only the file of the function itself, not those of the functions it calls.
After an update a kernel could so run with an old version of another. A folder named after all kernel sources ends
that, works where the program's own folder cannot be written, and is shared by worker processes.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("scheduler", "wfm/staffing", "wfm/machine")
"""Where compiled functions live, and how they are compiled."""

LEVEL = "1"
"""How hard LLVM tries: the loops run as fast as at its highest level, and are compiled in two thirds of the time."""


def keep_kernels() -> None:
    """Tell numba where to keep compiled kernels and how hard to try, unless the environment says so already."""
    os.environ.setdefault("NUMBA_OPT", LEVEL)
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    from platformdirs import user_cache_path  # every worker process starts here, and has its folder already

    folder = user_cache_path("wfm", appauthor=False) / "kernels" / sources_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # numba then keeps them beside the sources, or each process compiles them anew
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


def sources_digest(root: Path = ROOT) -> str:
    """A name for the state of every file that holds compiled functions."""
    digest = hashlib.sha256()
    for path, text in _kernel_sources(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def _kernel_sources(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file that holds compiled functions, and its text."""
    for place in PLACES:
        for path in sorted((root / place).rglob("*.py")):
            text = path.read_bytes()
            if b"njit" in text or (b"import" in text and b"kernel" in text):
                yield path, text


def seen_by_numba(root: Path = ROOT) -> str:
    """A name for what numba knows kernels by: where their files lie, how long they are, and when they were written.

    The same sources elsewhere, or written again, are compiled anew.
    """
    digest = hashlib.sha256()
    for path, _ in _kernel_sources(root):
        status = path.stat()
        digest.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
    return digest.hexdigest()[:16]


def is_compiled(program: str) -> bool:
    """Whether all kernels of a program have been compiled on this machine as they are now."""
    note = _note(program)
    return note is not None and note.is_file()


def note_compiled(program: str) -> None:
    """Note that all kernels of a program are compiled and kept."""
    note = _note(program)
    if note is not None:
        with suppress(OSError):  # where nothing can be kept, they are compiled again another time
            note.touch()


def _note(program: str) -> Path | None:
    """The file that says so, None where nothing is kept: machine code is good for one processor, Python and numba."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    if not folder:
        return None
    here = (
        sources_digest(),
        seen_by_numba(),
        version("numba"),
        platform.python_version(),
        platform.machine(),
        _processor(),
    )
    name = hashlib.sha256("\0".join(here).encode()).hexdigest()[:16]
    return Path(folder) / f"{program}-{name}.compiled"


def _processor() -> str:
    """The processor's name, as the compiler tells it."""
    from llvmlite.binding import get_host_cpu_name

    return str(get_host_cpu_name())
