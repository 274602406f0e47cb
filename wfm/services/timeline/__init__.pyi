from .comparing import (
    PIECES as PIECES,
    Comparison as Comparison,
    compare as compare,
    compare_publication as compare_publication,
)
from .history import (
    PublicationEntry as PublicationEntry,
    publications as publications,
)
from .publishing import (
    Prospect as Prospect,
    prospect as prospect,
    publish as publish,
    undone_by as undone_by,
)
from .rebasing import (
    rebase as rebase,
)
from .renaming import (
    rename as rename,
)
from .undoing import (
    undo as undo,
)
