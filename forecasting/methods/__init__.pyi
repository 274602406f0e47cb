from .assumed import (
    assumed_days as assumed_days,
    extra_days_filled as extra_days_filled,
)
from .components import (
    COMPONENTS as COMPONENTS,
    FALLBACK as FALLBACK,
    Component as Component,
)
from .levels import (
    ANNUAL_DAYS as ANNUAL_DAYS,
)
from .training_data import (
    Training as Training,
    training as training,
)
