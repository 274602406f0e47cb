from .improvement import (
    DEPTH as DEPTH,
    improve as improve,
)
from .neighbourhood import Limits as Limits, build as build
from .workers import (
    Workers as Workers,
)
