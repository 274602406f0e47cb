"""Prices of cover and the bound they prove: the Lagrangian dual over coverage, waiting work and seats.

For prices `pi[s, t]` of a head of skill s in slot t, `rho[j]` of a head-slot of waiting work j and `sigma[site, t]` of
a seat, all >= 0 and at most the price of shortage, no schedule costs less than

    L = sum pi d + sum rho a - sum sigma seats - over asked + sum over reps of their cheapest week at these prices,

where a head of a group is worth the most of its speed times the price over its skills. Any such prices are valid, so an
early stop only loosens the bound. They are found by the volume algorithm (Barahona and Anbil, Mathematical Programming
87, 2000): subgradient steps along the shortage of an average of the answers so far, scaled by the demand of each slot.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.model import Model
from scheduler.plans import Plans
from scheduler.pools import pool_heads, pool_worth
from scheduler.pricing import answer
from scheduler.tables import CONTRACT, GROUP, KINDS_FROM, KINDS_TO

Floats = npt.NDArray[np.float64]

EARLY = 120
"""Steps in which the average of answers follows new ones faster."""


@dataclass
class Prices:
    """Prices of heads (skills, slots), waiting work (pieces,) and seats (sites, slots)."""

    heads: Floats
    work: Floats
    seats: Floats

    def moved(self, step: float, by: Prices, scale: Prices, dual: Dual) -> Prices:
        """A step along `by`, scaled by coordinate, kept within 0 and the price of shortage."""
        top = dual.model.prices
        return Prices(
            np.clip(self.heads + step * by.heads * scale.heads, 0.0, top[:, None]) * dual.asks,
            np.clip(self.work + step * by.work * scale.work, 0.0, top[dual.model.work_skill]),
            np.maximum(self.seats + step * by.seats * scale.seats, 0.0),
        )

    def mixed(self, share: float, other: Prices) -> Prices:
        """share of other, the rest of this."""
        keep = 1.0 - share
        return Prices(
            keep * self.heads + share * other.heads,
            keep * self.work + share * other.work,
            keep * self.seats + share * other.seats,
        )


def dot(a: Prices, b: Prices, scale: Prices) -> float:
    """Scaled inner product."""
    return float((a.heads * b.heads * scale.heads).sum() + (a.work * b.work * scale.work).sum()) + float(
        (a.seats * b.seats * scale.seats).sum()
    )


class Dual:
    """The dual function of a model: value and slope at any prices.

    `agents` are those priced, each standing for `copies` reps (a sample of a large centre).
    """

    def __init__(
        self, model: Model, plans: Plans, agents: npt.NDArray[np.int64] | None = None, copies: float = 1.0
    ) -> None:
        t = model.tables
        self.model, self.plans, self.copies = model, plans, copies
        self.agents = model.active if agents is None else agents
        self.asks = (model.demand > 0).astype(float)
        self.pad = 2 * t.per_day + 1
        self.frozen = np.zeros((len(model.groups.speeds), t.slots))
        for a, shifts in model.frozen.items():
            self.frozen[t.agents[a, GROUP]] += model.heads_of(shifts)
        sites = max(len(t.seats), 1)
        self.seats = np.full(sites, 1e9)
        self.seats[: len(t.seats)] = t.seats
        pairs = {tuple(row): 0 for row in t.agents[:, [CONTRACT, GROUP]].tolist()}
        self.pools = {pair: i for i, pair in enumerate(pairs)}
        self.pool = np.array([self.pools[tuple(row)] for row in t.agents[:, [CONTRACT, GROUP]].tolist()], np.int64)
        share = 1.0 / (1.0 + model.demand)
        length = np.maximum(1, np.diff(model.work_window, axis=1)[:, 0]) if len(model.work_amount) else np.zeros(0)
        work = 1.0 / (length * (1.0 + model.work_amount / np.maximum(length, 1)))
        self.scale = Prices(share, work, np.repeat(1.0 / (1.0 + self.seats[:, None]), t.slots, axis=1))

    def start(self) -> Prices:
        """Prices to begin with: about what a paid head-slot costs, more where more is asked, so that few tie."""
        t = self.model.tables
        level = 1.2 * (t.pay + t.over)
        peak = np.sqrt(self.model.demand / np.maximum(self.model.demand.max(axis=1, keepdims=True), 1e-9))
        heads = np.minimum(1.5 * level * peak, self.model.prices[:, None]) * self.asks
        work = np.minimum(level, self.model.prices[self.model.work_skill]).astype(float)
        return Prices(heads, work, np.zeros((len(self.seats), t.slots)))

    def _options(self, prices: Prices) -> tuple[Floats, npt.NDArray[np.int64]]:
        """What a head of each group may earn, (groups, 2 skills, slots): asked heads, then waiting work; and the
        dearest piece of waiting work per skill and slot (-1: none)."""
        model = self.model
        worth = np.full(model.demand.shape, -1e9)
        piece = np.full(model.demand.shape, -1, np.int64)
        for j in np.argsort(prices.work, kind="stable"):
            low, high = model.work_window[j]
            worth[model.work_skill[j], low:high] = prices.work[j]
            piece[model.work_skill[j], low:high] = j
        speeds = model.groups.speeds[:, :, None]
        both = np.concatenate((np.where(self.asks > 0, prices.heads, -1e9), worth))
        known = np.concatenate((speeds, speeds), axis=1)
        options = np.where((known > 0) & (both > -1e8), known * both, -1e9)
        return options, piece

    def value(self, prices: Prices) -> tuple[float, Prices]:
        """The dual value, a bound, and its slope: demand less supply (near ties share), seats taken less seats."""
        model, t = self.model, self.model.tables
        options, piece = self._options(prices)
        blend = 0.02 * max(t.pay, 0.05)
        top = np.maximum(options.max(axis=1), 0.0)
        weight = np.exp(np.maximum(options - top[:, None], -700 * blend) / blend) * (options > -1e8)
        spare = np.exp(np.maximum(-top, -700 * blend) / blend)
        mass = weight.sum(axis=1) + spare
        net = top - t.over * t.effective[:, None]
        best, heads, seated = self._answers(net, prices.seats)
        constant = float(model.prices @ model.lost) - t.over * model.asked - float((self.frozen * net).sum())
        asked = float((prices.heads * model.demand).sum() + prices.work @ model.work_amount)
        rent = float((prices.seats * (self.seats[:, None] - model.frozen_seats)).sum())
        served = (heads / mass)[:, None] * weight * np.concatenate((model.groups.speeds,) * 2, axis=1)[:, :, None]
        done = served.sum(axis=0)
        skills = len(model.prices)
        slope_work, on_work = model.work_amount.copy(), done[skills:]
        np.subtract.at(slope_work, piece[piece >= 0], on_work[piece >= 0])
        slope = Prices((model.demand - done[:skills]) * self.asks, slope_work, seated - self.seats[:, None])
        return constant + asked - rent - best, slope

    def _answers(self, net: Floats, seats: Floats) -> tuple[float, Floats, Floats]:
        """Sum of the best values of all weeks, and the heads (groups, slots) and seats they take."""
        model, t = self.model, self.model.tables
        v_cum = np.zeros((len(net), t.slots + self.pad))
        v_cum[:, 1 : t.slots + 1] = np.cumsum(net, axis=1)
        v_cum[:, t.slots + 1 :] = v_cum[:, [t.slots]]
        seat_cum = np.zeros((len(self.seats), t.slots + self.pad))
        seat_cum[:, 1 : t.slots + 1] = np.cumsum(seats, axis=1)
        seat_cum[:, t.slots + 1 :] = seat_cum[:, [t.slots]]
        most = int(np.diff(t.contracts[:, [KINDS_FROM, KINDS_TO]], axis=1).max(initial=1))
        worth = np.zeros((len(self.pools), most, t.slots))
        share, edges = np.zeros_like(worth), np.zeros((len(self.seats), t.slots + self.pad))
        for (c, g), i in self.pools.items():
            pool_worth(t, t.contracts[c, KINDS_FROM], t.contracts[c, KINDS_TO], v_cum[g], worth[i])
        best = float(answer(t, self.plans, self.agents, self.pool, worth, seat_cum, share, edges))
        heads = np.zeros_like(net)
        for (c, g), i in self.pools.items():
            pool_heads(t, t.contracts[c, KINDS_FROM], t.contracts[c, KINDS_TO], v_cum[g], share[i], heads[g])
        seated = np.cumsum(edges, axis=1)[:, : t.slots]
        copies = self.copies
        return copies * best, copies * heads + self.frozen, copies * seated + model.frozen_seats


def raise_bound(
    dual: Dual,
    prices: Prices,
    target: Callable[[], float],
    stop: Callable[[int], bool],
    found: Callable[[float, Prices], None],
    rounds: int,
) -> Prices:
    """Volume algorithm: up to `rounds` steps from the given prices; `found` is told of every better bound.

    `target` is the cost of the best schedule known, which sets the length of steps.
    """
    best, slope = dual.value(prices)
    centre, direction = prices, slope
    found(best, centre)
    factor, stalled = 0.3, 0
    for n in range(rounds):
        if stop(n):
            break
        gap = max(target() - best, 1e-4 * abs(best), 1e-6)
        length = dot(direction, direction, dual.scale)
        if length <= 1e-12:
            break
        trial = centre.moved(factor * gap / length, direction, dual.scale, dual)
        value, slope = dual.value(trial)
        if not math.isfinite(value):
            break
        direction = direction.mixed(0.1 if n < EARLY else 0.05, slope)
        if value > best:
            if dot(slope, direction, dual.scale) > 0:
                factor = min(2.0, factor * 1.1)
            best, centre, stalled = value, trial, 0
            found(best, centre)
        else:
            stalled += 1
            if stalled % 12 == 0:
                factor = max(factor * 0.66, 1e-4)
    return centre
