from .allocation import (
    Allocation as Allocation,
    allocate as allocate,
    on_contacts as on_contacts,
)
from .allocation_lp import (
    LinearProgram as LinearProgram,
    required_heads as required_heads,
)
from .objective import (
    ObjectiveWeights as ObjectiveWeights,
    relative_wages as relative_wages,
    terms_of as terms_of,
)
