from .leave_costs import (
    LeaveCost as LeaveCost,
    cost_of_entry as cost_of_entry,
    costs as costs,
)
