"""The gate: whoever is not signed in gets the sign-in form, health, and a calendar at its secret address; nothing else.

It stands before everything that Streamlit serves, websockets and uploads included, and passes only what it knows.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from wfm.domain.accounts import Principal
from wfm.domain.errors import WfmError
from wfm.services import centre
from wfm.ui.base import database, principal, unreachable
from wfm.ui.door.callers import from_own_page, session_token
from wfm.ui.door.streams import REFUSED, Guarded, Streams
from wfm.ui.door.uploads import PATH as UPLOAD_PATH, UploadRefusedError, Uploads, unhurried

T = TypeVar("T")

OPEN_PATHS = frozenset({"/sign-in", "/sign-out", "/health", "/ready"})
"""What strangers may ask for, beside calendars."""

CALENDAR = re.compile(r"/calendar/[^/]+\.ics")
"""Where calendars are; whatever else is asked for under that name would be answered by Streamlit."""

STATIC = "/static/"
"""Streamlit's own scripts and looks, some dozens of files for one page."""

STATIC_SECONDS = 5.0
"""How long a session that was live is taken to be so for them."""

MOST_BODY = 64 * 1024
"""Bytes that may be sent to anything but uploads."""

_THREADS = CapacityLimiter(8)
"""Threads for what the gate asks of the database, so that it takes none from the pages."""

STRANGERS = CapacityLimiter(4)
"""Threads for what open addresses ask of it, so that a flood of strangers holds up nobody who is signed in."""


async def asked(work: Callable[[], T], threads: CapacityLimiter = _THREADS) -> T:
    """What a short question to the database gives."""
    return await to_thread.run_sync(work, limiter=threads)


class SignInGate:
    """Lets people who are signed in pass, as far as they may."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._uploads = Uploads()
        self._streams = Streams(_live)
        self._seen: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass what is open, and what a live session asks for."""
        if scope["type"] == "http":
            if scope["path"] in OPEN_PATHS or CALENDAR.fullmatch(scope["path"]):
                await self.app(scope, receive, send)
            else:
                await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        token = session_token(connection)
        try:
            passes = token is not None and self._lately_seen(scope, token)
            who = None if passes or token is None else await asked(lambda: principal(token))
        except WfmError as error:
            await PlainTextResponse(unreachable(error), status_code=503)(scope, receive, send)
            return
        if token is None or not (passes or who):
            await _sent_away(connection)(scope, receive, send)
            return
        if who is not None:
            self._note_seen(token)
            if UPLOAD_PATH in scope["path"] and scope["method"] == "PUT":
                await self._upload(connection, who, token, receive, send)
                return
        length = connection.headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:16]) > MOST_BODY or "transfer-encoding" in connection.headers:
            refused = PlainTextResponse(
                f"at most {MOST_BODY} bytes may be sent here, with their length", status_code=413
            )
            await refused(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _upload(
        self, connection: HTTPConnection, who: Principal, token: str, receive: Receive, send: Send
    ) -> None:
        refused: Response
        try:
            with self._uploads.taken(connection, who, token):
                await self.app(connection.scope, unhurried(receive), send)
            return
        except UploadRefusedError as error:
            refused = PlainTextResponse(str(error), status_code=error.status)
        except ClientDisconnect:
            refused = PlainTextResponse("the file stopped arriving", status_code=408)
        await refused(connection.scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        token = session_token(connection)
        try:
            allowed = (
                token is not None
                and from_own_page(connection, needed=True)
                and not self._streams.full(token)
                and await asked(lambda: principal(token)) is not None
            )
        except WfmError as error:
            unreachable(error)
            allowed = False
        if token is None or not allowed:
            await send({"type": "websocket.close", "code": REFUSED})
            return
        with self._streams.opened(token) as ended:
            ends = Guarded(self._streams, token, ended, receive, send)
            try:
                await self.app(scope, ends.receive, ends.send)
            finally:
                ends.done()

    def _lately_seen(self, scope: Scope, token: str) -> bool:
        return scope["path"].startswith(STATIC) and self._seen.get(token, 0.0) > time.monotonic()

    def _note_seen(self, token: str) -> None:
        now = time.monotonic()
        if len(self._seen) > 1000:
            self._seen = {old: until for old, until in self._seen.items() if until > now}
        self._seen[token] = now + STATIC_SECONDS


async def _live(tokens: set[str]) -> set[str]:
    return await asked(lambda: centre.live_tokens(database(), tokens))


def _sent_away(connection: HTTPConnection) -> Response:
    """To the sign-in form where a person asks for a page, and away otherwise."""
    if connection.scope["method"] != "GET" or "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse("sign in first", status_code=401)
    query = connection.scope["query_string"].decode("latin-1")
    onward = quote(connection.scope["path"] + (f"?{query}" if query else ""))
    return RedirectResponse("/sign-in" if onward == "/" else f"/sign-in?next={onward}", status_code=303)
