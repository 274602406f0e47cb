from .rule_memo import (
    Recall as Recall,
)
from .work_rules import (
    RULES as RULES,
    Compatibility as Compatibility,
    DaysPerWeek as DaysPerWeek,
    Limit as Limit,
    OneShiftADay as OneShiftADay,
    Rule as Rule,
    Streak as Streak,
    Total as Total,
    Violation as Violation,
    WeeklyHours as WeeklyHours,
    limits as limits,
    violations as violations,
    weeks as weeks,
)
