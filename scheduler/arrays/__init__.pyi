from .break_placement import (
    best_breaks as best_breaks,
    break_loss as break_loss,
)
from .compiled_problem import (
    CompiledProblem as CompiledProblem,
    compile_problem as compile_problem,
)
from .coverage_kernels import (
    cover_change as cover_change,
    cover_commit as cover_commit,
    head_values as head_values,
    paint as paint,
    seat_change as seat_change,
    seat_excess as seat_excess,
    slot_cost as slot_cost,
    slot_cost_with as slot_cost_with,
)
from .rep_cost import (
    own_price as own_price,
)
from .roster import (
    SEAT_PRICE as SEAT_PRICE,
    Roster as Roster,
    settle_deferred as settle_deferred,
)
from .shift_values import (
    LOW as LOW,
    shift_price as shift_price,
)
from .tables import (
    BREAKS as BREAKS,
    CONTRACT as CONTRACT,
    COUNT as COUNT,
    FIRST as FIRST,
    FREE as FREE,
    GAP as GAP,
    GROUP as GROUP,
    HIGHEST as HIGHEST,
    HYBRID as HYBRID,
    LENGTH as LENGTH,
    LOCKED as LOCKED,
    LOWEST as LOWEST,
    MODE as MODE,
    PAID as PAID,
    PLACE as PLACE,
    REST as REST,
    RUN as RUN,
    RUN_BEFORE as RUN_BEFORE,
    SITE as SITE,
    SPAN as SPAN,
    SPREAD as SPREAD,
    START as START,
    STEP as STEP,
    TYPE as TYPE,
    TYPES_FROM as TYPES_FROM,
    TYPES_TO as TYPES_TO,
    WEEKENDS as WEEKENDS,
)
from .week_automaton import (
    Plans as Plans,
    build_plans as build_plans,
)
from .week_rules import (
    week_fits as week_fits,
    weekends_fit as weekends_fit,
    weekends_worked as weekends_worked,
)
from .week_search import (
    best_week as best_week,
    search_week as search_week,
)
