from .demand import (
    DeferrableDemand as DeferrableDemand,
    HeadDemand as HeadDemand,
    SiteSeats as SiteSeats,
)
from .problem import SchedulingProblem as SchedulingProblem
from .problem_file import (
    SCHEDULE_FORMAT as SCHEDULE_FORMAT,
    read_format as read_format,
)
from .writing import (
    Json as Json,
    write_json as write_json,
)
