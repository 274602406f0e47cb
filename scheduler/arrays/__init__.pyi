from .break_placement import NO_PLACE as NO_PLACE, best_breaks as best_breaks, break_loss as break_loss
from .clocks import (
    end_day as end_day,
    first_day as first_day,
    last_end as last_end,
    next_free as next_free,
    own_of_day as own_of_day,
    week_of as week_of,
    weekend_of as weekend_of,
)
from .compiled_problem import CompiledProblem as CompiledProblem, compile_problem as compile_problem
from .coverage_kernels import (
    cover_change as cover_change,
    cover_commit as cover_commit,
    head_values as head_values,
    paint as paint,
    price_cover as price_cover,
    seat_change as seat_change,
    seat_excess as seat_excess,
    slot_cost as slot_cost,
    slot_cost_with as slot_cost_with,
)
from .rep_cost import (
    Leeway as Leeway,
    is_open as is_open,
    may_be_at as may_be_at,
    may_start as may_start,
    put_values as put_values,
    rep_week_price as rep_week_price,
    shift_price as shift_price,
    shift_values as shift_values,
)
from .roster import SEAT_PRICE as SEAT_PRICE, Roster as Roster
from .tables import (
    HOME as HOME,
    HYBRID as HYBRID,
    IMPOSSIBLE as IMPOSSIBLE,
    LEAST as LEAST,
    LOW as LOW,
    NEVER as NEVER,
    OFFICE as OFFICE,
    REMOTE as REMOTE,
    SHIFT as SHIFT,
    Books as Books,
    Cover as Cover,
    Days as Days,
    ShiftTypes as ShiftTypes,
    Tables as Tables,
    Waiting as Waiting,
)
from .waiting_kernels import (
    loose_work as loose_work,
    plan_more as plan_more,
    settle as settle,
    unsettle as unsettle,
)
from .week_automaton import WeekAutomata as WeekAutomata, build_automata as build_automata
from .week_rules import (
    longest_streak as longest_streak,
    streak_up_to as streak_up_to,
    week_fits as week_fits,
    weekends_fit as weekends_fit,
    weekends_worked as weekends_worked,
)
from .week_search import CHOICE as CHOICE, search_week as search_week
