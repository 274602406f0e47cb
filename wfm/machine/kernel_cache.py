"""Compiled kernels on disk: one folder per state of their sources, so that stale machine code is never run.

numba keeps what it compiles and checks only the file of the function itself, not those of the functions it calls.
After an update a kernel could so run with an old version of another. A folder named after all kernel sources ends
that, works where the program's own folder cannot be written, and is shared by worker processes.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("scheduler", "wfm/staffing", "wfm/machine")
"""Where compiled functions live, and how they are compiled."""


def keep_kernels() -> None:
    """Tell numba where to keep compiled kernels, unless `NUMBA_CACHE_DIR` says so already."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    from platformdirs import user_cache_path  # every worker process starts here, and has its folder already

    folder = user_cache_path("wfm", appauthor=False) / "kernels" / sources_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # numba then keeps them beside the sources, or compiles anew
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


def sources_digest(root: Path = ROOT) -> str:
    """A name for the state of every file that holds compiled functions."""
    digest = hashlib.sha256()
    for place in PLACES:
        for path in sorted((root / place).rglob("*.py")):
            text = path.read_bytes()
            if b"njit" in text or (b"import" in text and b"kernel" in text):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]
