from .bounding import (
    Bounding as Bounding,
)
from .lagrangian import Dual as Dual
