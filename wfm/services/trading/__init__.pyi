from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    create_open_shift as create_open_shift,
    offer_shift as offer_shift,
    withdraw as withdraw,
)
from .returns import return_choices as return_choices
from .swap_verdicts import (
    judge as judge,
)
from .swaps import (
    decide as decide,
    take as take,
)
