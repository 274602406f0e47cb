"""What every answer says to browsers, and how long the head of a request may be."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_ADDRESS = 8 * 1024
"""Bytes of the path and query of a request."""

MOST_HEAD = 16 * 1024
"""Bytes of all headers of a request, cookies included."""

FRAMES = "base-uri 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")

SAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": FRAMES,
}
"""Of every answer, unless its route is stricter: no other site may frame, embed or read what is served."""


class Heads:
    """Refuses requests with endless heads, and adds to each answer what browsers shall keep to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass what is short enough."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAYS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = _refusal(scope)
        if refused is None:
            await self.app(scope, receive, saying)
        elif scope["type"] == "http":
            await refused(scope, receive, saying)
        else:
            await send({"type": "websocket.close", "code": 1008})


def _refusal(scope: Scope) -> PlainTextResponse | None:
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_ADDRESS:
        return PlainTextResponse(f"the address must have at most {MOST_ADDRESS} characters", status_code=414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEAD:
        return PlainTextResponse(f"the headers must have at most {MOST_HEAD} characters", status_code=431)
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return PlainTextResponse("the host must be one name or address, with a port or without", status_code=400)
    return None
