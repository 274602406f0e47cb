"""What surrounds every page: the browser title, who is signed in, navigation, and errors told in one sentence."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import StorageError
from wfm.services import centre
from wfm.ui.base import COOKIE, database, plain, present, show_flash, told, unreachable
from wfm.ui.frame.navigation import PAGES, PageEntry

_ROLE_WORDS = {Role.REP: "Rep", Role.MANAGER: "Manager", Role.PLANNER: "Planner", Role.ADMIN: "Administrator"}

_EARLY = "<style>:root{}</style>"
"""Takes no room, and has the browser fetch the script that draws HTML: once the session has ended it may not."""


def run() -> None:
    """Draw the page that was asked for, for the person whose session this is."""
    st.set_page_config(page_title="Workforce", page_icon=":material/calendar_month:", layout="wide")
    try:
        db, who = database(), present()
    except StorageError as error:
        st.error(unreachable(error))
        return
    if who is None:
        signed_out()
        return
    chosen = navigation(db, who)
    account(db, who)
    show_flash()
    with told():
        chosen.run()


def pages_of(who: Principal) -> tuple[PageEntry, ...]:
    """The pages this person may see, in order."""
    return tuple(entry for entry in PAGES if who.role in entry.roles and (not entry.needs_rep or who.rep))


def navigation(db: Database, who: Principal) -> st.Page:
    """The pages of this person's role; the bare address leads on to the first one.

    A page that is the default one answers at the bare address alone and not at its own path, so a hidden page is the
    default. Reps get their few pages as a row of links, which a phone shows without a menu.
    """
    sections: dict[str, list[st.Page]] = {}
    for entry in pages_of(who):
        sections.setdefault(entry.section, []).append(_page(entry, db, who))
    pages = [page for section in sections.values() for page in section]
    if not pages:
        return st.navigation([st.Page(_no_page, title="Workforce", default=True)], position="hidden")

    def front() -> None:
        st.switch_page(pages[0])

    landing = st.Page(front, title="Workforce", url_path="front", default=True, visibility="hidden")
    if who.role is not Role.REP:
        return st.navigation({"": [landing], **sections}, position="sidebar", expanded=True)
    found = st.navigation([landing, *pages], position="hidden")
    with st.container(key="links", horizontal=True, gap="small"):
        for page in pages:
            st.page_link(page, width="content")
    return found


def _no_page() -> None:
    st.info("This account belongs to no rep yet, so there is nothing to show. Ask your planner to connect it.")


def _page(entry: PageEntry, db: Database, who: Principal) -> st.Page:
    def draw() -> None:
        entry.draw(db, who)

    return st.Page(draw, title=entry.title, icon=entry.icon, url_path=entry.path)


def account(db: Database, who: Principal) -> None:
    """The signed-in person's name and role, and the way out."""
    st.html(_EARLY)
    with st.sidebar.container(key="account", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(who.username)}**  \n:gray[{_ROLE_WORDS[who.role]}]", width="stretch")
        if st.button("Sign out", icon=":material/logout:", type="tertiary", key="sign_out"):
            with told():
                token = st.context.cookies.get(COOKIE)
                if token:
                    centre.sign_out(db, token)
                signed_out()
            st.stop()


def signed_out() -> None:
    """Send the browser to the sign-in form, with a link for one that runs no scripts."""
    st.markdown("You are signed out. [Sign in](/sign-in)")
    st.html("<script>window.location.replace('/sign-in')</script>", unsafe_allow_javascript=True)
