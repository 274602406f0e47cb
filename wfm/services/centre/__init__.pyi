from .accounts import (
    create_user as create_user,
    generate_password as generate_password,
    list_users as list_users,
    principal_of as principal_of,
    reset_password as reset_password,
    sign_in as sign_in,
    sign_out as sign_out,
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
