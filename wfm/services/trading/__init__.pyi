from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    offer_shift as offer_shift,
    withdraw as withdraw,
)
from .returns import return_choices as return_choices
from .swaps import (
    decide as decide,
    take as take,
)
