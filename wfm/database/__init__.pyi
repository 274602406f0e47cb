from .dump import (
    check_lines as check_lines,
    dumped as dumped,
)
from .engine import (
    Database as Database,
    initialise as initialise,
    open_database as open_database,
)
from .migrations import (
    LATEST as LATEST,
    REVISIONS as REVISIONS,
)
from .personal.retention import (
    Kept as Kept,
)
from .repositories.accounts import (
    AuditEntry as AuditEntry,
    User as User,
)
from .repositories.changes import (
    Changes as Changes,
)
from .repositories.history import (
    HistoryRows as HistoryRows,
)
from .repositories.leave import (
    LeaveState as LeaveState,
    NewLeave as NewLeave,
    TimeOffRequest as TimeOffRequest,
)
from .repositories.runs import (
    RunRecord as RunRecord,
    Upload as Upload,
)
from .repositories.sign_ins import (
    Attempts as Attempts,
)
from .repositories.timeline.published import (
    Stay as Stay,
)
from .scrubbing import (
    scrub as scrub,
)
from .unit_of_work import (
    UnitOfWork as UnitOfWork,
)
