"""Strangers at the running app: everything but the sign-in form, health and calendars is refused, and costs nothing."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.served_app import ask, free_port, page, running, sign_in
from tests.ui.browser_centre import PASSWORD, build
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user, set_active
from wfm.services.centre.attempts import PER_NAME

ROOT = Path(__file__).parents[3]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Served:
    """A running app, its process and its database."""

    port: int
    process: subprocess.Popen[str]
    db: Database


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`wfm app` on a small centre; what it asked of the internet would come to a port that is watched."""
    folder, port = tmp_path_factory.mktemp("gate"), free_port()
    db = build(folder / "data")
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0.1)
        proxy = f"http://127.0.0.1:{outside.getsockname()[1]}"
        environment = {k: v for k, v in os.environ.items() if k != "WFM_DATABASE_URL"} | {
            "PYTHONPATH": str(ROOT),
            "WFM_DATA_DIR": str(folder / "data"),
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), proxy),
        }
        environment.pop("WFM_PROXY", None)
        command = [sys.executable, "-m", "wfm.cli", "app", "--port", str(port)]
        with running(command, port, folder, environment) as process:
            yield Served(port, process, db)
        try:
            outside.accept()
            pytest.fail("the app asked the internet for something")
        except TimeoutError:
            db.close()


def post(served: Served, username: str, password: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    """Send the sign-in form."""
    form = urlencode({"username": username, "password": password}).encode()
    return ask(served.port, "POST", "/sign-in", form, Content_Type=FORM, **headers)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/import",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/stream",
        "/_stcore/upload_file/a/b",
        "/static/js/index.js",
        "/media/abc.csv",
        "/component/x/y.html",
        "/sign-in/",
        "/health/x",
        "//sign-in",
    ],
)
def test_strangers_get_nothing(served: Served, path: str) -> None:
    """Whatever Streamlit serves is behind the session; a browser that asks for a page is led to the form."""
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"):
        status, _, _ = ask(served.port, method, path)
        assert status == 401, method
    status, _, headers = ask(served.port, "GET", path, Accept="text/html")
    assert (status, headers["Location"].partition("?")[0]) == (303, "/sign-in")


def test_every_answer_says_what_browsers_keep_to(served: Served) -> None:
    """Of the form, of refusals and of pages: not framed, not sniffed, not kept; only the form's own look is allowed."""
    cookies = sign_in(served.port, "planner", PASSWORD)
    for path in ("/sign-in", "/media/x", "/health", "/ready", "/calendar/x.ics"):
        for sent in ({}, {"Cookie": cookies}):
            _, _, headers = ask(served.port, "GET", path, **sent)
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Cache-Control"] == "no-store"
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in ask(served.port, "GET", "/sign-in")[2]["Content-Security-Policy"]


def test_cookies_are_kept_from_scripts_and_other_sites(served: Served) -> None:
    """Both are unreadable for scripts and not sent by other sites; behind TLS they are sent by it alone."""
    for proto in ("http", "https"):
        _, _, headers = post(served, "planner", PASSWORD, X_Forwarded_Proto=proto)
        cookies = headers.get_all("Set-Cookie")
        assert len(cookies) == 2
        for cookie in cookies:
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert ("Secure" in cookie) == (proto == "https")


def stream_status(served: Served, cookies: str, origin: str | None, **headers: str) -> int:
    """What opening a websocket is answered with."""
    address, sent = f"ws://127.0.0.1:{served.port}/_stcore/stream", {"Cookie": cookies, **headers}
    try:
        with connect(address, origin=Origin(origin) if origin else None, additional_headers=sent):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_websockets_are_for_those_signed_in_on_this_site(served: Served) -> None:
    """No session, an invented one, another site or none at all: refused before a page is begun for it.

    Nothing is asked of the internet to find out; the fixture would see it.
    """
    own, cookies = f"http://127.0.0.1:{served.port}", sign_in(served.port, "planner", PASSWORD)
    assert stream_status(served, "", own) == 403
    assert stream_status(served, f"wfm_session={'x' * 43}", own) == 403
    assert stream_status(served, cookies, own) == 101
    for other in ("http://evil.example", "http://localhost", f"http://127.0.0.1:{served.port + 1}", "null", None):
        assert stream_status(served, cookies, other) == 403, other


