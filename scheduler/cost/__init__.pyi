from .allocation import (
    Allocation as Allocation,
    allocate as allocate,
    on_contacts as on_contacts,
)
from .allocation_lp import (
    required_heads as required_heads,
)
from .lanes import (
    Lanes as Lanes,
    WaitingWork as WaitingWork,
    demand_lanes as demand_lanes,
    waiting_work as waiting_work,
)
from .linear_program import LinearProgram as LinearProgram
from .objective import (
    ObjectiveWeights as ObjectiveWeights,
    relative_wages as relative_wages,
    terms_of as terms_of,
)
