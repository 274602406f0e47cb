"""The wait in front of a full group: the virtual wait of M/M/n+M by quadrature of positive terms, compiled.

With arrivals at rate `lam`, a group that finishes contacts at rate `rate` when all are busy, and patience of
rate `theta`, the virtual wait V (of a caller who would never hang up) has an atom at 0 of weight E / (E + lam J)
and the density lam exp(lam H(x) - rate x) / (E + lam J), where H(x) = (1 - exp(-theta x)) / theta, J is the
integral of exp(lam H(x) - rate x), and E the weight of the states with somebody free relative to the last of
them (Zeltyn and Mandelbaum 2005, "Call centers with impatient customers", section 3; Baccelli and Hebuterne
1981). The exponent is concave, so a march away from its top with Gauss panels is exact to rounding, and because
every integrand is positive no digit is lost to cancellation, however rare the event.

Weights may exceed the range of a double; they travel as (mantissa, exponent): mantissa * exp(exponent).
"""

from __future__ import annotations

import math

import numpy as np

from wfm.machine import kernel

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)

DROP = 44.0
"""How far below its top the exponent is followed: exp(-44) is 8e-20 of the top."""

_STEP = 9.0
"""Change of the exponent across one panel; 16 Gauss points integrate exp over it to 1e-17."""


@kernel
def free_weight(n: int, load: float) -> tuple[float, float]:
    """E of n heads: sum of load^j / j! over j < n, relative to its last term; n >= 1, load > 0 (erlangs).

    Terms are positive and summed from the last one down: 1 + (n-1)/load (1 + (n-2)/load (...)).
    """
    total, term, shift = 1.0, 1.0, 0.0
    k = n - 1
    while k > 0:
        term *= k / load
        total += term
        if k < load and term < 1e-18 * total:
            break
        if total > 1e150:
            total *= 1e-150
            term *= 1e-150
            shift += 150.0 * math.log(10.0)
        k -= 1
    return total, shift


@kernel
def _power_panel(x: float, width: float, power: float, load: float, top: float) -> float:
    total = 0.0
    for i in range(_NODES.size):
        s = x + 0.5 * width * (1.0 + _NODES[i])
        total += _WEIGHTS[i] * math.exp(power * math.log1p(s) - load * s - top)
    return 0.5 * width * total


@kernel
def _power_step(s: float, power: float, load: float) -> float:
    slope = abs(power / (1.0 + s) - load)
    curve = abs(power) / (1.0 + s) ** 2
    step = 2.0 * _STEP / (slope + math.sqrt(slope * slope + 2.0 * _STEP * curve))
    return float(min(step, 1.0 + s))


@kernel
def real_inverse_blocking(n: float, load: float) -> tuple[float, float]:
    """1 / B of a real number n > -1 of heads: load times the integral of exp(-load s) (1 + s)^n (Jagerman 1974)."""
    mode = max(0.0, n / load - 1.0)
    top = n * math.log1p(mode) - load * mode
    total, s = 0.0, mode
    while n * math.log1p(s) - load * s > top - DROP:
        width = _power_step(s, n, load)
        total += _power_panel(s, width, n, load, top)
        s += width
    s = mode
    while s > 0.0 and n * math.log1p(s) - load * s > top - DROP:
        width = min(0.5 * _power_step(s, n, load), s)
        total += _power_panel(s - width, width, n, load, top)
        s -= width
    return load * total, top


@kernel
def group_weight(heads: float, load: float) -> tuple[float, float]:
    """E for whole or real heads > 0; the integral where heads are not whole."""
    if heads == math.floor(heads):
        return free_weight(int(heads), load)
    return real_inverse_blocking(heads - 1.0, load)


@kernel
def _exponent(x: float, lam: float, rate: float, theta: float) -> float:
    if theta == 0.0:
        return (lam - rate) * x
    if theta == math.inf:
        return -rate * x
    return -lam * math.expm1(-theta * x) / theta - rate * x


