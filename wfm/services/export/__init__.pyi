from .exporting import (
    calendar as calendar,
    days_csv as days_csv,
    new_calendar_token as new_calendar_token,
    plain as plain,
    rep_ics as rep_ics,
    revoke_calendar_token as revoke_calendar_token,
    schedule_csv as schedule_csv,
    schedule_ics as schedule_ics,
)
from .frames import (
    coverage_frame as coverage_frame,
    forecast_frame as forecast_frame,
    history_frame as history_frame,
    requirement_frame as requirement_frame,
    starts as starts,
)
from .workbook import (
    days_xlsx as days_xlsx,
    schedule_xlsx as schedule_xlsx,
)
