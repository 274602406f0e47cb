from .progress import (
    Progress as Progress,
    ProgressCallback as ProgressCallback,
    silent as silent,
)
from .search_control import (
    MOVES_PER_UNIT as MOVES_PER_UNIT,
    WEEKS_PER_UNIT as WEEKS_PER_UNIT,
    SearchControl as SearchControl,
)
from .stop import (
    StoppingCriterion as StoppingCriterion,
    gap as gap,
)
