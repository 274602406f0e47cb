"""The laws that a simulation draws handle times and busy days from."""

from __future__ import annotations

import math

from wfm.machine import RandomState, bare_kernel, exponential, normal, uniform

EXPONENTIAL, LOGNORMAL, UNIFORM, FIXED = 0, 1, 2, 3
"""Laws of a handle time of given mean and coefficient of variation (the exponential's is 1)."""


@bare_kernel
def duration(s: RandomState, law: int, mean: float, cv: float) -> float:
    """A handle time of that law, mean and coefficient of variation."""
    if law == EXPONENTIAL:
        return mean * exponential(s)
    if law == LOGNORMAL:
        spread = math.log(1.0 + cv * cv)
        return mean * math.exp(math.sqrt(spread) * normal(s) - 0.5 * spread)
    if law == UNIFORM:
        return mean * (1.0 + math.sqrt(3.0) * cv * (2.0 * uniform(s) - 1.0))
    return mean


@bare_kernel
def day_factor(s: RandomState, cv: float) -> float:
    """How much busier than forecast a day is: lognormal of mean 1."""
    return duration(s, LOGNORMAL, 1.0, cv) if cv > 0.0 else 1.0
