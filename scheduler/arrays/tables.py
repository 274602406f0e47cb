"""The flat arrays that every numba kernel of the optimizer reads, and the names of their columns.

Few and wide: a kernel's compile time grows with the number of arrays it is handed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats, Ints32

NEVER = 1 << 28
"""A bound that binds nothing."""

ONSITE, REMOTE, HYBRID = 0, 1, 2
"""Values of the column MODE."""

FIRST, STEP, COUNT, SPAN, PAID, BREAKS, GAP = range(7)
"""Columns of `shift_types`: first start of the day, step and number of starts, length, paid minutes, breaks, least gap."""

LENGTH, LOWEST, HIGHEST = range(3)
"""Middle axis of `windows`: a break's length, earliest and latest offset from the shift's start."""

TYPES_FROM, TYPES_TO, RUN, REST, SPREAD, WEEKENDS = range(6)
"""Columns of `contracts`: half-open range of shift types, days in a row, rest, start spread, weekends of the horizon."""

CONTRACT, GROUP, MODE, SITE, FREE, RUN_BEFORE, WISH = range(7)
"""Columns of `agents`: contract, skill group, work mode, site (-1: none), first slot that rest from before allows,
days in a row before, preferred start of the day (-1: none)."""

PAID_LOW, PAID_HIGH, DAYS_LOW, DAYS_HIGH, OFFICE_LOW, OFFICE_HIGH = range(6)
"""Columns of `bounds`: paid minutes, days and office days of a week."""

LOCKED, START, TYPE, PLACE = range(4)
"""Columns of `published`: whether locked, first slot (-1: none), type and place of the shift known before."""


class Tables(NamedTuple):
    """A compiled problem; times in slots, paid time in minutes, prices in the objective's unit.

    `shift_types` (shift_types, 7) and `windows` (shift_types, 3, breaks) are the lengths a template allows, listed contract by
    contract; `contracts` (contracts, 6); `agents` (agents, 7); `bounds` (agents, weeks, 6). `reach[a, s]` is the last
    slot by which a shift of agent a that starts in slot s must have ended. `dayoff` (agents, days) prices work on a
    day, `wage` (agents,) is relative. `published` (agents, days, 4) and `p_breaks` (agents, days, breaks) are what
    was there before. `gain` (groups, subsets), `effective` (groups,), `step` and `fresh` (subsets,) as in `groups`;
    `seats` (sites,).
    """

    days: int
    per_day: int
    slots: int
    first_weekday: int
    slot_minutes: int
    shift_types: Ints32
    windows: Ints32
    contracts: Ints32
    agents: Ints32
    bounds: Ints32
    reach: Ints32
    dayoff: Floats
    wage: Floats
    published: Ints32
    p_breaks: Ints32
    gain: Floats
    effective: Floats
    step: Floats
    fresh: npt.NDArray[np.bool_]
    seats: Ints32
    pay: float
    over: float
    start_price: float
    consistency: float
    fairness: float
    change: float
    break_change: float
