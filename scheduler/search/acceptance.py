"""The rule by which annealing accepts a change, and the pace of its steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.machine import RandomState, uniform, written_in


class Pace(NamedTuple):
    """How a step of annealing works: its `temperature` and the `noise` in the worths of heads, in the
    objective's unit; the price of a head-slot beyond the seats; how many moves it makes, and tries of whole weeks."""

    temperature: float
    noise: float
    seat_price: float
    moves: int
    tries: int


@written_in
def accepts(random: RandomState, change: float, temperature: float) -> bool:
    """Whether a change of cost is made at a temperature (Metropolis and others 1953)."""
    return change <= 0 or (temperature > 0 and uniform(random) < np.exp(-change / temperature))
