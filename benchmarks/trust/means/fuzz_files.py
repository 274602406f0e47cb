"""Nonsense for doors that read files: documents changed at random, and a command run on them in a process of its own."""

from __future__ import annotations

import copy
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.trust.means.watched import descendants, kill

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63, 10**30, 1e308, -1e308, float("nan"), float("inf"), 0.1, "", " ", "0", "\x00",
    "\ud800", "\u202eabc", "x" * 100_000, "0000-00-00", "9999-12-31", "2026-02-30", "America/Nowhere", "../../etc",
    [], [[]], {}, {"": ""}, [None] * 1000, list(range(5000)), "1_000", "١٢", "-0", "1e400",
)  # fmt: skip
"""Values that stand where others should."""

SIGNS = b'\x00\xff\xfe\xef\xbb\xbf{}[]",:\\\n\r\t-+eE0123456789\xc3\x28\xed\xa0\x80'
"""Bytes that stand where others should."""


def nonsense(rng: random.Random, document: Any) -> bytes:
    """A document changed at one or several places, as values or as bytes."""
    kind = rng.random()
    if kind < 0.08:
        depth = rng.choice((100, 1000, 5000, 100_000))
        return rng.choice((b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth))
    changed = copy.deepcopy(document)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        changed = _changed(rng, changed)
    try:
        text = json.dumps(changed, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        text = json.dumps(document).encode()
    if kind < 0.3:
        text = _bytes_changed(rng, text)
    return text.decode("utf-8", "replace").encode("utf-16") if kind > 0.98 else text


def odd(rng: random.Random) -> Any:
    """A value that nobody expects; a copy, since documents are changed again."""
    return copy.deepcopy(rng.choice(ODD))


def _changed(rng: random.Random, document: Any) -> Any:
    """One place changed."""
    places: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        places += [(node, key) for key in keys]
        waiting += [node[key] for key in keys if isinstance(node[key], dict | list)]
    if not places or rng.random() < 0.02:
        return odd(rng)
    node, key = rng.choice(places)
    act = rng.randrange(5)
    if act == 0:
        del node[key]
    elif act == 1 and isinstance(node, list):
        node.insert(key, copy.deepcopy(node[key]))
    elif act == 2 and isinstance(node, dict):
        node[str(rng.choice(ODD))] = node.pop(key)
    elif act == 3 and isinstance(node[key], int | float) and not isinstance(node[key], bool):
        node[key] = node[key] * rng.choice((-1, 0, 2, 1000, 0.5, 10**9)) + rng.choice((0, 1, -1, 0.25))
    else:
        node[key] = odd(rng)
    return document


def _bytes_changed(rng: random.Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(rng.choice((1, 2, 5, 50))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.choice(SIGNS)
    if rng.random() < 0.3:
        del changed[rng.randrange(len(changed) or 1) :]
    return bytes(changed)


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (negative: a signal; None: it had to be killed), what it said, memory in MB."""

    code: int | None
    said: str
    seconds: float
    megabytes: int

    @property
    def fault(self) -> str | None:
        """What is wrong with that, None for nothing."""
        if self.code is None:
            return "a hang"
        if "Traceback (most recent call last)" in self.said:
            return f"a traceback: {self.said.strip().splitlines()[-1][:120]}"
        if self.code not in (0, 1, 2):
            return f"it ended with {self.code}"
        if self.megabytes > 1500:
            return "more than 1,500 MB"
        return None


def loaded() -> None:
    """Load what the commands load, so that a fork has it already; nothing of it starts a thread."""
    for name in ("wfm.cli.commands", "wfm.cli.engines.checking", "wfm.cli.engines.questions", "wfm.cli.engines.erlang"):
        import_module(name)
    import_module("wfm.cli.engines.optimizer")
    for room, names in (("scheduler", ("check", "read_problem", "read_schedule")), ("wfm.staffing", ("answer",))):
        for name in names:
            getattr(import_module(room), name)


def ran(words: Sequence[str], folder: Path, seconds: float) -> Ended:
    """`wfm` with these words, in a fork of this process, which must have no threads; killed after so many seconds."""
    said, start = folder / "said", time.monotonic()
    pid = os.fork()
    if pid == 0:
        _command(words, folder, said)
    code: int | None = None
    while True:
        ended, status, used = os.wait4(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            break
        if time.monotonic() - start > seconds:
            kin = descendants(pid)
            kill(pid)
            _, _, used = os.wait4(pid, 0)
            for one in kin:
                kill(one)
            break
        time.sleep(0.005)
    text = said.read_bytes().decode("utf-8", "replace")
    return Ended(code, text, time.monotonic() - start, used.ru_maxrss // 1024)


def _command(words: Sequence[str], folder: Path, said: Path) -> None:
    """The child's life; it never comes back."""
    code = 70
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        target = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # as Python has it
        os.chdir(folder)
        sys.argv = ["wfm", *words]
        from wfm.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def ended_words(words: Sequence[str], folder: Path, ended: Ended) -> bytes:
    """A command, what it said, and the files that it read, to be looked at later."""
    files = [path for path in sorted(folder.iterdir()) if path.name != "said" and path.is_file()]
    parts = [" ".join(["wfm", *words]).encode("utf-8", "replace"), ended.said.encode("utf-8", "replace")]
    return b"\n----\n".join([*parts, *(path.name.encode() + b"\n" + path.read_bytes() for path in files)])
