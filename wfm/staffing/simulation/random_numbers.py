"""Random numbers for compiled loops: xoshiro256++ seeded by splitmix64, and the laws that simulation draws from.

Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators". A seed and a stream number give the
same draws on every machine, whatever ran before.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from wfm.machine import bare_kernel

State = npt.NDArray[np.uint64]

EXPONENTIAL, LOGNORMAL, UNIFORM, FIXED = 0, 1, 2, 3
"""Laws of a handle time of given mean and coefficient of variation (the exponential's is 1)."""


@njit(cache=True)
def stream(seed: int, number: int) -> State:
    """A generator of its own for each number of a seed."""
    state = np.empty(4, np.uint64)
    x = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    for i in range(4):
        x += np.uint64(0x9E3779B97F4A7C15)
        z = x
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state[i] = z ^ (z >> np.uint64(31))
    return state


@bare_kernel
def uniform(s: State) -> float:
    """A number in (0, 1]."""
    total = s[0] + s[3]
    result = ((total << np.uint64(23)) | (total >> np.uint64(41))) + s[0]
    t = s[1] << np.uint64(17)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = (s[3] << np.uint64(45)) | (s[3] >> np.uint64(19))
    return (float(result >> np.uint64(11)) + 1.0) * (1.0 / 9007199254740992.0)


@bare_kernel
def exponential(s: State) -> float:
    """An exponential time of mean 1."""
    return -math.log(uniform(s))


@bare_kernel
def normal(s: State) -> float:
    """A standard normal number (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(uniform(s))) * math.cos(2.0 * math.pi * uniform(s))


@bare_kernel
def duration(s: State, law: int, mean: float, cv: float) -> float:
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
def day_factor(s: State, cv: float) -> float:
    """How much busier than forecast a day is: lognormal of mean 1."""
    return duration(s, LOGNORMAL, 1.0, cv) if cv > 0.0 else 1.0
