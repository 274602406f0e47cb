"""Routes beside the pages: sign in, sign out, calendar feeds and health; and the gate that sends strangers to sign in."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from wfm.domain.errors import AccessError, NotFoundError, StorageError, WfmError
from wfm.services import centre, export
from wfm.ui.base import COOKIE, database, principal
from wfm.ui.frame.sign_in import sign_in_page

_OPEN_PATHS = ("/sign-in", "/sign-out", "/health", "/calendar/", "/_stcore/", "/static/", "/media/", "/component/")
_NO_STORE = {"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}


def _inside(path: str | None) -> str:
    """A path of this app to go on to; the front page for anything that leads elsewhere."""
    parts = urlsplit(path or "/")
    safe = path and not parts.scheme and not parts.netloc and path.startswith("/") and not path.startswith("//")
    return path if safe and path and "\\" not in path else "/"


def _same_origin(request: Request) -> bool:
    """Whether a form was sent from this site's own page."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    return origin is None or origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


async def show_sign_in(request: Request) -> Response:
    """The sign-in form, or the front page for someone already signed in."""
    onward = _inside(request.query_params.get("next"))
    try:
        if await run_in_threadpool(principal, request.cookies.get(COOKIE)):
            return RedirectResponse(onward, status_code=303)
        return HTMLResponse(sign_in_page(onward), headers=_NO_STORE)
    except StorageError as error:
        return HTMLResponse(sign_in_page(onward, problem=str(error)), status_code=503, headers=_NO_STORE)


async def sign_in(request: Request) -> Response:
    """Check name and password; a session cookie and the page that was asked for, or the form with one sentence."""
    if not _same_origin(request):
        return PlainTextResponse("this form must be sent from the sign-in page", status_code=403)
    form = await request.form()
    username, password = str(form.get("username", "")), str(form.get("password", ""))
    onward = _inside(str(form.get("next", "/")))
    try:
        signed = await run_in_threadpool(lambda: centre.sign_in(database(), username, password))
    except WfmError as error:
        status = 401 if isinstance(error, AccessError) else 503
        page = sign_in_page(onward, username=username, problem=str(error))
        return HTMLResponse(page, status_code=status, headers=_NO_STORE)
    response = RedirectResponse(onward, status_code=303, headers=_NO_STORE)
    response.set_cookie(
        COOKIE,
        signed.token,
        expires=signed.expires,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https",
    )
    return response


async def sign_out(request: Request) -> Response:
    """End the session here and in the database."""
    if not _same_origin(request):
        return PlainTextResponse("this form must be sent from the app", status_code=403)
    token = request.cookies.get(COOKIE)
    if token:
        await run_in_threadpool(lambda: centre.sign_out(database(), token))
    response = RedirectResponse("/sign-in", status_code=303, headers=_NO_STORE)
    response.delete_cookie(COOKIE, path="/")
    return response


async def health(request: Request) -> Response:
    """Whether the app can serve: 200 with a database that opens, else 503 with the reason."""
    try:
        await run_in_threadpool(database)
    except StorageError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    return JSONResponse({"status": "ok"})


async def calendar(request: Request) -> Response:
    """One rep's published shifts as iCalendar, at an address only they know."""
    token = request.path_params["token"]
    try:
        text = await run_in_threadpool(lambda: export.calendar(database(), token))
    except NotFoundError:
        return PlainTextResponse("no such calendar", status_code=404)
    return Response(text, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


class SignInGate:
    """Sends a browser that asks for a page without a live session to the sign-in form."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but page loads of strangers."""
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(_OPEN_PATHS):
            request = Request(scope)
            if "text/html" in request.headers.get("accept", "") and not await _known(request):
                onward = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
                target = "/sign-in" if onward == "/" else f"/sign-in?next={onward}"
                await RedirectResponse(target, status_code=303, headers=_NO_STORE)(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _known(request: Request) -> bool:
    try:
        return await run_in_threadpool(principal, request.cookies.get(COOKIE)) is not None
    except StorageError:
        return False


ROUTES: tuple[BaseRoute, ...] = (
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/health", health, methods=["GET"]),
    Route("/calendar/{token}.ics", calendar, methods=["GET"]),
)

MIDDLEWARE: tuple[Middleware, ...] = (Middleware(SignInGate),)
