"""The search between the first schedule and the exact neighbourhoods: what runs how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scheduler.arrays import CompiledProblem, Roster
from scheduler.control import SearchControl
from scheduler.search.cooling import Cooler, cooling, keeping

FIRST_CYCLE, FIRST_SECONDS = 0.15, 3.0
"""Share of the phase that a first, fast cycle takes at most, so that a stop finds a good schedule early; seconds it
takes at most, with a hundredth of one more for each agent and week."""

CYCLE = 6.0
"""Units of work of a cycle for each agent and week; each further cycle is twice as long, as time allows: several tries
where luck decides, and a slow one where patience does."""

LONGER = 3.0
"""The second cycle is at most so many times as long as the first, so that a stop finds what its time was worth."""

LAST = 4.0
"""What is left goes to one last cycle where it is less than so many of the next: the slow one is the best of all."""

SHARE = 0.75
"""Most of the whole budget that this search takes."""

EACH = 4.0
"""Most seconds for each agent and week, beside ten."""

FEW, COPIES = 100, 2
"""Most agents for whom luck decides so much that each core cools a copy of its own; copies where work alone counts, so
that the schedule does not depend on the number of cores."""


def cool(compiled: CompiledProblem, roster: Roster, control: SearchControl, seed: int, cores: int = 1) -> Roster:
    """Anneal for a share of the budget that grows with the number of agents: a fast cycle, then longer and longer ones
    as time allows; returns the best schedule seen.

    With a work limit the schedule does not depend on the number of `cores`.
    """
    begun, work, weeks = control.used(), control.work, compiled.agents * compiled.weeks
    budget = min(10.0 + EACH * weeks, SHARE * control.budget())
    copies = 1 if compiled.agents > FEW else cores if control.timed else COPIES
    with ThreadPoolExecutor(cores) as threads:
        cooler = Cooler(compiled, control, np.random.default_rng(seed), threads)
        if compiled.keep:
            return cooler.cycle(roster, budget, keeping)
        first = min(FIRST_CYCLE * budget, FIRST_SECONDS + 0.01 * weeks)
        roster = cooler.cycle(roster, first, cooling, copies)
        rate = (control.work - work) / max(control.used() - begun, 1e-3)
        length = min(CYCLE * copies * max(1, weeks) / max(rate, 1e-3), LONGER * first)
        while (left := begun + budget - control.used()) > 0 and not control.over():
            roster = cooler.cycle(roster, left if left < LAST * length else length, cooling, copies)
            length *= 2.0
        return roster
