from .construction import (
    construct as construct,
)
from .phases import (
    cool as cool,
)
from .repair import (
    adopt_published as adopt_published,
    free_seats as free_seats,
    give_what_fits as give_what_fits,
)
from .whole_schedules import (
    plan_whole as plan_whole,
)