def run_page(stream: ClientConnection) -> None:
    """Have the page run, as a browser does when it is loaded."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    stream.send(asked.SerializeToString())


def told_until_closed(stream: ClientConnection, seconds: float) -> tuple[str, int]:
    """What the page is told until its websocket is closed, and the code of that."""
    words, until = "", time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            words += str(ForwardMsg.FromString(bytes(stream.recv(timeout=until - time.monotonic()))))
    except ConnectionClosed as closed:
        return words, closed.rcvd.code if closed.rcvd else 0
    pytest.fail("the websocket is open still")


def test_an_open_page_ends_with_its_session(served: Served) -> None:
    """Within seconds of a sign-out elsewhere it leads to the sign-in form, untouched, and its websocket is closed."""
    cookies = sign_in(served.port, "manager", PASSWORD)
    with page(served.port, cookies) as stream:
        run_page(stream)
        while ForwardMsg.FromString(bytes(stream.recv(timeout=60))).WhichOneof("type") != "script_finished":
            pass  # the first of all loads the pages
        ask(served.port, "POST", "/sign-out", b"", Cookie=cookies)
        words, code = told_until_closed(stream, 30)
    assert "You are signed out" in words
    assert code == 1008


def test_a_message_of_an_account_that_is_off_is_not_heard(served: Served) -> None:
    """What is pressed after an account was switched off does nothing but lead to the sign-in form."""
    cookies = sign_in(served.port, "bo", PASSWORD)
    try:
        with page(served.port, cookies) as stream:
            set_active(served.db, OPERATOR, "bo", False)
            run_page(stream)
            words, code = told_until_closed(stream, 30)
        assert "You are signed out" in words
        assert "My schedule" not in words
        assert code == 1008
    finally:
        set_active(served.db, OPERATOR, "bo", True)


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


UPLOAD = "PUT /_stcore/upload_file/page/file"


def test_files_are_taken_from_those_with_a_page_for_them(served: Served) -> None:
    """Strangers and reps are turned away before they have sent anything; so are files without or beyond a length."""
    planner, rep = (sign_in(served.port, name, PASSWORD) for name in ("planner", "ada"))
    assert announce(served, UPLOAD, 50_000_000)[0] == 401
    status, told = announce(served, UPLOAD, 50_000_000, Cookie=rep)
    assert status == 403
    assert "no page of a rep takes files" in told
    assert announce(served, UPLOAD, None, Cookie=planner)[0] == 411
    assert announce(served, UPLOAD, 10**12, Cookie=planner)[0] == 413
    assert announce(served, UPLOAD, 10, Cookie=planner)[0] == 403  # Streamlit's own check: no token of the page


def test_bodies_are_bounded(served: Served) -> None:
    """Forms of another kind, too long ones and unlike ones are refused, and nothing of them is kept."""
    parts = b'--b\r\nContent-Disposition: form-data; name="username"; filename="x"\r\n\r\n' + b"x" * 1000
    assert ask(served.port, "POST", "/sign-in", parts, Content_Type="multipart/form-data; boundary=b")[0] == 415
    assert ask(served.port, "POST", "/sign-in", b"x" * 20_000, Content_Type=FORM)[0] == 413
    endless = b"4400\r\n" + b"x" * 0x4400 + b"\r\n"
    assert announce(served, "POST /sign-in", None, endless, Content_Type=FORM)[0] == 413
    assert ask(served.port, "POST", "/sign-in", b"a=" + b"&a=" * 50, Content_Type=FORM)[0] == 400
    assert ask(served.port, "POST", "/sign-in", b"username=\xff", Content_Type=FORM)[0] == 400
    cookies = sign_in(served.port, "planner", PASSWORD)
    assert announce(served, "POST /_stcore/health", 70_000, Cookie=cookies)[0] == 413


def test_a_slow_form_is_given_up(served: Served) -> None:
    """A body that does not come is waited for some seconds, and pages are answered meanwhile."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(
            f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 100\r\n\r\nuser".encode()
        )
        assert ask(served.port, "GET", "/health")[0] == 200
        assert connection.recv(4096).startswith(b"HTTP/1.1 408")


def test_heads_are_bounded(served: Served) -> None:
    """Long addresses, cookies and headers are refused, of websockets as well."""
    assert ask(served.port, "GET", "/sign-in?next=" + "x" * 9000)[0] == 414
    assert ask(served.port, "GET", "/sign-in", Cookie="a=" + "x" * 17_000)[0] == 431
    own, cookies = f"http://127.0.0.1:{served.port}", sign_in(served.port, "planner", PASSWORD)
    assert stream_status(served, cookies, own, **{f"X-{n}": "x" * 6000 for n in range(3)}) == 403


