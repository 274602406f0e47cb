from .measuring import violations as violations
from .rule_limits import (
    Compatibility as Compatibility,
    Limit as Limit,
    Streak as Streak,
    Total as Total,
    Violation as Violation,
)
from .rule_memo import Recall as Recall
from .work_rules import (
    RULES as RULES,
    DaysPerWeek as DaysPerWeek,
    OneShiftADay as OneShiftADay,
    Rule as Rule,
    WeeklyHours as WeeklyHours,
    limits as limits,
    weeks as weeks,
)
