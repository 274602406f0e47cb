from .activity_rules import (
    ACTIVITIES as ACTIVITIES,
    Judged as Judged,
    activity_cost as activity_cost,
    activity_faults as activity_faults,
)
from .contract_stretches import (
    Stretch as Stretch,
    stretches as stretches,
)
from .measuring import violations as violations
from .rule_limits import (
    Compatibility as Compatibility,
    Limit as Limit,
    Streak as Streak,
    Total as Total,
    Violation as Violation,
)
from .rule_memo import Recall as Recall
from .shift_rules import ShiftRule as ShiftRule
from .weekly_amounts import (
    asked_of as asked_of,
    beside as beside,
    counted_beside as counted_beside,
    leave_in as leave_in,
    numbered_weeks as numbered_weeks,
    owes_least as owes_least,
    weeks as weeks,
)
from .work_rules import (
    RULES as RULES,
    DaysPerWeek as DaysPerWeek,
    MaxWeekends as MaxWeekends,
    OneShiftADay as OneShiftADay,
    Rule as Rule,
    WeeklyHours as WeeklyHours,
    limits as limits,
)
