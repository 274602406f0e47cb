from .changed_coverage import (
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
from .kept_answers import (
    ALLOCATORS as ALLOCATORS,
)
from .predicted_service import (
    ALONE as ALONE,
    SERVED as SERVED,
    QueueService as QueueService,
    by_queue as by_queue,
    mean_level as mean_level,
    service_level as service_level,
    service_of as service_of,
)
from .schedule_coverage import (
    CoverageReport as CoverageReport,
    CoverageSummary as CoverageSummary,
    coverage as coverage,
    coverage_of_schedule as coverage_of_schedule,
    coverage_week as coverage_week,
    rep_schedule as rep_schedule,
    summary as summary,
    timeline_coverage as timeline_coverage,
)
from .simulating import (
    simulate_schedule as simulate_schedule,
    verdicts_of as verdicts_of,
)
