from .routes import (
    MIDDLEWARE as MIDDLEWARE,
    ROUTES as ROUTES,
)
