from .awards import (
    award_round as award_round,
    outcome as outcome,
    override_award as override_award,
    publish_round as publish_round,
)
from .bid_rounds import (
    RoundSummary as RoundSummary,
    close_round as close_round,
    lines as lines,
    open_round as open_round,
    rounds as rounds,
)
from .ranking import (
    LineChoice as LineChoice,
    line_choices as line_choices,
    rank_lines as rank_lines,
    ranking_advice as ranking_advice,
)
