from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    create_open_shift as create_open_shift,
    offer_shift as offer_shift,
    return_choices as return_choices,
    withdraw as withdraw,
)
from .swap_verdicts import (
    judge as judge,
)
from .swaps import (
    decide as decide,
    take as take,
)