def raw(served: Served, lines: list[bytes]) -> int:
    """The status that a request is answered with whose head is written out."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(b"\r\n".join([*lines, b"", b""]))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status


@pytest.mark.parametrize("host", [b"[", b"a@b", b"a b", b"a/b", b"[::1]:x", b"x:999999", b"", b"\xff"])
def test_a_host_that_is_none_is_refused(served: Served, host: bytes) -> None:
    """Nothing further on has to make an address of it."""
    assert raw(served, [b"GET /calendar/x.ics/ HTTP/1.1", b"Host: " + host]) == 400


@pytest.mark.parametrize(
    "cookie",
    [b"wfm_session", b"wfm_session=" + b"\xff" * 43, b"=;=;;,", b'wfm_session="' + b"a" * 41 + b'"', b"a=b; " * 900],
)
def test_nonsense_in_cookies_is_nobody(served: Served, cookie: bytes) -> None:
    """Whatever a browser sends as cookies, who is not known is led to the form."""
    lines = [b"Host: localhost", b"Accept: text/html", b"Cookie: " + cookie]
    assert raw(served, [b"GET /import?x=%ff%00 HTTP/1.1", *lines]) == 303
    assert raw(served, [b"GET /sign-in?next=%ff%00 HTTP/1.1", *lines]) == 200


def test_nonsense_in_the_form_is_refused_as_a_wrong_password(served: Served) -> None:
    """Names and passwords with zero bytes, broken letters and others that no account has."""
    for name, password in (
        (b"%00", b"%00"),
        (b"planner%00", b"x"),
        (b"%ff%fe", b"%ed%a0%80"),
        (b"x" * 5000, b"y" * 9000),
    ):
        form = b"username=" + name + b"&password=" + password
        assert ask(served.port, "POST", "/sign-in", form, Content_Type=FORM)[0] == 401, name


def test_forms_of_other_sites_are_refused(served: Served) -> None:
    """Nobody is signed in or out by a page of another site."""
    assert post(served, "planner", PASSWORD, Origin="http://evil.example")[0] == 403
    assert post(served, "planner", PASSWORD, Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(served.port, "POST", "/sign-out", b"", Origin="http://evil.example")[0] == 403


def test_after_signing_in_nobody_is_led_elsewhere(served: Served) -> None:
    """The address to go on to is one of this app, however it is written."""
    for onward in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\tx",
        "//[x",
        "/x\r\nSet-Cookie: a=b",
    ):
        form = urlencode({"username": "planner", "password": PASSWORD, "next": onward}).encode()
        status, _, headers = ask(served.port, "POST", "/sign-in", form, Content_Type=FORM)
        assert (status, headers["Location"]) == (303, "/"), onward


def test_the_address_is_not_taken_from_what_anyone_can_send(served: Served) -> None:
    """A stranger who invents an address for each guess is still one, and the person's own browser goes on to work."""
    create_user(served.db, OPERATOR, "kim", PASSWORD, Role.PLANNER)
    own = post(served, "kim", PASSWORD)[2].get_all("Set-Cookie") or []
    device = next(cookie for cookie in own if cookie.startswith("wfm_device=")).partition(";")[0]
    told = [post(served, "kim", "wrong", X_Forwarded_For=f"192.0.2.{n}")[0] for n in range(PER_NAME + 1)]
    assert told == [401] * PER_NAME + [429]
    assert post(served, "kim", PASSWORD)[0] == 429
    assert post(served, "kim", PASSWORD, Cookie=device)[0] == 303


def test_many_at_once_are_told_to_come_again(served: Served) -> None:
    """A flood fills its line and no more: the rest is refused at once, and a page is answered meanwhile."""
    with ThreadPoolExecutor(120) as pool:
        told = [pool.submit(post, served, f"stranger{n}", "wrong password") for n in range(120)]
        start = time.monotonic()
        assert ask(served.port, "GET", "/health")[0] == 200
        assert time.monotonic() - start < 5
        answers = [future.result() for future in told]
    statuses = [status for status, _, _ in answers]
    assert set(statuses) <= {401, 503}
    assert statuses.count(401) >= 64
    refused = [(text, headers) for status, text, headers in answers if status == 503]
    assert all("Try again in a few seconds" in text and headers["Retry-After"] == "5" for text, headers in refused)
