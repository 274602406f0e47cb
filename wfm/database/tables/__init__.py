"""The tables, one file per part of the centre."""

from wfm.database.tables.accounts import AttemptRow, AuditRow, DeviceRow, SessionRow, UserRow
from wfm.database.tables.base import Base
from wfm.database.tables.centre import CentreRow, ContractRow, QueueRow, RepRow, SiteRow
from wfm.database.tables.changes import LayerRow, ScenarioRow, SpecialDayRow
from wfm.database.tables.contacts import HistoryDayRow, HistoryRow, UploadRow
from wfm.database.tables.leave import AllotmentRow, LeaveKindRow, TimeOffRow
from wfm.database.tables.people import ClassMemberRow, RepTermRow, TeamRow, TrainingClassRow
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
from wfm.database.tables.schedules import CalendarRow, PublicationRow, ScheduleRow, ScopeRepRow, ShiftRow
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
    "CentreRow",
    "ClassMemberRow",
    "ContractRow",
    "DeviceRow",
    "ForecastRow",
    "ForecastRunRow",
    "HistoryDayRow",
    "HistoryRow",
    "JobRow",
    "LayerRow",
    "LeaveKindRow",
    "LineShiftRow",
    "PlannedForecastRow",
    "PublicationRow",
    "QueueRow",
    "RepRow",
    "RepTermRow",
    "RequirementPoolRow",
    "RequirementRow",
    "RequirementRunRow",
    "RetentionRow",
    "ScenarioRow",
    "ScheduleRow",
    "ScopeRepRow",
    "SessionRow",
    "ShiftLineRow",
    "ShiftOfferRow",
    "ShiftRow",
    "SiteRow",
    "SpecialDayRow",
    "TeamRow",
    "TimeOffRow",
    "TrainingClassRow",
    "UploadRow",
    "UserRow",
]
