"""What may be sent at all: heads, forms and files have bounds, and what is past them is refused and not kept."""

from __future__ import annotations

import http.client
import socket

import pytest

from tests.served_app import ask, sign_in
from tests.ui.browser_centre import PASSWORD
from tests.ui.door.gate_centre import FORM, Served, announce, stream_status


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
