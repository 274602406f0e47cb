"""The app for `streamlit run app.py` in a checkout; `wfm app` serves the same from the package."""

import streamlit as st

from wfm.ui.door import MIDDLEWARE, ROUTES
from wfm.ui.frame import SCRIPT, apply_options, lifespan, streamlit_options

apply_options()
# Streamlit reads the next line before it runs the file
app = st.App(SCRIPT, routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)

if __name__ == "__main__":
    app.run(config=streamlit_options())
