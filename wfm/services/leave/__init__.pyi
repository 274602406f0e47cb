from .allotments import (
    allotments as allotments,
    set_allotment as set_allotment,
)
from .checks import (
    STANDING as STANDING,
    Clocks as Clocks,
    check_credits as check_credits,
    check_employed as check_employed,
    check_kind as check_kind,
    leave_words as leave_words,
    overlap as overlap,
    told as told,
    window as window,
)
from .counting import (
    LeaveCount as LeaveCount,
    counts as counts,
)
from .entering import (
    cancel_leave as cancel_leave,
    enter_leave as enter_leave,
    shorten_leave as shorten_leave,
)
from .kinds import (
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
