from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    offer_shift as offer_shift,
    return_choices as return_choices,
    withdraw as withdraw,
)
from .swaps import (
    decide as decide,
    take as take,
)
