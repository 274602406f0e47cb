"""The tables, one file per part of the centre."""

from wfm.database.tables.accounts import AttemptRow, AuditRow, DeviceRow, SessionRow, UserRow
from wfm.database.tables.base import Base
from wfm.database.tables.centre import AllotmentRow, ContractRow, QueueRow, RepRow, SiteRow, TimeOffRow
from wfm.database.tables.changes import LayerRow, ScenarioRow, SpecialDayRow
from wfm.database.tables.contacts import HistoryDayRow, HistoryRow, UploadRow
from wfm.database.tables.retention import RetentionRow
from wfm.database.tables.runs import (
    ForecastRow,
    ForecastRunRow,
    JobRow,
    PlannedForecastRow,
    RequirementPoolRow,
    RequirementRow,
    RequirementRunRow,
)
from wfm.database.tables.schedules import CalendarRow, ScheduleRow, ShiftRow
from wfm.database.tables.trades import AwardRow, BidRoundRow, BidRow, LineShiftRow, ShiftLineRow, ShiftOfferRow

__all__ = [
    "AllotmentRow",
    "AttemptRow",
    "AuditRow",
    "AwardRow",
    "Base",
    "BidRoundRow",
    "BidRow",
    "CalendarRow",
    "ContractRow",
    "DeviceRow",
    "ForecastRow",
    "ForecastRunRow",
    "HistoryDayRow",
    "HistoryRow",
    "JobRow",
    "LayerRow",
    "LineShiftRow",
    "PlannedForecastRow",
    "QueueRow",
    "RepRow",
    "RequirementPoolRow",
    "RequirementRow",
    "RequirementRunRow",
    "RetentionRow",
    "ScenarioRow",
    "ScheduleRow",
    "SessionRow",
    "ShiftLineRow",
    "ShiftOfferRow",
    "ShiftRow",
    "SiteRow",
    "SpecialDayRow",
    "TimeOffRow",
    "UploadRow",
    "UserRow",
]
