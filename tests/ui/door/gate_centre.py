"""A small centre under `wfm app`, for attacks on what stands before the pages."""

from __future__ import annotations

import http.client
import socket
import subprocess
from dataclasses import dataclass
from urllib.parse import urlencode

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.served_app import ask
from wfm.database.engine import Database

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Served:
    """A running app, its process and its database."""

    port: int
    process: subprocess.Popen[str]
    db: Database


def post(served: Served, username: str, password: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    """Send the sign-in form."""
    form = urlencode({"username": username, "password": password}).encode()
    return ask(served.port, "POST", "/sign-in", form, Content_Type=FORM, **headers)


def announce(served: Served, request: str, size: int | None, sent: bytes = b"", **headers: str) -> tuple[int, str]:
    """Announce a body, send some of it, and read the answer before the rest."""
    length = {"Transfer-Encoding": "chunked"} if size is None else {"Content-Length": str(size)}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in (headers | length).items()]
    head = "\r\n".join((f"{request} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""))
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode() + sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read().decode()


def stream_status(served: Served, cookies: str, origin: str | None, **headers: str) -> int:
    """What opening a websocket is answered with."""
    address, sent = f"ws://127.0.0.1:{served.port}/_stcore/stream", {"Cookie": cookies, **headers}
    try:
        with connect(address, origin=Origin(origin) if origin else None, additional_headers=sent):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code
