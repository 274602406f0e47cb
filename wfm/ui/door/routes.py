"""Routes beside the pages, open to strangers: sign in, sign out, calendar feeds, health and readiness."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from wfm.domain.errors import AccessError, NotFoundError, RefusedError, WfmError
from wfm.services import centre, export
from wfm.services.centre import SignedIn
from wfm.ui.base import COOKIE, database, principal, unreachable
from wfm.ui.door.callers import (
    DEVICE_COOKIE,
    TOKEN_LENGTH,
    address_of,
    caller_of,
    from_own_page,
    is_secure,
    session_token,
)
from wfm.ui.door.forms import FormRefusedError, read_form
from wfm.ui.door.gate import STRANGERS, SignInGate, asked
from wfm.ui.door.heads import Heads
from wfm.ui.door.lanes import BUSY, KNOWN, NEW, RETRY_SECONDS, FullError
from wfm.ui.door.readiness import Readiness
from wfm.ui.door.sign_in import POLICY, sign_in_page

_SHOWN_NAME = 64
"""Characters of the name typed that a refused form shows again."""

_READINESS = Readiness()


def _inside(path: str | None) -> str:
    """A path of this app to go on to; the front page for anything that leads elsewhere."""
    try:
        parts = urlsplit(path or "/")
    except ValueError:
        return "/"
    safe = path and not parts.scheme and not parts.netloc and path.startswith("/") and not path.startswith("//")
    return path if safe and path and path.isprintable() and "\\" not in path else "/"


def _form(onward: str, status: int = 200, username: str = "", problem: str = "", retry: int | None = None) -> Response:
    """The sign-in form, with what was wrong."""
    headers = {"Content-Security-Policy": POLICY} | ({"Retry-After": str(retry)} if retry else {})
    page = sign_in_page(onward, username=username[:_SHOWN_NAME], problem=problem)
    return HTMLResponse(page, status_code=status, headers=headers)


async def show_sign_in(request: Request) -> Response:
    """The sign-in form, or the front page for someone already signed in."""
    onward, token = _inside(request.query_params.get("next")), session_token(request)
    try:
        who = await asked(lambda: principal(token), STRANGERS)
        if who is not None:
            return RedirectResponse(onward, status_code=303)
    except WfmError as error:
        return _form(onward, 503, problem=unreachable(error))
    return _form(onward)


async def sign_in(request: Request) -> Response:
    """Check name and password; a session cookie and the page that was asked for, or the form with one sentence."""
    if not from_own_page(request):
        return PlainTextResponse("this form must be sent from the sign-in page", status_code=403)
    try:
        form = await read_form(request)
    except FormRefusedError as error:
        return PlainTextResponse(str(error), status_code=error.status, headers={"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)  # to nobody
    username, onward = form.get("username", ""), _inside(form.get("next", "/"))
    try:
        signed = await _signed_in(request, username, form.get("password", ""))
    except FullError:
        return _form(onward, 503, username, BUSY, RETRY_SECONDS)
    except AccessError as error:
        return _form(onward, 401, username, str(error))
    except RefusedError as error:
        return _form(onward, 429, username, str(error))
    except WfmError as error:
        return _form(onward, 503, username, unreachable(error), RETRY_SECONDS)
    response = RedirectResponse(onward, status_code=303)
    safe = is_secure(request)
    response.set_cookie(COOKIE, signed.token, expires=signed.expires, httponly=True, samesite="lax", secure=safe)
    response.set_cookie(
        DEVICE_COOKIE,
        signed.device,
        expires=signed.device_expires,
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=safe,
    )
    return response


async def _signed_in(request: Request, username: str, password: str) -> SignedIn:
    """Wait in the line for browsers that are known, or in that for strangers."""
    caller = caller_of(request)
    device = caller.device
    known = device is not None and await asked(lambda: centre.known_device(database(), device), STRANGERS)
    lane = KNOWN if known else NEW
    return await lane.run(
        address_of(request.scope), lambda: centre.sign_in(database(), username, password, None, caller)
    )


async def sign_out(request: Request) -> Response:
    """End the session here and in the database."""
    if not from_own_page(request):
        return PlainTextResponse("this form must be sent from the app", status_code=403)
    token = session_token(request)
    try:
        if token:
            await asked(lambda: centre.sign_out(database(), token), STRANGERS)
    except WfmError as error:
        return PlainTextResponse(unreachable(error), status_code=503)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


async def health(request: Request) -> Response:
    """This process serves; it says nothing about the database, so that nobody starts it anew because of that."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Whether people can work: 200 while the database answers, else 503. The log knows the reason."""
    if await _READINESS.answers():
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "unavailable"}, status_code=503)


async def calendar(request: Request) -> Response:
    """One rep's published shifts as iCalendar, at an address only they know."""
    token = request.path_params["token"]
    try:
        if len(token) != TOKEN_LENGTH:
            raise NotFoundError("no address is of this length")
        text = await asked(lambda: export.calendar(database(), token), STRANGERS)
    except NotFoundError:
        return PlainTextResponse("no such calendar", status_code=404)
    except WfmError as error:
        return PlainTextResponse(unreachable(error), status_code=503)
    return Response(text, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


ROUTES: tuple[BaseRoute, ...] = (
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/health", health, methods=["GET"]),
    Route("/ready", ready, methods=["GET"]),
    Route("/calendar/{token}.ics", calendar, methods=["GET"]),
)

MIDDLEWARE: tuple[Middleware, ...] = (Middleware(Heads), Middleware(SignInGate))
