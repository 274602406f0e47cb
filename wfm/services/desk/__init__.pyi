from .edits import (
    AT_HOME as AT_HOME,
    NOBODY as NOBODY,
    Add as Add,
    Alter as Alter,
    Clock as Clock,
    Edit as Edit,
    PieceAct as PieceAct,
    PieceEdit as PieceEdit,
    Remove as Remove,
)
from .keeping import (
    apply_edit as apply_edit,
)
from .showing import (
    stored_shift as stored_shift,
    timeline_days as timeline_days,
)
from .verdicts import (
    EditVerdict as EditVerdict,
    judge_edit as judge_edit,
)
