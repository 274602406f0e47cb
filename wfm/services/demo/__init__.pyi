from .accounts import (
    create_accounts as create_accounts,
)
from .founding import (
    create_demo as create_demo,
)
from .hiring import (
    hire_team as hire_team,
)
from .living import (
    live_demo as live_demo,
)
from .planning import (
    draft_demo as draft_demo,
    forecast_demo as forecast_demo,
    schedule_demo as schedule_demo,
)
from .state import (
    demo_state as demo_state,
    now_on as now_on,
)
