from .activities_import import (
    import_activities as import_activities,
)
from .centre_files import (
    import_queues as import_queues,
    import_setup as import_setup,
)
from .importing import (
    import_history as import_history,
    preview_history as preview_history,
    uploads as uploads,
)
from .leave_file import (
    moment as moment,
)
from .leave_import import (
    import_leave as import_leave,
    preview_leave as preview_leave,
)
from .people_files import (
    import_classes as import_classes,
    import_reps as import_reps,
    import_terms as import_terms,
)
from .people_reports import (
    PeopleReport as PeopleReport,
    RepsReport as RepsReport,
)
from .reports import (
    RowsRefused as RowsRefused,
)
