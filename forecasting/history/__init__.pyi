from .calendar import (
    DAY_CLASSES as DAY_CLASSES,
    HOLIDAY_CLASS as HOLIDAY_CLASS,
    NO_CALENDAR as NO_CALENDAR,
    Calendar as Calendar,
    DayKind as DayKind,
    day_kinds as day_kinds,
)
from .cleaning import (
    CleanedHistory as CleanedHistory,
    DayStatus as DayStatus,
    clean as clean,
)
from .extent import (
    before as before,
    closed_since as closed_since,
)
from .level_breaks import (
    find_breaks as find_breaks,
)
from .observed import (
    same_weekday_median as same_weekday_median,
)
from .wall_table import (
    DayAxis as DayAxis,
    cell_index as cell_index,
    from_table as from_table,
    middle as middle,
    to_table as to_table,
)
