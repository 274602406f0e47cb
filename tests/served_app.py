"""The app in a process of its own, started as a person starts it, and looked at from outside."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

START_SECONDS = 120


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the app on this port is healthy."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(
    command: Sequence[str | Path], port: int, folder: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[subprocess.Popen[str]]:
    """The process of a command that serves the app, once it answers; whatever is left of it afterwards is ended."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that whatever goes wrong, all of it can be ended
        preexec_fn=_hear_signals,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (up := answers(port)) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        assert up, _last_words(process)
        yield process
    finally:
        if group_lives(process):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def group_lives(process: subprocess.Popen[str]) -> bool:
    """Whether the process, or any that it started, still runs."""
    process.poll()  # one that has ended counts until somebody asks how
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def ask(
    port: int, method: str, path: str, body: bytes | Iterator[bytes] | None = None, **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    """One request: status, text and headers of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), answer.headers
    finally:
        connection.close()


def sign_in(port: int, username: str, password: str) -> str:
    """Sign in as a browser does; the cookies to send from then on."""
    form = urllib.parse.urlencode({"username": username, "password": password, "next": "/"}).encode()
    status, told, headers = ask(port, "POST", "/sign-in", form, Content_Type="application/x-www-form-urlencoded")
    assert status == 303, told
    return "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie", []))


def page(port: int, cookies: str) -> ClientConnection:
    """The websocket of a page that is open in a browser."""
    here = f"127.0.0.1:{port}"
    return connect(
        f"ws://{here}/_stcore/stream", origin=Origin(f"http://{here}"), additional_headers={"Cookie": cookies}
    )


def new_session(port: int, cookies: str) -> NewSession:
    """What the app tells a browser first: among the rest, how it shall look."""
    with page(port, cookies) as socket_:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket_.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(bytes(socket_.recv(timeout=30)))
            if told.WhichOneof("type") == "new_session":
                return told.new_session


def _hear_signals() -> None:
    """Hear Ctrl-C and a closed terminal even where whoever started the tests turned them off for all they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _last_words(process: subprocess.Popen[str]) -> str:
    os.killpg(process.pid, signal.SIGKILL)
    return f"the app did not start:\n{process.communicate()[1]}"
