from .accuracy import (
    poisson_floor as poisson_floor,
)
from .horizon import (
    widened as widened,
)
from .options import (
    DEFAULT_OPTIONS as DEFAULT_OPTIONS,
    ForecastOptions as ForecastOptions,
)
from .selection import (
    select as select,
)
