from .showing import (
    show_forecast as show_forecast,
    show_requirement as show_requirement,
    show_schedule as show_schedule,
)
