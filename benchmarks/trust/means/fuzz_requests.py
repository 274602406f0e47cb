"""Nonsense for a web server: requests put together at random, sent as bytes, and what came back."""

from __future__ import annotations

import random
import socket
import time
from dataclasses import dataclass
from urllib.parse import quote

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "BREW", "")

PATHS = (
    "/", "/sign-in", "/sign-out", "/health", "/ready", "/schedule", "/import", "/my-schedule", "/calendar/x.ics",
    "/calendar/.ics", "/calendar/%00.ics", "/calendar/" + "a" * 300 + ".ics", "/_stcore/health", "/_stcore/stream",
    "/_stcore/host-config", "/_stcore/script-health-check", "/_stcore/upload_file/a/b", "/_stcore/allowed-message-origins",
    "/_stcore/bidi-components/x/y.js", "/static/", "/static/../../etc/passwd", "/media/x", "/media/../x", "/component/x/y",
    "//evil.example/", "/%2e%2e/%2e%2e/etc/passwd", "/sign-in/", "/sign-in?next=//evil.example", "/sign-in?next=%0d%0aX:1",
    "/sign-in?next=" + "a" * 5000, "*", "http://evil.example/", "/\x00", "/é", "/~/+/sign-in",
)  # fmt: skip

HEADERS = (
    "Cookie", "Host", "Origin", "Content-Type", "Content-Length", "Transfer-Encoding", "Accept", "Range", "Referer",
    "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Sec-Fetch-Site", "If-None-Match", "Expect", "Upgrade",
    "Connection", "X-Xsrftoken", "Accept-Encoding", "Authorization", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
)  # fmt: skip

VALUES = (
    "", "\x00", "é", "a" * 8000, "-1", "99999999999999999999", "chunked", "text/html", "*/*", "bytes=0-", "bytes=9-1",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=edge", "null", "evil.example",
    "http://[::1", "http://evil.example:99999999", "application/x-www-form-urlencoded; charset=utf-16", "websocket",
    "application/json", "100-continue", "wfm_session=", "wfm_session=\xff", 'wfm_session="a\\"', "wfm_session=a; wfm_session=b",
    "=;=;=", "_streamlit_xsrf=2|x|y|z", "cross-site", "https", "gzip;q=x", "1, 2", "W/\"\"",
)  # fmt: skip

BODIES = (
    b"", b"username=admin&password=x", b"username=%ff%fe&password=%00", b"username=%ed%a0%80&password=%ed%b0%80",
    b"username&password", b"&&&===", b"username=" + b"a" * 100_000, b"\xff\xfe\x00", b"{}", b"[" * 10_000,
    b'--edge\r\nContent-Disposition: form-data; name="username"\r\n\r\nadmin\r\n--edge--\r\n',
    b'--edge\r\nContent-Disposition: form-data; name="username"; filename="a"\r\n\r\nx\r\n--edge--\r\n',
    b"--edge\r\nContent-Disposition: form-data\r\n\r\nx", b"--edge\r\n\r\n--edge", b"5\r\nabcde\r\n0\r\n\r\n", b"zz\r\n",
    b"username=a&password=" + b"b" * 300, b"username=" + b"c&username=" * 2000,
)  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What came of a request: a status (0: closed without one; None: nothing within the time), and the text."""

    status: int | None
    text: str
    seconds: float

    @property
    def fault(self) -> str | None:
        """What is wrong with that, None for nothing."""
        if self.status is None:
            return "a hang"
        if "Traceback" in self.text:
            return "a traceback in the answer"
        if self.status >= 500:
            return f"status {self.status}"
        return None


def request(rng: random.Random, port: int, cookie: str) -> bytes:
    """A request with something odd in it; half of them by someone who is signed in."""
    method = rng.choice(METHODS[:6]) if rng.random() < 0.8 else rng.choice(METHODS)
    path = rng.choice(PATHS)
    if rng.random() < 0.2:
        path += ("&" if "?" in path else "?") + quote(rng.randbytes(rng.randrange(40)), safe="&=%")
    if rng.random() < 0.05:
        path = "/" + rng.randbytes(20).decode("latin-1").replace(" ", "")
    headers = {"Host": f"127.0.0.1:{port}", "Connection": "close"}
    if rng.random() < 0.5:
        headers["Cookie"] = cookie
    if rng.random() < 0.4:
        headers["Accept"] = "text/html"
    body = rng.choice(BODIES) if method in ("POST", "PUT", "PATCH") or rng.random() < 0.1 else b""
    if body:
        headers["Content-Length"] = str(len(body))
        headers["Content-Type"] = rng.choice(
            ("application/x-www-form-urlencoded", "multipart/form-data; boundary=edge")
        )
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        value = rng.choice(VALUES) if rng.random() < 0.8 else rng.randbytes(rng.randrange(60)).decode("latin-1")
        headers[rng.choice(HEADERS)] = value
    lines = [f"{method} {path} HTTP/{rng.choice(('1.1', '1.1', '1.1', '1.0', '2', ''))}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def sent(port: int, message: bytes, seconds: float) -> Reply:
    """The answer to a request after which nothing more is said."""
    start, got = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        try:
            line.sendall(message)
            line.shutdown(socket.SHUT_WR)
            while time.monotonic() - start < seconds and (part := line.recv(65536)):
                got += part
        except TimeoutError:
            return Reply(_status(got) if got else None, got.decode("latin-1"), time.monotonic() - start)
        except OSError:
            pass  # hung up on: that is an answer, too
    return Reply(_status(got), got.decode("latin-1"), time.monotonic() - start)


def _status(answer: bytes) -> int:
    parts = answer.split(b" ", 2)
    return int(parts[1]) if answer.startswith(b"HTTP/") and len(parts) > 1 and parts[1].isdigit() else 0
