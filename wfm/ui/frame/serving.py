"""The app on a port of this machine. Pages, routes and looks come with the package, so no checkout is needed."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config

from wfm.machine import trusted_proxies
from wfm.ui.door import MIDDLEWARE, ROUTES, believe
from wfm.ui.frame.upkeep import lifespan

SCRIPT = Path(__file__).with_name("main.py")
"""What Streamlit runs for every visitor."""

_OPTIONS = Path(__file__).with_name("streamlit.toml")


def streamlit_options() -> dict[str, Any]:
    """How the app looks and behaves, by Streamlit's dotted names."""
    return dict(_flat(tomllib.loads(_OPTIONS.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def apply_options() -> None:
    """Set the app's options in a server that someone else started; what they set themselves stays."""
    for name, value in streamlit_options().items():
        if not config.is_manually_set(name):
            config.set_option(name, value)


def serve(port: int, on_start: Callable[[], None]) -> None:
    """Answer on this machine alone until a signal ends the process; `on_start` is called when the app begins to.

    It all happens in this process: whatever ends it frees the port.
    """

    @asynccontextmanager
    async def begun(app: st.App) -> AsyncIterator[None]:
        async with lifespan(app):
            on_start()
            yield

    believe(trusted_proxies())
    app = st.App(SCRIPT, routes=ROUTES, middleware=MIDDLEWARE, lifespan=begun)
    own = {"server.port": port, "server.address": "localhost", "server.headless": True}
    app.run(config={**streamlit_options(), **own, "logger.hideWelcomeMessage": True})
