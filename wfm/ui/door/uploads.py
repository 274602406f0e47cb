"""Files that browsers send: from people who have a page for it, announced, within bounds, and not slower than slow."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from wfm.domain.accounts import Principal
from wfm.ui.door.audiences import UPLOADERS

PATH = "/_stcore/upload_file/"

FRAMING = 64 * 1024
"""Bytes that a file is wrapped in when it is sent."""

FILES_HELD = 2
"""Of the largest size a session may hold: the file that is looked at, and the one that replaces it."""

PAUSE_SECONDS = 30.0
"""How long nothing may arrive before an upload is given up."""

MEGABYTE = 1024 * 1024


class UploadRefusedError(Exception):
    """A file that is not taken, with the status and the sentence to answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Uploads:
    """How much each signed-in session holds and is sending."""

    def __init__(self) -> None:
        self._used: defaultdict[str, set[str]] = defaultdict(set)
        self._coming: defaultdict[str, int] = defaultdict(int)

    @contextmanager
    def taken(self, connection: HTTPConnection, who: Principal, token: str) -> Iterator[None]:
        """Keep room for a file while it arrives; UploadRefusedError when the person may not send it."""
        if who.role not in UPLOADERS:
            raise UploadRefusedError(403, f"no page of a {who.role.value} takes files")
        size, largest = _announced(connection), config.get_option("server.maxUploadSize") * MEGABYTE
        if size > largest + FRAMING:
            raise UploadRefusedError(413, f"a file must have at most {largest // MEGABYTE} MB")
        held = self._held(token) + self._coming[token]
        if held + size > FILES_HELD * (largest + FRAMING):
            raise UploadRefusedError(
                413, f"this session holds {round(held / MEGABYTE)} MB of files; load the page again"
            )
        self._coming[token] += size
        self._used[token].add(connection.scope["path"].rpartition(PATH)[2].partition("/")[0])
        try:
            yield
        finally:
            self._coming[token] -= size
            if not self._coming[token]:
                del self._coming[token]
                self._used[token] &= _kept().keys()  # pages that do not exist were named as well

    def _held(self, token: str) -> int:
        """Bytes of the files that the pages of a session hold; what is held by none any more is forgotten."""
        kept = _kept()
        for other in list(self._used):
            if other != token and other not in self._coming and not self._used[other] & kept.keys():
                del self._used[other]
        return sum(kept.get(page, 0) for page in self._used[token])


def _kept() -> dict[str, int]:
    """Bytes of the uploaded files of each page that is open."""
    files = Runtime.instance().uploaded_file_mgr
    if not isinstance(files, MemoryUploadedFileManager):
        raise TypeError(f"uploaded files must be held in memory, found {type(files).__name__}")
    return {page: sum(len(file.data) for file in list(of.values())) for page, of in list(files.file_storage.items())}


def _announced(connection: HTTPConnection) -> int:
    length = connection.headers.get("content-length", "")
    if not (length.isdecimal() and len(length) < 16):
        raise UploadRefusedError(411, "a file must be sent with its length")
    return int(length)


def unhurried(receive: Receive) -> Receive:
    """The parts of a body, as though the sender had gone where they stop coming."""

    async def received() -> Message:
        try:
            return await asyncio.wait_for(receive(), PAUSE_SECONDS)
        except TimeoutError:
            return {"type": "http.disconnect"}

    return received
