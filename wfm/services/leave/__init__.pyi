from .checks import (
    STANDING as STANDING,
    Clocks as Clocks,
    Moment as Moment,
    check_credits as check_credits,
    check_employed as check_employed,
    check_kind as check_kind,
    check_years as check_years,
    leave_words as leave_words,
    overlap as overlap,
    told as told,
    window as window,
)
from .counting import (
    LeaveCount as LeaveCount,
    counts as counts,
)
from .day_allotments import (
    set_allotment as set_allotment,
)
from .entering import (
    cancel_leave as cancel_leave,
    check_entry as check_entry,
    enter_leave as enter_leave,
    shorten_leave as shorten_leave,
)
from .leave_kinds import (
    kinds as kinds,
    set_kind as set_kind,
)
from .requests import (
    ask as ask,
    clashes as clashes,
    decide as decide,
    list_requests as list_requests,
    my_requests as my_requests,
    withdraw as withdraw,
)
from .taking import (
    Away as Away,
    SettledLeave as SettledLeave,
    take_shifts as take_shifts,
    taken_ids as taken_ids,
    taken_shifts as taken_shifts,
)
