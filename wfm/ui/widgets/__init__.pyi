from .choices import (
    NEW as NEW,
    chosen as chosen,
    day_range as day_range,
    first_and_last as first_and_last,
    jump as jump,
    on_days as on_days,
    palette as palette,
    run_words as run_words,
    schedule_words as schedule_words,
)
from .cover_view import (
    show_cover as show_cover,
)
from .reasons_view import (
    show_reasons as show_reasons,
)
from .timeline_view import (
    payload as payload,
    timeline as timeline,
)
from .what_if import (
    QUANTILES as QUANTILES,
    panel as panel,
)
