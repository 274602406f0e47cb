from .coverage_change import (
    CoverageChange as CoverageChange,
    coverage_change as coverage_change,
    coverage_changes as coverage_changes,
)
from .drafts import (
    SchedulingTask as SchedulingTask,
    make_schedule as make_schedule,
)
from .generating import (
    generate_reps as generate_reps,
)
from .predicted_service import (
    QueueService as QueueService,
    service_level as service_level,
)
from .schedule_coverage import (
    CoverageSummary as CoverageSummary,
    DayCoverage as DayCoverage,
    coverage as coverage,
    rep_schedule as rep_schedule,
    summary as summary,
)
from .simulating import (
    simulate_schedule as simulate_schedule,
    verdicts_of as verdicts_of,
)
