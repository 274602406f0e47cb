from .console import (
    err as err,
    fail as fail,
    out as out,
    say as say,
    table as table,
    working as working,
)
from .opened import (
    Cores as Cores,
    Output as Output,
    database as database,
    day as day,
    interruptible as interruptible,
    local_time as local_time,
    only_with_file as only_with_file,
    only_without_file as only_without_file,
)
from .reasons_view import (
    say_shortages as say_shortages,
    say_unscheduled as say_unscheduled,
)
from .search_view import (
    watching as watching,
)
