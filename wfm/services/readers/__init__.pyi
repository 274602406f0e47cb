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
    SINCE as SINCE,
    ClassesFile as ClassesFile,
    RepsFile as RepsFile,
    TermsFile as TermsFile,
    read_classes as read_classes,
    read_reps as read_reps,
    read_terms as read_terms,
)
from .separated import (
    keyed_rows as keyed_rows,
)
from .setup import (
    Members as Members,
    read_queues as read_queues,
    read_setup as read_setup,
)
from .sheets import (
    Sheet as Sheet,
    Source as Source,
    read_sheet as read_sheet,
)
