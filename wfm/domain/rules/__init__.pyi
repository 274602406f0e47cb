from .measuring import (
    violations as violations,
)
from .rule_limits import (
    Limit as Limit,
    Total as Total,
    Violation as Violation,
)
from .rule_memo import (
    Recall as Recall,
)
from .work_rules import (
    RULES as RULES,
    Rule as Rule,
    limits as limits,
    weeks as weeks,
)
