from .outcome import (
    Estimate as Estimate,
    SimulationResult as SimulationResult,
)
from .playing import (
    Group as Group,
    Traffic as Traffic,
    simulate as simulate,
)
