from .importing import (
    ImportOptions as ImportOptions,
    import_history as import_history,
    import_queues as import_queues,
    import_reps as import_reps,
    import_setup as import_setup,
    preview_history as preview_history,
    uploads as uploads,
)
from .reports import (
    RowsRefused as RowsRefused,
)
