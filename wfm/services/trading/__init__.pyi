from .offers import (
    BoardEntry as BoardEntry,
    board as board,
    create_open_shift as create_open_shift,
    known_skills as known_skills,
    offer_shift as offer_shift,
    put_up as put_up,
    withdraw as withdraw,
)
from .returns import return_choices as return_choices
from .swap_verdicts import (
    active_rep as active_rep,
    fits_a_contract as fits_a_contract,
    judge as judge,
    standing_skills as standing_skills,
)
from .swaps import (
    decide as decide,
    take as take,
)
from .trade_facts import reach as reach
