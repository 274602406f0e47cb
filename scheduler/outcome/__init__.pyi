from .explain import (
    explain_shortfalls as explain_shortfalls,
    explain_unscheduled as explain_unscheduled,
)
from .judgement import (
    activity_notes as activity_notes,
    broken_rules as broken_rules,
)
from .result import (
    Result as Result,
    Status as Status,
)
