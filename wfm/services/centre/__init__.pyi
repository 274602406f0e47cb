from .accounts import (
    SignedIn as SignedIn,
    create_user as create_user,
    known_device as known_device,
    list_users as list_users,
    live_tokens as live_tokens,
    principal_of as principal_of,
    reset_password as reset_password,
    set_active as set_active,
    sign_in as sign_in,
    sign_out as sign_out,
)
from .attempts import (
    Caller as Caller,
)
from .deleting import (
    delete_forecast as delete_forecast,
    delete_requirement as delete_requirement,
    delete_schedule as delete_schedule,
)
from .opening import (
    clear_exception as clear_exception,
    set_exception as set_exception,
    set_week_hours as set_week_hours,
)
from .passwords import (
    generate_password as generate_password,
)
from .records import (
    Known as Known,
    check_own_contract as check_own_contract,
    check_own_record as check_own_record,
    queues as queues,
    rep as rep,
    rep_words as rep_words,
    reps as reps,
    set_rep_active as set_rep_active,
    sites as sites,
)
from .status import (
    Status as Status,
    read_status as read_status,
)
