"""Who is calling: the network address, the cookies and the origin of a request, with nothing guessed."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from wfm.services.centre import Caller
from wfm.ui.base import COOKIE

DEVICE_COOKIE = "wfm_device"
"""Holds the secret of a browser that somebody has signed in with; it opens nothing by itself."""

TOKEN_LENGTH = 43
"""Characters of every token that this app gives out."""

BEHIND = "a proxy that WFM_PROXY does not name"

_BELIEVED = "FORWARDED_ALLOW_IPS"
"""Where the server reads whose word on callers it believes; unless told, it believes every program of this machine."""


def believe(proxies: tuple[str, ...]) -> None:
    """Have the server take the caller's address from these proxies, and from nobody else."""
    os.environ[_BELIEVED] = ",".join(proxies)


def address_of(scope: Scope) -> str:
    """The network address of who is calling.

    A server started by others may have taken it from a header that anyone can send; all such callers count as one.
    """
    forwarded = any(name == b"x-forwarded-for" for name, _ in scope["headers"])
    if forwarded and _BELIEVED not in os.environ:
        return BEHIND
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def session_token(connection: HTTPConnection) -> str | None:
    """The session token of a request, None where there is none that this app could have given."""
    return _token(connection, COOKIE)


def caller_of(connection: HTTPConnection) -> Caller:
    """Where a sign-in comes from."""
    return Caller(address_of(connection.scope), _token(connection, DEVICE_COOKIE))


def _token(connection: HTTPConnection, cookie: str) -> str | None:
    found = connection.cookies.get(cookie, "")
    return found if len(found) == TOKEN_LENGTH and found.isascii() else None


def from_own_page(connection: HTTPConnection, needed: bool = False) -> bool:
    """Whether this site's own page sent it; `needed` refuses those that do not say where they come from."""
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return not needed
    try:
        return urlsplit(origin).netloc.casefold() == connection.headers.get("host", "").casefold()
    except ValueError:
        return False


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the browser's connection is encrypted, here or up to a proxy."""
    return connection.scope["scheme"] in ("https", "wss") or connection.headers.get("x-forwarded-proto") == "https"
