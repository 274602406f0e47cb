from .basis import (
    Basis as Basis,
    Mark as Mark,
    drift as drift,
    marks as marks,
)
from .bids import (
    Award as Award,
    BidRound as BidRound,
    Passed as Passed,
    RoundState as RoundState,
    ShiftLine as ShiftLine,
    Why as Why,
    lines_to_rank as lines_to_rank,
    ordinal as ordinal,
)
from .eligibility import (
    describe as describe,
    line_fault as line_fault,
    line_faults as line_faults,
    place_for as place_for,
    skill_fault as skill_fault,
    worsened as worsened,
)
from .offers import (
    Decision as Decision,
    OfferKind as OfferKind,
    OfferState as OfferState,
    ShiftOffer as ShiftOffer,
    Verdict as Verdict,
)
from .publications import (
    Exchange as Exchange,
    Publication as Publication,
    Scope as Scope,
)
from .schedule import (
    PlannedShift as PlannedShift,
    Reason as Reason,
    ScheduleHead as ScheduleHead,
    ScheduleStatus as ScheduleStatus,
    ScheduleVersion as ScheduleVersion,
    ScheduleWithShifts as ScheduleWithShifts,
    on_axis as on_axis,
    usual_name as usual_name,
)
from .shortage import (
    Shortage as Shortage,
    figure as figure,
    head_hours as head_hours,
    hours_of as hours_of,
    listed as listed,
    needs as needs,
    shortages as shortages,
    smaller as smaller,
    together as together,
    undone as undone,
)
from .surroundings import Surroundings as Surroundings
from .taken_shifts import (
    Fate as Fate,
    TakenShift as TakenShift,
    taken_by_leave as taken_by_leave,
    taken_words as taken_words,
)
from .trades import (
    TERMS as TERMS,
    Change as Change,
    Side as Side,
    TradeTerms as TradeTerms,
    decide as decide,
    peak as peak,
    when as when,
)
from .whole_weeks import newly_broken as newly_broken
