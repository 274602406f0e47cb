"""The app as a person starts it, and those who come to it: with a session and without, from any address of this machine."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.trust.means.watched import descendants, kill

ROOT = Path(__file__).parents[3]
START_SECONDS = 120
ASKED_BYTES = 200_000
"""Most of an answer that is kept."""


@dataclass(frozen=True)
class Answer:
    """What came back: a status, 0 where the connection was closed or nothing came in time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    problem: str = ""

    def cookies(self) -> dict[str, str]:
        """Cookies that the answer sets."""
        found = (value.split(";")[0].split("=", 1) for name, value in self.headers if name.lower() == "set-cookie")
        return {pair[0]: pair[1] for pair in found if len(pair) == 2}


@dataclass
class Visitor:
    """Someone who comes to the app from an address, with the cookies they were given."""

    port: int
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 60.0,
    ) -> Answer:
        """One request; redirects are not followed."""
        start = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds, source_address=(self.address, 0))
        try:
            line.request(method, path, body, {"Cookie": self.cookie(), **(headers or {})})
            reply = line.getresponse()
            found = Answer(reply.status, tuple(reply.getheaders()), reply.read(ASKED_BYTES), time.monotonic() - start)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(0, (), b"", time.monotonic() - start, f"{type(error).__name__}: {error}")
        finally:
            line.close()
        self.cookies.update(found.cookies())
        return found

    def cookie(self) -> str:
        """The cookies as a header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, username: str, password: str) -> Answer:
        """Send the sign-in form."""
        form = urlencode({"username": username, "password": password, "next": "/"}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self.ask("POST", "/sign-in", form, headers)

    @property
    def origin(self) -> str:
        """Where the app's own pages come from."""
        return f"http://127.0.0.1:{self.port}"

    def socket(self, origin: str | None = None, seconds: float = 20.0) -> ClientConnection:
        """A page's open line to the app."""
        return connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=Origin(origin or self.origin),
            additional_headers={"Cookie": self.cookie()} if self.cookies else {},
            open_timeout=seconds,
            source_address=(self.address, 0),
            max_size=None,
        )

    def page(self, name: str, seconds: float = 60.0) -> float:
        """Load a page as a browser does once it has the scripts; seconds until it is drawn."""
        start = time.monotonic()
        with self.socket(seconds=seconds) as line:
            session_of(line, name, seconds, until_drawn=True)
        return time.monotonic() - start


def session_of(line: ClientConnection, page: str = "", seconds: float = 30.0, *, until_drawn: bool = False) -> str:
    """Ask for a page over an open line; the session's id. TimeoutError where nothing comes in time."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    asked.rerun_script.page_name = page
    line.send(asked.SerializeToString())
    id, deadline = "", time.monotonic() + seconds
    while True:
        told = ForwardMsg.FromString(line.recv(timeout=max(0.01, deadline - time.monotonic()), decode=False))
        kind = told.WhichOneof("type")
        if kind == "new_session":
            id = str(told.new_session.initialize.session_id)
            if not until_drawn:
                return id
        if kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return id


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def app(url: str, folder: Path) -> Iterator[tuple[int, int, Path]]:
    """`wfm app` on a database: its port, its pid, and the file where it writes its complaints."""
    port, log = free_port(), folder / "app.log"
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "WFM_DATABASE_URL": url,
        "WFM_DATA_DIR": str(folder),
        "TMPDIR": str(spool),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=written, stderr=written, start_new_session=True
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while Visitor(port).ask("GET", "/health", seconds=5).status != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the app did not start:\n{log.read_text()}")
            time.sleep(0.2)
        yield port, process.pid, log
    finally:
        kin = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pid in kin:
            kill(pid)


def tracebacks(log: Path) -> int:
    """How many tracebacks the app has written."""
    return len(re.findall(r"Traceback \(most recent call last\)", log.read_text(errors="replace")))
