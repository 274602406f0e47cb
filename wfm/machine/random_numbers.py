"""Random numbers for compiled loops: xoshiro256++ seeded by splitmix64.

Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators". A seed and a stream number give the
same draws on every machine, whatever ran before.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from wfm.machine.compiled import bare_kernel, kernel

RandomState = npt.NDArray[np.uint64]
"""A generator's state, shape (4,); every draw changes it."""


@kernel
def stream(seed: int, number: int) -> RandomState:
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
def uniform(s: RandomState) -> float:
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
def exponential(s: RandomState) -> float:
    """An exponential time of mean 1."""
    return -math.log(uniform(s))


@bare_kernel
def normal(s: RandomState) -> float:
    """A standard normal number (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(uniform(s))) * math.cos(2.0 * math.pi * uniform(s))


@bare_kernel
def below(s: RandomState, n: int) -> int:
    """A whole number in 0..n-1; n >= 1."""
    return min(int((1.0 - uniform(s)) * n), n - 1)
