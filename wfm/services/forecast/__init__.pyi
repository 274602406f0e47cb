from .changes import (
    Edit as Edit,
    calendar_of as calendar_of,
    layers as layers,
    remove_layer as remove_layer,
    remove_scenario as remove_scenario,
    remove_special_day as remove_special_day,
    save_layers as save_layers,
    save_scenarios as save_scenarios,
    save_special_days as save_special_days,
    scenarios as scenarios,
    special_days as special_days,
    switch_layer as switch_layer,
    switch_scenario as switch_scenario,
)
from .forecasts import (
    DAYS as DAYS,
    Template as Template,
    make_forecast as make_forecast,
)
from .intraday import (
    QueueToday as QueueToday,
    reforecast_today as reforecast_today,
)
