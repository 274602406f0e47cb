from .faults import (
    Fault as Fault,
    NotTold as NotTold,
    advising as advising,
    missing as missing,
)
from .history import (
    HistoryFile as HistoryFile,
    QueueRows as QueueRows,
    read_history as read_history,
)
from .options import ImportOptions as ImportOptions
from .people import (
    RepsFile as RepsFile,
    read_reps as read_reps,
)
from .separated import (
    keyed_rows as keyed_rows,
)
from .setup import (
    read_queues as read_queues,
    read_setup as read_setup,
)
from .sheets import (
    Sheet as Sheet,
    Source as Source,
    read_sheet as read_sheet,
)
