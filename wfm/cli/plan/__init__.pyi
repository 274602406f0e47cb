from .exporting import (
    export as export,
)
from .showing import (
    show_forecast as show_forecast,
    show_requirement as show_requirement,
    show_schedule as show_schedule,
)
from .simulating import (
    simulate as simulate,
)
from .staffing import (
    staff as staff,
)
