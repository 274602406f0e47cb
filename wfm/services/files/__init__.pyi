from .forecast_files import (
    forecast_file as forecast_file,
)
from .staffing_files import (
    staff_file as staff_file,
)
