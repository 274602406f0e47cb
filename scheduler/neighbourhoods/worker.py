"""A worker process: solves neighbourhoods until its connection closes. Run as `python -m scheduler.neighbourhoods.worker ADDRESS`."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Client

from scheduler.neighbourhoods.day_model import solve_neighbourhood


def serve(address: str, key: bytes) -> None:
    """Answer tasks one by one; a task that fails is answered by its error's text."""
    with Client(address, authkey=key) as line:
        line.send(os.getpid())
        while True:
            try:
                task = line.recv()
            except (EOFError, ConnectionError):
                return
            try:
                line.send(solve_neighbourhood(task))
            except (ValueError, RuntimeError, ArithmeticError) as error:
                line.send(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    serve(sys.argv[1], sys.stdin.buffer.read(32))
