"""The fields of a short form, read within bounds: nothing is kept of a body that is too long, too slow or of another kind."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_BYTES = 16 * 1024
"""Of the form: a name, a password and the address to go on to, each letter written as up to twelve bytes."""

MOST_SECONDS = 10.0
"""Until the whole form has come."""

_FORM = "application/x-www-form-urlencoded"


class FormRefusedError(Exception):
    """A form that is not read, with the status and the sentence to answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; FormRefusedError when it is not such a form, too long, or does not come in time."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
        raise FormRefusedError(415, f"the form must be sent as {_FORM}")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise _too_long()
    try:
        async with asyncio.timeout(MOST_SECONDS):
            body = await _body(request)
    except TimeoutError as error:
        raise FormRefusedError(408, f"the form must arrive within {MOST_SECONDS:.0f} seconds") from error
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=8))
    except ValueError as error:
        raise FormRefusedError(400, "the form cannot be read") from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_long()
    return bytes(body)


def _too_long() -> FormRefusedError:
    return FormRefusedError(413, f"the form must have at most {MOST_BYTES} bytes")
