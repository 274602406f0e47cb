from .grids import (
    Instants as Instants,
    TimeGrid as TimeGrid,
)
from .horizons import Horizon as Horizon
from .units import (
    DAY as DAY,
    SATURDAY as SATURDAY,
    SLOT_LENGTHS as SLOT_LENGTHS,
    clock as clock,
    spans as spans,
)
from .zones import (
    is_ambiguous as is_ambiguous,
    is_skipped as is_skipped,
    is_steady as is_steady,
    local_midnight as local_midnight,
    to_utc as to_utc,
    zone_of as zone_of,
)
