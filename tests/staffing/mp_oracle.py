"""Erlang B, C and A in 40-digit arithmetic, by other formulas than the package: state sums and confluent series."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

import mpmath as mp

mp.mp.dps = 40

DEFINITIONS = ("offered", "answered", "excluding_short", "virtual")


def exact(x: Fraction | int) -> mp.mpf:
    """A rational number in 40 digits."""
    return mp.mpf(Fraction(x).numerator) / mp.mpf(Fraction(x).denominator)


BITS = 180
"""Fixed-point fraction of the two series, 54 decimal digits: their sums are at least 1 and their terms positive."""


def inverse_blocking(n: int, load: mp.mpf) -> mp.mpf:
    """1 / B: the sum over states, from the last one down."""
    one, scaled = 1 << BITS, int(mp.ldexp(load, 2 * BITS))
    total = term = one
    for k in range(n, 0, -1):
        term = (term * k << (2 * BITS)) // scaled
        total += term
        if k < load and term < 1 << 20:
            break
    return mp.ldexp(mp.mpf(total), -BITS)


def confluent(c: mp.mpf, y: mp.mpf) -> mp.mpf:
    """Sum of y^k / (c (c+1) ... (c+k)): the lower incomplete gamma function of c at y, times exp(y) y^-c."""
    one = 1 << BITS
    up, down = int(mp.ldexp(y, BITS)), int(mp.ldexp(c, BITS))
    total = term = one
    while term >= 1 << 20 or down < up:
        down += one
        term = term * up // down
        total += term
    return mp.ldexp(mp.mpf(total), -BITS) / c


def erlang_c(load: mp.mpf, n: int, t: mp.mpf) -> tuple[mp.mpf, mp.mpf]:
    """P(wait) and service level within t AHTs."""
    if load >= n:
        return mp.mpf(1), mp.mpf(0)
    blocked = 1 / inverse_blocking(n, load)
    wait = blocked / (1 - load / n * (1 - blocked))
    return wait, 1 - wait * mp.exp(-(n - load) * t)


def erlang_a(load: mp.mpf, n: int, theta: mp.mpf, t: mp.mpf) -> dict[str, mp.mpf]:
    """All figures of M/M/n+M, times in AHTs; theta = AHT / patience."""
    c, eta = n / theta, load / theta
    y = eta * mp.exp(-theta * t)
    free = inverse_blocking(n - 1, load)
    waits = eta * confluent(c, eta)
    tail = mp.exp(eta - y - c * theta * t)
    late = eta * tail * confluent(c, y)
    late_served = tail * y * confluent(c + 1, y)
    all_served = eta * confluent(c + 1, eta)
    total = free + waits
    offered = (free + all_served - late_served) / total
    served = (free + all_served) / total
    lost = (waits - all_served) / total
    stays = late * mp.exp(-theta * t) / total
    return {
        "p_wait": waits / total,
        "offered": offered,
        "answered": offered / served,
        "excluding_short": offered / (offered + stays),
        "virtual": 1 - late / total,
        "abandonment": lost,
        "mean_wait": lost / theta,
        "occupancy": load * served / n,
    }


@dataclass(frozen=True)
class Case:
    """One promise in rational numbers, so that both sides read the same case."""

    volume: Fraction
    aht: Fraction
    interval: Fraction
    patience: Fraction | None
    seconds: Fraction
    share: Fraction
    definition: str
    occupancy: Fraction
    abandonment: Fraction | None

    @property
    def load(self) -> Fraction:
        """Erlangs."""
        return self.volume * self.aht / self.interval

    def kept(self, n: int) -> bool:
        """Whether n heads keep the promise, in 40 digits."""
        load = self.load
        if load == 0:
            return True
        if n == 0:
            return False
        a, t = exact(load), exact(self.seconds / self.aht)
        if self.patience is None:
            return load <= n * self.occupancy and erlang_c(a, n, t)[1] >= exact(self.share)
        found = erlang_a(a, n, exact(self.aht / self.patience), t)
        fits = self.abandonment is None or found["abandonment"] <= exact(self.abandonment)
        # Somebody always hangs up and reps are never all busy for ever, so occupancy < min(1, load / n): a cap met
        # by these bounds is met, even where the difference (1e-700, say) is beyond 40 digits.
        bounded = self.occupancy == 1 or load <= n * self.occupancy
        within = bounded or found["occupancy"] <= exact(self.occupancy)
        return bool(fits and within and found[self.definition] >= exact(self.share))


def random_case(rng: random.Random, largest: float = 100_000.0) -> Case:
    """Loads from 0 to `largest` erlangs, evenly in the logarithm; one in eight hits its occupancy cap exactly."""
    aht, interval = Fraction(rng.randint(30, 900)), Fraction(rng.choice((300, 900, 1800, 3600)))
    load = Fraction(0) if rng.random() < 0.02 else Fraction(round(10 ** rng.uniform(-2, 0) * 10**4), 10**4)
    load *= Fraction(round(rng.uniform(1, largest) ** rng.random() * 100), 100)
    occupancy = Fraction(rng.choice((70, 80, 85, 88, 90, 95, 100)), 100)
    if rng.random() < 0.125:
        load = occupancy * rng.randint(1, max(1, int(rng.random() ** 3 * largest)))
    waits = rng.random() < 0.5
    return Case(
        volume=min(load, Fraction(int(largest))) * interval / aht,
        aht=aht,
        interval=interval,
        patience=None if waits else Fraction(rng.randint(20, 1200)),
        seconds=Fraction(rng.choice((0, 10, 15, 20, 30, 60, 120))),
        share=Fraction(rng.choice((50, 70, 80, 90, 95, 99)), 100),
        definition="offered" if waits else rng.choice(DEFINITIONS),
        occupancy=occupancy,
        abandonment=None if waits or rng.random() < 0.5 else Fraction(rng.choice((1, 2, 3, 5, 10)), 100),
    )
