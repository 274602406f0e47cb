"""Strangers at the running app: everything but the sign-in form, health and calendars is refused, and costs nothing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.served_app import ask, page, sign_in
from tests.ui.browser_centre import PASSWORD
from tests.ui.door.gate_centre import FORM, Served, announce, post, stream_status
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user, set_active
from wfm.services.centre.attempts import PER_NAME


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
        "/calendar/",
        "/calendar/x",
        "/calendar//",
        "/calendar/../index.html",
        "/calendar/x/../../static/x.ics",
        "/calendar/_stcore/upload_file/a/b",
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
