"""The app: pages by role, and the sign-in, calendar and health routes, all from one server."""

from pathlib import Path

import streamlit as st

import wfm.ui
from wfm.ui.frame import MIDDLEWARE, ROUTES

app = st.App(Path(wfm.ui.__file__).parent / "frame" / "main.py", routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    app.run()
