"""Who is here and on which database: the one place that reads the session cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

import streamlit as st

from wfm.database import Database, open_database
from wfm.domain.accounts import Principal
from wfm.machine import Settings
from wfm.services import centre
from wfm.ui.base.feedback import told

P = ParamSpec("P")

COOKIE = "wfm_session"
"""Holds an unguessable token; only its hash is stored, and scripts in the browser cannot read it."""


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    return open_database(url)


def database() -> Database:
    """The database this process serves, opened once; StorageError when it cannot be."""
    return _opened(Settings.read().database_url)


def principal(token: str | None) -> Principal | None:
    """The signed-in user of a session token, or None when there is none or it has expired."""
    return centre.principal_of(database(), token) if token else None


def present() -> Principal | None:
    """Who is signed in where the page is drawn, read at this moment."""
    return principal(st.context.cookies.get(COOKIE))


def fragment(
    draw: Callable[Concatenate[Database, Principal, P], None], run_every: float | None = None
) -> Callable[Concatenate[Database, Principal, P], None]:
    """A part of a page that is drawn by itself, for the person who is there each time.

    Streamlit keeps what such a part was given when the page was loaded. Where that is no longer who the person is
    (switched off, signed out, of another role), the whole page is drawn anew, and with it all that they may see.
    """

    @wraps(draw)
    def begun(db: Database, who: Principal, /, *args: P.args, **kwargs: P.kwargs) -> None:
        alone = False

        def part() -> None:
            nonlocal alone
            with told():
                if alone and present() != who:
                    st.rerun()
                alone = True
                draw(db, who, *args, **kwargs)

        part.__module__, part.__qualname__ = draw.__module__, draw.__qualname__  # by which Streamlit tells parts apart
        st.fragment(part, run_every=run_every)()

    return begun
