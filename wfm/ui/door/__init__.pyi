from .audiences import (
    ADMINS as ADMINS,
    MANAGERS as MANAGERS,
    PLANNERS as PLANNERS,
    REPS as REPS,
)
from .callers import (
    believe as believe,
)
from .routes import (
    MIDDLEWARE as MIDDLEWARE,
    ROUTES as ROUTES,
)
