"""Prices of cover and the bound they prove: the Lagrangian dual over coverage, waiting work and seats.

For prices `pi[s, t]` of a head of skill s in slot t, `rho[j]` of a head-slot of waiting work j and `sigma[site, t]` of
a seat, all >= 0 and at most the price of shortage, no schedule costs less than

    L = sum pi d + sum rho a - sum sigma seats - over asked + sum over reps of their cheapest week at these prices,

where a head of a group is worth the most of its speed times the price over its skills. Any such prices are valid, so
an early stop only loosens the bound. They are found by subgradient steps along the shortage of a running average of
the answers (deflected subgradients: Camerini, Fratta and Maffioli, Mathematical Programming Study 3, 1975), scaled by
the demand of each slot, of lengths that fall geometrically (Goffin, Mathematical Programming 13, 1977). The steps come
in rounds, each from the best prices so far and finer than the one before, or coarser while prices have far to go.
Skills whose prices nearly tie share the heads, the less the shorter the steps are: the slope is that of a smoothed
dual (Nesterov, Mathematical Programming 103, 2005), while every value is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.arrays import CompiledProblem, WeekAutomata
from scheduler.bound.crews import crew_heads, crew_worth
from scheduler.bound.pricing import Offer, Taken, answer
from wfm.domain.arrays import Floats, Ints

ROUND = 200
"""Steps of the first round of the ascent."""

LONGER = 1.5
"""A round has so many times the steps of the one before."""

FINER = 0.4
"""A round begins with so much of the first step of the one before, and ends likewise."""

FAR, COARSER = 0.1, 30.0
"""A round that raises the bound by more than the share `FAR` shows that prices have far to go, as where reps are too
few: the next begins with a step so many times as long."""

FIRST_STEP, LAST_STEP = 0.3, 0.006
"""First and last step of the first round, in units of pay, for slots that nobody covers."""

LONGEST_STEP = 0.6
"""Longest step as a share of the highest price of shortage."""

FOLLOW = 0.1
"""Share of the newest answer in the average of answers."""

NEAR = (0.0005, 0.02)
"""Least and largest difference of prices, in units of pay, within which skills share a head: in between, this is
`SHARED` of the length of the step."""

SHARED = 0.02

RISE = 1e-5
"""Share of the bound by which a round must raise it for another to follow."""


@dataclass
class Prices:
    """Prices of heads (skills, slots), waiting work (pieces,) and seats (sites, slots)."""

    heads: Floats
    work: Floats
    seats: Floats

    def moved(self, step: float, by: Prices, scale: Prices, dual: Dual) -> Prices:
        """A step along `by`, scaled by coordinate, kept within 0 and the price of shortage."""
        top = dual.compiled.lanes.prices
        return Prices(
            np.clip(self.heads + step * by.heads * scale.heads, 0.0, top[:, None]) * dual.asks,
            np.clip(self.work + step * by.work * scale.work, 0.0, top[dual.compiled.waiting.skill]),
            np.maximum(self.seats + step * by.seats * scale.seats, 0.0),
        )

    def inward(self, slope: Prices, dual: Dual) -> Prices:
        """The slope without its parts that point out of the prices allowed."""
        top = dual.compiled.lanes.prices
        return Prices(
            _inward(self.heads, slope.heads, top[:, None]),
            _inward(self.work, slope.work, top[dual.compiled.waiting.skill]),
            _inward(self.seats, slope.seats, np.inf),
        )

    def mixed(self, share: float, other: Prices) -> Prices:
        """share of other, the rest of this."""
        keep = 1.0 - share
        return Prices(
            keep * self.heads + share * other.heads,
            keep * self.work + share * other.work,
            keep * self.seats + share * other.seats,
        )


def _inward(at: Floats, slope: Floats, top: Floats | float) -> Floats:
    return np.where((at <= 0) & (slope < 0) | (at >= top) & (slope > 0), 0.0, slope)


class Dual:
    """The dual function of a compiled problem: value and slope at any prices.

    `agents` are those priced, each standing for `copies` reps (a sample of a large centre).
    """

    def __init__(
        self, compiled: CompiledProblem, automata: WeekAutomata, agents: Ints | None = None, copies: float = 1.0
    ) -> None:
        t = compiled.tables
        self.compiled, self.automata, self.copies = compiled, automata, copies
        self.agents = compiled.active if agents is None else agents
        self.asks = (compiled.lanes.demand > 0).astype(float)
        self.pad = 2 * t.per_day + 1
        self.taken = compiled.fixed_seats[:, : t.slots]
        sites = max(len(t.seats), 1)
        self.seats = np.full(sites, 1e9)
        self.seats[: len(t.seats)] = t.seats
        horizon = compiled.problem.horizon
        contracts = t.weeks["contract"][:, [horizon.week_of(day) for day in range(t.days)]]
        pairs, crew = np.unique(np.stack((contracts.ravel(), t.known["group"].ravel())), axis=1, return_inverse=True)
        self.crews = {(c, g): i for i, (c, g) in enumerate(pairs.T.tolist())}
        self.crew = np.ascontiguousarray(crew.reshape(contracts.shape)).astype(np.int64)
        share = 1.0 / (1.0 + compiled.lanes.demand)
        length = (
            np.maximum(1, np.diff(compiled.waiting.window, axis=1)[:, 0])
            if len(compiled.waiting.amount)
            else np.zeros(0)
        )
        work = 1.0 / (length * (1.0 + compiled.waiting.amount / np.maximum(length, 1)))
        self.scale = Prices(share, work, np.repeat(1.0 / (1.0 + self.seats[:, None]), t.slots, axis=1))

    def start(self) -> Prices:
        """Prices to begin with: about what a paid head-slot costs, more where more is asked, so that few tie."""
        t = self.compiled.tables
        level = 1.2 * (t.pay + t.cover.over)
        peak = np.sqrt(
            self.compiled.lanes.demand / np.maximum(self.compiled.lanes.demand.max(axis=1, keepdims=True), 1e-9)
        )
        heads = np.minimum(1.5 * level * peak, self.compiled.lanes.prices[:, None]) * self.asks
        work = np.minimum(level, self.compiled.lanes.prices[self.compiled.waiting.skill]).astype(float)
        return Prices(heads, work, np.zeros((len(self.seats), t.slots)))

    def _earnings(self, prices: Prices) -> tuple[Floats, Ints]:
        """What a head of each group may earn, (groups, 2 skills, slots): asked heads, then waiting work; and the
        dearest piece of waiting work per skill and slot (-1: none)."""
        compiled = self.compiled
        worth = np.full(compiled.lanes.demand.shape, -1e9)
        piece = np.full(compiled.lanes.demand.shape, -1, np.int64)
        for j in np.argsort(prices.work, kind="stable"):
            low, high = compiled.waiting.window[j]
            worth[compiled.waiting.skill[j], low:high] = prices.work[j]
            piece[compiled.waiting.skill[j], low:high] = j
        speeds = compiled.groups.speeds[:, :, None]
        both = np.concatenate((np.where(self.asks > 0, prices.heads, -1e9), worth))
        known = np.concatenate((speeds, speeds), axis=1)
        earnings = np.where((known > 0) & (both > -1e8), known * both, -1e9)
        return earnings, piece

    def free(self) -> Prices:
        """Prices of nothing: the best to begin with where reps are plenty."""
        compiled = self.compiled
        seats = np.zeros((len(self.seats), compiled.tables.slots))
        return Prices(np.zeros(compiled.lanes.demand.shape), np.zeros(len(compiled.waiting.amount)), seats)

    def dear(self) -> Prices:
        """The price of shortage for all that is asked: the best to begin with where reps are far too few."""
        compiled = self.compiled
        heads = compiled.lanes.prices[:, None] * self.asks
        work = compiled.lanes.prices[compiled.waiting.skill].astype(float)
        return Prices(heads, work, np.zeros((len(self.seats), compiled.tables.slots)))

    def starts(self) -> tuple[Prices, ...]:
        """Prices to begin with, those to follow first: `start`, or `dear` where that proves more than anything."""
        start, free, dear = self.start(), self.free(), self.dear()
        if self.value(dear)[0] > max(self.value(start)[0], self.value(free)[0]):
            return dear, start, free
        return start, free

    @property
    def unit(self) -> float:
        """What a step of the ascent is measured in: the pay of a slot."""
        return max(self.compiled.tables.pay, 0.05)

    def longest_step(self) -> float:
        """Longest step that makes sense: a slot that nobody covers may need the price of shortage."""
        return max(LONGEST_STEP * float(self.compiled.lanes.prices.max(initial=0.0)), self.unit)

    def value(self, prices: Prices, step: float = math.inf) -> tuple[float, Prices]:
        """The dual value, a bound, and its slope: demand less supply (near ties share, the fewer the shorter the steps
        along the slopes are), seats taken less seats."""
        compiled, t = self.compiled, self.compiled.tables
        earnings, piece = self._earnings(prices)
        blend = min(max(SHARED * step, NEAR[0] * self.unit), NEAR[1] * self.unit)
        top = np.maximum(earnings.max(axis=1), 0.0)
        weight = np.exp(np.maximum(earnings - top[:, None], -700 * blend) / blend) * (earnings > -1e8)
        spare = np.exp(np.maximum(-top, -700 * blend) / blend)
        mass = weight.sum(axis=1) + spare
        net = top - t.cover.over * t.cover.effective[:, None]
        best, heads, seated = self._answers(net, prices.seats)
        constant = (
            float(compiled.lanes.prices @ compiled.waiting.lost)
            - t.cover.over * compiled.asked
            - float((compiled.fixed_heads * net).sum())
        )
        asked = float((prices.heads * compiled.lanes.demand).sum() + prices.work @ compiled.waiting.amount)
        rent = float((prices.seats * np.maximum(self.seats[:, None] - self.taken, 0)).sum())
        served = (heads / mass)[:, None] * weight * np.concatenate((compiled.groups.speeds,) * 2, axis=1)[:, :, None]
        done = served.sum(axis=0)
        skills = len(compiled.lanes.prices)
        slope_work, on_work = compiled.waiting.amount.copy(), done[skills:]
        np.subtract.at(slope_work, piece[piece >= 0], on_work[piece >= 0])
        slope = Prices((compiled.lanes.demand - done[:skills]) * self.asks, slope_work, seated - self.seats[:, None])
        return constant + asked - rent - best, slope

    def _answers(self, net: Floats, seats: Floats) -> tuple[float, Floats, Floats]:
        """Sum of the best values of all weeks, and the heads (groups, slots) and seats they take."""
        compiled, t = self.compiled, self.compiled.tables
        v_cum = np.zeros((len(net), t.slots + self.pad))
        v_cum[:, 1 : t.slots + 1] = np.cumsum(net, axis=1)
        v_cum[:, t.slots + 1 :] = v_cum[:, [t.slots]]
        seat_cum = np.zeros((len(self.seats), t.slots + self.pad))
        seat_cum[:, 1 : t.slots + 1] = np.cumsum(seats, axis=1)
        seat_cum[:, t.slots + 1 :] = seat_cum[:, [t.slots]]
        most = int((t.contracts["types_to"] - t.contracts["types_from"]).max(initial=1))
        worth = np.zeros((len(self.crews), most, t.slots))
        share, edges = np.zeros_like(worth), np.zeros((len(self.seats), t.slots + self.pad))
        for (c, g), i in self.crews.items():
            crew_worth(t, c, v_cum[g], worth[i])
        offer, taken = Offer(self.crew, worth, seat_cum), Taken(share, edges)
        best = float(answer(t, self.automata, self.agents, offer, taken))
        heads = np.zeros_like(net)
        for (c, g), i in self.crews.items():
            crew_heads(t, c, v_cum[g], share[i], heads[g])
        seated = np.cumsum(edges, axis=1)[:, : t.slots]
        copies = self.copies
        return copies * best, copies * heads + compiled.fixed_heads, copies * seated + self.taken


def raise_bound(
    dual: Dual,
    starts: Sequence[Prices],
    stop: Callable[[], bool],
    found: Callable[[float, Prices], None],
    steps: int,
    length: int = ROUND,
) -> Prices:
    """The best prices of up to `steps` steps; `found` is told of every better bound.

    The first of the starts is followed, the others are only tried: a later round begins from whichever is best by then.
    `length` is the number of steps of the first round.
    """
    best = Best(found)
    for prices in starts:
        best.note(dual.value(prices)[0], prices)
    prices, done = starts[0], 0
    first, last = FIRST_STEP * dual.unit, LAST_STEP * dual.unit
    while done < steps and not stop():
        count, before = min(length, steps - done), best.value
        _raise_round(dual, prices, stop, best, (first, last), count)
        rise = (best.value - before) / max(abs(before), 1e-9)
        if done and rise < RISE:
            break
        done, prices = done + count, best.prices or prices
        if rise > FAR:
            first = max(first, min(COARSER * first, dual.longest_step()))
        else:
            first, last, length = FINER * first, FINER * last, round(LONGER * length)
    return best.prices or starts[0]


class Best:
    """The best prices so far; `found` is told of every better bound."""

    def __init__(self, found: Callable[[float, Prices], None]) -> None:
        self.found = found
        self.value = -math.inf
        self.prices: Prices | None = None

    def note(self, value: float, prices: Prices) -> None:
        """Keep the prices if they prove more."""
        if math.isfinite(value) and value > self.value:
            self.value, self.prices = value, prices
            self.found(value, prices)


def _raise_round(
    dual: Dual, prices: Prices, stop: Callable[[], bool], best: Best, lengths: tuple[float, float], count: int
) -> None:
    """`count` steps from the given prices, of lengths that fall geometrically from the first to the last."""
    direction = dual.free()
    for n in range(count):
        if stop():
            return
        step = lengths[0] * (lengths[1] / lengths[0]) ** (n / count)
        value, slope = dual.value(prices, step)
        best.note(value, prices)
        direction = direction.mixed(FOLLOW, prices.inward(slope, dual))
        prices = prices.moved(step, direction, dual.scale, dual)