@kernel
def _step(x: float, lam: float, rate: float, theta: float, leftward: bool) -> float:
    if theta == 0.0 or theta == math.inf:
        return 2.0 * _STEP / abs(rate - (lam if theta == 0.0 else 0.0))
    left = math.exp(-theta * x)
    slope, curve = abs(lam * left - rate), lam * theta * left
    step = 2.0 * _STEP / (slope + math.sqrt(slope * slope + 2.0 * _STEP * curve))
    if left * max(1.0, lam / theta) > 1e-18:
        step = min(step, (1.0 if leftward else 4.0) / theta)
    return float(step)


@kernel
def _panel(
    x: float, width: float, lam: float, rate: float, theta: float, top: float, sums: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    s0, s1, s2, s3 = sums
    half = 0.5 * width
    for i in range(_NODES.size):
        y = x + half * (1.0 + _NODES[i])
        lost = 0.0 if theta == 0.0 else (1.0 if theta == math.inf else -math.expm1(-theta * y))
        served = 1.0 - lost if lost < 0.5 else math.exp(-theta * y)
        mass = half * _WEIGHTS[i] * math.exp(_exponent(y, lam, rate, theta) - top)
        s0 += mass
        s1 += mass * served
        s2 += mass * (y if theta == 0.0 else lost)
        s3 += mass * y * served
    return s0, s1, s2, s3


@kernel
def _stretch(
    low: float, high: float, lam: float, rate: float, theta: float, top: float
) -> tuple[float, float, float, float]:
    """Integrals over low..high of v, v exp(-theta x), v (1 - exp(-theta x)) (v x when theta is 0), v x exp(-theta x)."""
    mode = 0.0
    if 0.0 < theta < math.inf and lam > rate:
        mode = math.log(lam / rate) / theta
    mode = min(max(mode, low), high)
    floor = _exponent(mode, lam, rate, theta) - DROP
    sums = (0.0, 0.0, 0.0, 0.0)
    x = mode
    while x < high and _exponent(x, lam, rate, theta) > floor:
        width = min(_step(x, lam, rate, theta, False), high - x)
        if x + width == x:
            break
        sums = _panel(x, width, lam, rate, theta, top, sums)
        x += width
    x = mode
    while x > low and _exponent(x, lam, rate, theta) > floor:
        width = min(_step(x, lam, rate, theta, True), x - low)
        if x - width == x:
            break
        sums = _panel(x - width, width, lam, rate, theta, top, sums)
        x -= width
    return sums


Wait = tuple[float, float, float, float, float, float, float, float]


@kernel
def wait_masses(e: float, e_shift: float, lam: float, rate: float, theta: float, t: float) -> Wait:
    """The shares of arrivals by fate, each a sum of positive terms.

    Returns
    -------
    free : no wait. soon, late : would wait 0 < V <= t, V > t. soon_served, late_served : the same and patient
    enough. soon_lost : V <= t but gave up. lost : all who give up. wait, wait_served : mean of the wait over all
    (until answer or hang-up), and over the answered times their share.
    `soon` is not returned: it is soon_served + soon_lost.
    """
    mode = math.log(lam / rate) / theta if (0.0 < theta < math.inf and lam > rate) else 0.0
    top = _exponent(mode, lam, rate, theta)
    s0, s1, s2, s3 = _stretch(0.0, t, lam, rate, theta, top)
    l0, l1, l2, l3 = _stretch(t, math.inf, lam, rate, theta, top)
    shift = max(top, e_shift)
    e_scaled = e * math.exp(e_shift - shift)
    scale = lam * math.exp(top - shift)
    total = e_scaled + scale * (s0 + l0)
    share = scale / total
    free = e_scaled / total
    if theta == 0.0:
        return free, share * l0, share * s1, share * l1, 0.0, 0.0, share * (s2 + l2), share * (s3 + l3)
    wait = 0.0 if theta == math.inf else share * (s2 + l2) / theta
    return free, share * l0, share * s1, share * l1, share * s2, share * (s2 + l2), wait, share * (s3 + l3)
