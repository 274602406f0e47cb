from .centre_files import (
    import_queues as import_queues,
    import_reps as import_reps,
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
from .reports import (
    RowsRefused as RowsRefused,
)
