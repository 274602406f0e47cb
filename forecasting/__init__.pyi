from .combine import (
    DEFAULT_OPTIONS as DEFAULT_OPTIONS,
    ForecastOptions as ForecastOptions,
)
from .combine.accuracy import (
    poisson_floor as poisson_floor,
    wape as wape,
)
from .history.calendar import (
    NO_CALENDAR as NO_CALENDAR,
    Calendar as Calendar,
)
from .history.cleaning import (
    CleanedHistory as CleanedHistory,
    clean as clean,
)
from .history.extent import (
    before as before,
)
from .history.wall_table import (
    cell_index as cell_index,
    on_clock as on_clock,
    to_table as to_table,
)
from .methods.components import (
    FALLBACK as FALLBACK,
)
from .methods.training_data import (
    training as training,
)
from .planner.daily import (
    by_day as by_day,
)
from .planner.intraday import (
    at_level as at_level,
    day_level as day_level,
)
from .planner.layers import (
    apply_layers as apply_layers,
)
from .planner.scenario import (
    contained as contained,
)
from .planner.template import (
    history_from_template as history_from_template,
)
from .queue_forecast import (
    MOST_DAYS as MOST_DAYS,
    ForecastJob as ForecastJob,
    forecast as forecast,
    forecast_many as forecast_many,
    run_job as run_job,
)
from .simulated import (
    Series as Series,
    simulated_history as simulated_history,
)
