from .rule_memo import (
    Recall as Recall,
)
from .work_rules import (
    RULES as RULES,
    Limit as Limit,
    Rule as Rule,
    Total as Total,
    Violation as Violation,
    limits as limits,
    violations as violations,
    weeks as weeks,
)
