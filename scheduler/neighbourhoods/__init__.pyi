from .improvement import (
    DEPTH as DEPTH,
    improve as improve,
)
from .workers import (
    Workers as Workers,
)
