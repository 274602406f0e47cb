from .routes import (
    MIDDLEWARE as MIDDLEWARE,
    ROUTES as ROUTES,
)
from .serving import (
    SCRIPT as SCRIPT,
    dress as dress,
    serve as serve,
    streamlit_options as streamlit_options,
)
