"""Worker processes, one for each core: started once, fed one neighbourhood at a time, replaced when one dies."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener, wait
from typing import Any

from scheduler.neighbourhoods.task import Answer, Neighbourhood
from wfm.machine import end_process, python_process

GRACE = 8.0
"""Seconds beyond its own limit after which a worker is taken for lost: HiGHS overruns its limit at times."""


class Workers:
    """`count` worker processes. Tasks are numbered in the order they are given; each is answered once.

    A task whose worker died or never came back is answered by None: it costs time only.
    """

    def __init__(self, count: int) -> None:
        self.key = os.urandom(32)
        self.listener = Listener(authkey=self.key)
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.behind: dict[Connection[Any, Any], int] = {}
        self.idle: deque[Connection[Any, Any]] = deque()
        self.busy: dict[Connection[Any, Any], tuple[int, float]] = {}
        self.waiting: deque[tuple[int, Neighbourhood]] = deque()
        self.given = 0
        self.closing = False
        self.faults: list[str] = []
        self.count = count
        self.started = False
        self.acceptor: threading.Thread | None = None

    def start(self) -> None:
        """Start the processes; they are ready a second or two later. A second call does nothing."""
        if self.started:
            return
        self.started = True
        self.acceptor = threading.Thread(target=self._accept, name="workers", daemon=True)
        self.acceptor.start()
        for _ in range(self.count):
            self._start()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        process = python_process(
            "scheduler.neighbourhoods.worker",
            str(self.listener.address),
            told=self.key,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes[process.pid] = process

    def _accept(self) -> None:
        while not self.closing:
            try:
                line = self.listener.accept()
                self.behind[line] = line.recv()
                self.idle.append(line)
            except (OSError, EOFError, ConnectionError):
                continue

    def give(self, task: Neighbourhood) -> int:
        """Queue a task; returns its number."""
        self.start()
        self.given += 1
        self.waiting.append((self.given, task))
        self._feed()
        return self.given

    def _feed(self) -> None:
        while self.waiting and self.idle:
            line = self.idle.popleft()
            number, task = self.waiting.popleft()
            try:
                line.send(task)
            except (OSError, ValueError):
                self.waiting.appendleft((number, task))
                self._replace(line)
                continue
            self.busy[line] = (number, time.monotonic() + task.seconds + GRACE)

    def answered(self, timeout: float) -> Iterator[tuple[int, Answer | None]]:
        """The answers that arrive within `timeout` seconds, at once when there are some."""
        self._feed()
        if not self.busy:
            time.sleep(min(timeout, 0.01))
        ready = wait(list(self.busy), max(0.0, min(timeout, 0.25))) if self.busy else []
        for line in [line for line in self.busy if line in ready]:
            number, _ = self.busy.pop(line)
            try:
                answer = line.recv()
            except (EOFError, OSError):
                self._replace(line)
                yield number, None
                continue
            self.idle.append(line)
            if isinstance(answer, str):
                self.faults.append(answer)
                answer = None
            yield number, answer
        for line, (number, deadline) in list(self.busy.items()):
            if time.monotonic() > deadline:
                del self.busy[line]
                self._replace(line)
                yield number, None
        self._feed()

    def _replace(self, line: Connection[Any, Any]) -> None:
        """End the process behind a line and start another."""
        line.close()
        process = self.processes.pop(self.behind.pop(line, -1), None)
        if process is not None:
            end_process(process)
        if not self.closing:
            self._start()

    def _call(self) -> None:
        """Call the listener. Where the acceptor has just ended nobody answers until the listener closes, so that this
        must not keep anyone waiting."""
        with suppress(OSError, EOFError, ConnectionError):
            Client(self.listener.address, authkey=self.key).close()

    def close(self) -> None:
        """End all workers."""
        self.closing = True
        wake = threading.Thread(target=self._call, name="wake", daemon=True)
        if self.acceptor is not None:  # closing a listener does not wake who waits on it; a call does
            wake.start()
            self.acceptor.join(timeout=2.0)
        for line in [*self.idle, *self.busy]:
            line.close()
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            end_process(process)
        self.listener.close()
        if wake.is_alive():
            wake.join(timeout=2.0)
