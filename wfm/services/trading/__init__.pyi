from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    known_skills as known_skills,
    offer_shift as offer_shift,
    put_up as put_up,
    return_choices as return_choices,
    withdraw as withdraw,
)
from .swap_verdicts import (
    active_rep as active_rep,
    fits_a_contract as fits_a_contract,
    standing_skills as standing_skills,
)
from .swaps import (
    decide as decide,
    take as take,
)
from .trade_facts import reach as reach
