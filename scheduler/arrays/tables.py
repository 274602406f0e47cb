"""The flat arrays that every numba kernel of the optimizer reads.

Rows are records with named fields, so that kernels and Python read the same names. Few and wide: a kernel's compile
time grows with the number of arrays it is handed. All whole numbers are 64 bits wide, so that each kernel is compiled
for one kind of number only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.domain.arrays import Flags, Floats, Ints, Ints32, Records

NEVER = 1 << 28
"""A bound that binds nothing: later than any slot, more than any count."""

LOW = -1e18
"""The value of what may not be."""

IMPOSSIBLE = LOW / 2
"""Any value below this is that of something that may not be."""

ONSITE, REMOTE, HYBRID = 0, 1, 2
"""Values of an agent's `mode`."""

HOME, OFFICE = 0, 1
"""Values of a shift's `place`."""

SHIFT_TYPE = np.dtype(
    [(name, np.int64) for name in ("first", "step", "count", "span", "paid", "breaks", "gap", "turn", "lag", "limited")]
)
"""A template and length: first start of the day, step and number of starts, length, paid minutes, breaks, least gap.
The clock that the template goes by is `turn` slots and `lag` minutes ahead of the axis; where a type is `limited` it may
only start where it is open."""

BREAK = np.dtype([(name, np.int64) for name in ("length", "lowest", "highest")])
"""A break of a shift type: its length, and its earliest and latest offset from the shift's start."""

CONTRACT = np.dtype(
    [(name, np.int64) for name in ("types_from", "types_to", "longest_streak", "rest", "rest_minutes", "spread")]
)
"""What a week is worked under, a contract on one clock as a rule: half-open range of shift types, most days in a row,
rest in slots and in minutes, start spread."""

AGENT = np.dtype(
    [(name, np.int64) for name in ("clock", "streak", "following", "weekends", "wish")] + [("wage", float)]
)
"""Clock, days in a row before and after the horizon, whether weekends with work are limited, preferred start in minutes
of the day (-1: none), and the wage relative to the mean."""

WEEK = np.dtype(
    [(name, np.int64) for name in ("paid_low", "paid_high", "days_low", "days_high", "office_low", "office_high")]
    + [(name, np.int64) for name in ("contract", "mode", "sides", "changing")]
)
"""Least and most paid minutes, days and office days of an agent's week, the contract it is worked under, the work mode
(HYBRID where it changes), the `sides` of its prices (2 where skills or the site change), and whether clocks do."""

KNOWN = np.dtype(
    [(name, np.int64) for name in ("locked", "start", "shift_type", "place")]
    + [(name, np.int64) for name in ("group", "mode", "site", "side", "since", "weekends")]
    + [("day_off_price", np.float64)]
)
"""What is known of an agent's day: whether its shift is locked, first slot (-1: none), type and place of the shift
published; skill group, work mode, site (-1: none), the side of the week's prices; the day from which on its contract
holds, and the most weekends worked under that; and the price of work on a day that the agent wishes off."""

SUBSET = np.dtype([("step", np.float64), ("fresh", np.bool_)], align=True)
"""A subset of skills: the price step charged after it, and whether a new component begins with it (see
`skill_groups`)."""

SHIFT = np.dtype([(name, np.int64) for name in ("start", "shift_type", "place")])
"""A day of the roster: the shift's first slot (-1: a day off), its type (-1) and place."""

DAY_OFF = (-1, -1, HOME)
"""A `SHIFT` that is none."""

LEAST = ["paid_low", "days_low", "office_low"]
"""Fields of a `WEEK` that ask for something."""


class ShiftTypes(NamedTuple):
    """Every shift type, contract by contract: `rows` (types,) of `SHIFT_TYPE`, `breaks` (types, breaks) of `BREAK`."""

    rows: Records
    breaks: Records


class Cover(NamedTuple):
    """How heads cover what is asked: `gain` (groups, subsets) of one head, `effective` (groups,) the most it does,
    `subsets` (subsets,) of `SUBSET`, `over` the price of an idle head-slot."""

    gain: Floats
    effective: Floats
    subsets: Records
    over: float


class Tables(NamedTuple):
    """A compiled problem; times in slots, paid time in minutes, prices in the objective's unit.

    `lead` days of the first week lie before day 0. Where a clock changes the horizon is not `steady`: `drift` (slots
    and more) is by how many minutes real time is ahead of the clock since day 0, `swing` the slots between its least and
    its most. In a skipped hour rest is judged either way, `lenient` in the bound.
    `contracts` (contracts,) of `CONTRACT`; `agents` (agents,) of `AGENT`; `weeks` (agents, weeks) of `WEEK`;
    `reach[a, s]` is the last slot by which a shift of agent a that starts in slot s must have ended; `opens` (types,
    slots) where limited types may start; `weekends` (clocks, 2, slots and more) the number of the weekend in which a
    slot starts, and in which one ends that is counted by its end (-1: none); `known` (agents, days) of `KNOWN`,
    `known_breaks` (agents, days, breaks) the offsets published; `seats` (sites,).
    """

    days: int
    lead: int
    per_day: int
    slots: int
    first_weekday: int
    slot_minutes: int
    steady: bool
    lenient: bool
    drift: Ints
    swing: int
    types: ShiftTypes
    opens: Flags
    contracts: Records
    agents: Records
    weeks: Records
    reach: Ints32
    weekends: Ints
    known: Records
    known_breaks: Ints
    cover: Cover
    seats: Ints
    pay: float
    start_price: float
    consistency: float
    fairness: float
    change: float
    break_change: float


class Days(NamedTuple):
    """The shifts of a roster: `shifts` (agents, days) of `SHIFT`, `breaks` (agents, days, breaks) offsets in slots."""

    shifts: Records
    breaks: Ints


class Books(NamedTuple):
    """What follows from the shifts: `slack` (slots, subsets) demand less cover, `cost` (slots,) of the shortage,
    `used` (sites, slots and a day) seats, those behind the horizon's end too."""

    slack: Floats
    cost: Floats
    used: Ints


class Waiting(NamedTuple):
    """Work that may wait, piece by piece: its `window` (pieces, 2) in slots, the `gain` (pieces, subsets) that one
    head-slot of it asks for, head-slots `planned` (pieces, slots), and the `speed` (groups, pieces) at it."""

    window: Ints
    gain: Floats
    planned: Floats
    speed: Floats
