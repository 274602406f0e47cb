"""What a signed-in session may hold of files: the one that is looked at and the one that replaces it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from tests.served_app import ask, free_port, page, running, sign_in
from wfm.database.engine import initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user

ROOT = Path(__file__).parents[3]
PASSWORD = "correct-horse-battery"
MEGABYTE = 1024 * 1024


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The app with files of one megabyte at most, and two planners."""
    db, port = initialise(f"sqlite:///{tmp_path / 'wfm.db'}"), free_port()
    for name in ("pat", "kim"):
        create_user(db, OPERATOR, name, PASSWORD, Role.PLANNER)
    db.close()
    environment = {**os.environ, "WFM_DATA_DIR": str(tmp_path)}
    environment.pop("WFM_DATABASE_URL", None)
    options = ("--server.headless", "true", "--server.maxUploadSize", "1", "--server.port", str(port))
    with running([sys.executable, "-m", "streamlit", "run", ROOT / "app.py", *options], port, tmp_path, environment):
        yield port


def session_of(stream: ClientConnection) -> str:
    """What Streamlit calls an open page."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    stream.send(asked.SerializeToString())
    while True:
        told = ForwardMsg.FromString(bytes(stream.recv(timeout=60)))
        if told.WhichOneof("type") == "new_session":
            return str(told.new_session.initialize.session_id)


def send_file(port: int, cookies: str, session: str, name: str, size: int) -> tuple[int, str]:
    """Send a file as the page does."""
    _, _, headers = ask(port, "GET", "/_stcore/health", Cookie=cookies)
    token = headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    status, told, _ = ask(
        port,
        "PUT",
        f"/_stcore/upload_file/{session}/{name}",
        head + b"x" * size + b"\r\n--edge--\r\n",
        Content_Type="multipart/form-data; boundary=edge",
        Cookie=f"{cookies}; _streamlit_xsrf={token}",
        X_Xsrftoken=token,
    )
    return status, told


def test_a_session_holds_two_files_at_most(port: int) -> None:
    """A third of the largest size is refused, in any page of the session, until one is let go; others have their own."""
    pat, kim = (sign_in(port, name, PASSWORD) for name in ("pat", "kim"))
    size = MEGABYTE - 1000
    with page(port, pat) as first, page(port, pat) as second, page(port, kim) as other:
        one, two, kims = map(session_of, (first, second, other))
        assert send_file(port, pat, one, "a", size)[0] == 204
        assert send_file(port, pat, two, "b", size)[0] == 204
        status, told = send_file(port, pat, two, "c", size)
        assert (status, told) == (413, "this session holds 2 MB of files; load the page again")
        assert send_file(port, kim, kims, "d", size)[0] == 204
        assert send_file(port, kim, kims, "d", 2 * MEGABYTE)[0] == 413
        assert send_file(port, pat, "no-such-page", "e", 10)[0] == 400
