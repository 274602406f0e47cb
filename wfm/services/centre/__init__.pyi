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
from .classes import (
    ClassRecord as ClassRecord,
    add_to_class as add_to_class,
    class_words as class_words,
    leave_class as leave_class,
    put_in_class as put_in_class,
    remove_class as remove_class,
    set_class as set_class,
    training_classes as training_classes,
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
    bare as bare,
    check_not_own as check_not_own,
    check_own_contract as check_own_contract,
    check_own_record as check_own_record,
    contracts as contracts,
    listed as listed,
    queues as queues,
    rep as rep,
    rep_words as rep_words,
    reps as reps,
    set_rep_active as set_rep_active,
    sites as sites,
    with_terms as with_terms,
)
from .rep_teams import (
    TeamRecord as TeamRecord,
    move_to_team as move_to_team,
    put_in_team as put_in_team,
    remove_team as remove_team,
    set_team as set_team,
    teams as teams,
)
from .rep_terms import (
    remove_terms as remove_terms,
    rep_record as rep_record,
    set_employment as set_employment,
    set_terms as set_terms,
    terms_words as terms_words,
)
from .settings import (
    centre_settings as centre_settings,
    set_leave_takes as set_leave_takes,
    set_week_start as set_week_start,
)
from .status import (
    Status as Status,
    read_status as read_status,
)
