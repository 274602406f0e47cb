from .serving import (
    SCRIPT as SCRIPT,
    apply_options as apply_options,
    serve as serve,
    streamlit_options as streamlit_options,
)
from .upkeep import (
    lifespan as lifespan,
)
