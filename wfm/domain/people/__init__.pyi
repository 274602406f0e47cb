from .activities import (
    ActivityKind as ActivityKind,
    Period as Period,
    Whom as Whom,
)
from .agents import (
    After as After,
    Agent as Agent,
    AgentTerms as AgentTerms,
    Before as Before,
    Leave as Leave,
    Preferences as Preferences,
    WeekPart as WeekPart,
)
from .contracts import (
    BreakTemplate as BreakTemplate,
    Contract as Contract,
    ShiftTemplate as ShiftTemplate,
)
from .history import (
    Worked as Worked,
    after as after,
    before as before,
)
from .horizon_view import (
    Span as Span,
    agent_of as agent_of,
    clock_of as clock_of,
    told as told,
    why_away as why_away,
)
from .leave_credit import (
    credit_of as credit_of,
    leave_of as leave_of,
    leave_window as leave_window,
)
from .leave_kinds import (
    VACATION as VACATION,
    ApprovedLeave as ApprovedLeave,
    LeaveKind as LeaveKind,
    known_kinds as known_kinds,
)
from .pieces import piece_fault as piece_fault
from .reps import (
    Rep as Rep,
    Site as Site,
    days_employed as days_employed,
)
from .shifts import (
    Activity as Activity,
    Break as Break,
    Shift as Shift,
)
from .terms import (
    DatedTerms as DatedTerms,
    Stage as Stage,
    Team as Team,
    Terms as Terms,
    TrainingClass as TrainingClass,
    WorkMode as WorkMode,
)
from .work_clock import WorkClock as WorkClock
