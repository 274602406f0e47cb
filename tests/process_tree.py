"""Processes with all that they start, told apart from others by a mark in their environment."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 2.0
"""How soon after its parent a process has ended."""

MARK = "WFM_TEST_TREE"
"""The variable that marks them: each child inherits it."""


def marked(mark: str) -> dict[int, str]:
    """Processes that carry this mark, by number, with what they run; not those that have ended and await their parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                has_it = f"{MARK}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0")
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue  # it has ended meanwhile
            if has_it and words:
                found[int(entry.name)] = words
    return found


@contextmanager
def tree(tmp_path: Path, *command: str | Path, more: Mapping[str, str] = os.environ) -> Iterator[subprocess.Popen[str]]:
    """The process of a command whose whole tree can be told by a mark; what is left of it is ended."""
    environment = {**more, MARK: str(tmp_path), "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'modules'}"}
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for number in marked(str(tmp_path)):
            os.kill(number, signal.SIGKILL)
        process.communicate()


def await_running(tmp_path: Path, what: str, count: int, seconds: float = 60.0) -> None:
    """Wait until that many processes of the tree run something."""
    deadline = time.monotonic() + seconds
    while sum(what in words for words in marked(str(tmp_path)).values()) < count:
        assert time.monotonic() < deadline, marked(str(tmp_path))
        time.sleep(0.02)


def all_gone(tmp_path: Path) -> None:
    """Nothing of the tree is left, soon enough."""
    deadline = time.monotonic() + SECONDS
    while (left := marked(str(tmp_path))) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left
