from .changing import (
    changes_between as changes_between,
    changes_since as changes_since,
)
from .fitting import (
    check_employment as check_employment,
    check_leave as check_leave,
    check_seams as check_seams,
)
from .official import (
    MAKE_AGAIN as MAKE_AGAIN,
    by_owner as by_owner,
    exchange_of as exchange_of,
    make_official as make_official,
)
from .sudden import (
    NOTICE as NOTICE,
    sudden_changes as sudden_changes,
)
from .wording import (
    day_of as day_of,
    moment_words as moment_words,
)
