from .bounding import (
    Bounding as Bounding,
)
