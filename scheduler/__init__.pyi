from .bid_award import (
    Bidder as Bidder,
    Granted as Granted,
    award as award,
    draw as draw,
)
from .control.progress import (
    Progress as Progress,
    ProgressCallback as ProgressCallback,
    silent as silent,
)
from .control.stop import (
    Asked as Asked,
    Event as Event,
    FirstOf as FirstOf,
    GapLimit as GapLimit,
    StoppingCriterion as StoppingCriterion,
    TimeLimit as TimeLimit,
    WorkLimit as WorkLimit,
)
from .cost.allocation import (
    Allocation as Allocation,
    Allocator as Allocator,
    Group as Group,
    on_contacts as on_contacts,
)
from .cost.objective import (
    PRESETS as PRESETS,
    ObjectiveWeights as ObjectiveWeights,
    preset as preset,
)
from .feasibility.precheck import (
    Finding as Finding,
    precheck as precheck,
)
from .outcome.judgement import (
    CheckReport as CheckReport,
    check as check,
)
from .outcome.result import (
    Result as Result,
    Status as Status,
    read_schedule as read_schedule,
    result_to_dict as result_to_dict,
    write_schedule as write_schedule,
)
from .problem.demand import (
    DeferrableDemand as DeferrableDemand,
    Demand as Demand,
    HeadDemand as HeadDemand,
    SiteSeats as SiteSeats,
)
from .problem.given import GivenShift as GivenShift
from .problem.problem import SchedulingProblem as SchedulingProblem
from .problem.problem_file import read_problem as read_problem
from .solver import (
    solve as solve,
)
