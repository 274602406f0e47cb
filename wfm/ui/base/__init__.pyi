from .faults import (
    unreachable as unreachable,
)
from .feedback import (
    flash as flash,
    show_flash as show_flash,
    told as told,
)
from .session import (
    COOKIE as COOKIE,
    database as database,
    fragment as fragment,
    present as present,
    principal as principal,
)
from .shift_words import (
    Places as Places,
    line_words as line_words,
    local_line as local_line,
    paid_hours as paid_hours,
    pieces_line as pieces_line,
    pieces_told as pieces_told,
    place as place,
)
from .theme import (
    Palette as Palette,
    palette_of as palette_of,
)
from .words import (
    absence as absence,
    day as day,
    days as days,
    listed as listed,
    moment as moment,
    number as number,
    plain as plain,
    plural as plural,
    share as share,
    span as span,
)
