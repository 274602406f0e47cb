from .agent_model import (
    AgentModel as AgentModel,
)
from .clash import (
    Clash as Clash,
)
from .possible import (
    Possibilities as Possibilities,
    PossibleShifts as PossibleShifts,
    slots_of as slots_of,
    slots_reached as slots_reached,
)
from .precheck import (
    agent_clashes as agent_clashes,
    clash_in_words as clash_in_words,
)
from .upper_rules import (
    UPPER_RULES as UPPER_RULES,
)
