from .acceptance import Pace as Pace
from .annealing import anneal_part as anneal_part
from .construction import (
    construct as construct,
)
from .partition import whole as whole
from .phases import (
    cool as cool,
)
from .recreate import plan_anew as plan_anew
from .repair import (
    adopt_published as adopt_published,
    free_seats as free_seats,
    give_what_fits as give_what_fits,
)
from .whole_schedules import (
    plan_whole as plan_whole,
)
