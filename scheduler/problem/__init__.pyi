from .demand import (
    DeferrableDemand as DeferrableDemand,
    HeadDemand as HeadDemand,
    SiteSeats as SiteSeats,
)
from .json_values import (
    Value as Value,
    in_file as in_file,
    load_json as load_json,
    shown as shown,
)
from .problem import SchedulingProblem as SchedulingProblem
from .problem_file import schedule_fields as schedule_fields
from .reading_centre import (
    SCHEDULE_FORMAT as SCHEDULE_FORMAT,
    breaks_that_do_not_fit as breaks_that_do_not_fit,
)
from .reading_people import (
    read_shift as read_shift,
)
from .writing import (
    Json as Json,
    shift_to_dict as shift_to_dict,
    write_json as write_json,
)
