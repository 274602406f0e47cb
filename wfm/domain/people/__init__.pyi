from .contracts import (
    BreakTemplate as BreakTemplate,
    Contract as Contract,
    ShiftTemplate as ShiftTemplate,
)
from .horizon_view import (
    Span as Span,
    agent_of as agent_of,
)
from .reps import (
    Agent as Agent,
    Before as Before,
    Preferences as Preferences,
    Rep as Rep,
    Site as Site,
    Stage as Stage,
    WorkMode as WorkMode,
)
from .shifts import (
    Break as Break,
    Shift as Shift,
)
