"""Processes watched from outside, by what Linux tells of them: who descends from whom, memory, files without a name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be asked how does not."""
    try:
        return _stat(pid)[0] not in ("Z", "X")
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Every process that a process has started, and those that they have started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:
                continue  # it ended meanwhile
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def command_of(pid: int) -> bytes:
    """The words that started a process, apart by null bytes; nothing where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def resident(pid: int) -> int:
    """Megabytes of memory that a process and its descendants hold."""
    pages = 0
    for one in (pid, *descendants(pid)):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def spooled(pid: int) -> int:
    """Megabytes in files that a process has open and that have no name any more: what it put aside on the disk."""
    total = 0
    for link in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            if os.readlink(link).endswith(" (deleted)"):
                total += link.stat().st_size
        except OSError:
            continue
    return total // 1_000_000


def left_after(pids: Iterable[int], seconds: float) -> set[int]:
    """Which of these processes still run after so many seconds; it returns as soon as none does."""
    deadline = time.monotonic() + seconds
    while left := {pid for pid in pids if alive(pid)}:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return set()


def kill(pid: int) -> None:
    """End a process that this program has started, where it still runs."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _stat(pid: int) -> list[str]:
    """State, parent and what follows of a process; its name, which may hold anything, left out."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
