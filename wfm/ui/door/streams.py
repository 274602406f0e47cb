"""Open pages: each holds a websocket, which goes with the session that it was opened in."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from wfm.domain.errors import WfmError
from wfm.machine import incident
from wfm.ui.base import unreachable

LOOK_SECONDS = 5.0
"""How often it is asked whose sessions go on; at a message from the page it is asked at once."""

GRACE_SECONDS = 6.0
"""How long a page has to lead its person to the sign-in form before its websocket is closed; most are gone at once."""

MOST_PAGES = 40
"""Pages that one session may have open."""

REFUSED = 1008
"""The code of a websocket that is closed because of who is at its other end."""


class Streams:
    """The open pages by the session token that they were opened with."""

    def __init__(self, live: Callable[[set[str]], Awaitable[set[str]]]) -> None:
        self._live = live
        self._open: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._watch: asyncio.Task[None] | None = None

    def full(self, token: str) -> bool:
        """Whether the session has as many pages open as it may."""
        return len(self._open.get(token, ())) >= MOST_PAGES

    @contextmanager
    def opened(self, token: str) -> Iterator[asyncio.Event]:
        """An event that is set when the session has ended."""
        ended = asyncio.Event()
        self._open[token].add(ended)
        if self._watch is None:
            self._watch = asyncio.create_task(self._look())
        try:
            yield ended
        finally:
            self._open[token].discard(ended)
            if not self._open[token]:
                del self._open[token]

    async def is_live(self, token: str) -> bool:
        """Whether a session goes on; one that cannot be asked about does."""
        try:
            return token in await self._live({token})
        except WfmError as error:
            unreachable(error)
            return True

    async def _look(self) -> None:
        """One question for all open pages, again and again until none is left."""
        try:
            while self._open:
                await asyncio.sleep(LOOK_SECONDS)
                tokens = set(self._open)
                try:
                    over = tokens - await self._live(tokens)
                except WfmError as error:
                    unreachable(error)
                    continue
                for token in over:
                    for ended in self._open.get(token, ()):
                        ended.set()
        except Exception as error:
            incident("open pages are not watched until another one opens", error)
        finally:
            self._watch = None


class Guarded:
    """The two ends of a websocket, cut when its session ends.

    The page is then first made to run once more: it finds nobody signed in and leads on to the sign-in form.
    """

    def __init__(self, streams: Streams, token: str, ended: asyncio.Event, receive: Receive, send: Send) -> None:
        self._streams, self._token, self._ended = streams, token, ended
        self._receive, self._send = receive, send
        self._next: asyncio.Task[Message] | None = None
        self._told = self._closed = False

    async def receive(self) -> Message:
        """The next message of the page while its session goes on."""
        if not self._ended.is_set():
            message = await self._heard()
            if message is not None and (message["type"] != "websocket.receive" or await self._goes_on()):
                return message
        if not self._told:
            self._told = True
            return {"type": "websocket.receive", "bytes": _run_again()}
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                return await self._left()
        except TimeoutError:
            await self.send({"type": "websocket.close", "code": REFUSED})
            return {"type": "websocket.disconnect", "code": REFUSED}

    async def send(self, message: Message) -> None:
        """Pass on to the page until it is closed."""
        if not self._closed:
            self._closed = message["type"] == "websocket.close"
            await self._send(message)

    def done(self) -> None:
        """Nothing is waited for any more."""
        if self._next is not None:
            self._next.cancel()

    async def _left(self) -> Message:
        """What tells that the page has gone; all else that it says is not heard."""
        while True:
            if self._next is None:
                self._next = asyncio.ensure_future(self._receive())
            message = await asyncio.shield(self._next)
            self._next = None
            if message["type"] == "websocket.disconnect":
                return message

    async def _goes_on(self) -> bool:
        if not await self._streams.is_live(self._token):
            self._ended.set()
        return not self._ended.is_set()

    async def _heard(self) -> Message | None:
        """The next message, None when the session ends before it comes."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._ended.wait())
        await asyncio.wait({self._next, over}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if not self._next.done():
            return None
        message, self._next = self._next.result(), None
        return message


def _run_again() -> bytes:
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    return asked.SerializeToString()
