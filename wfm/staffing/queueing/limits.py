"""Limits of the chance to wait in large groups, which the exact formulas approach."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erfcx

from wfm.domain.arrays import Floats
from wfm.staffing.queueing.erlang import Values, checked


def halfin_whitt_delay(beta: Values) -> Floats:
    """Limit of P(wait) in Erlang C with load + beta sqrt(load) heads, beta > 0 (Halfin and Whitt 1981)."""
    b = np.asarray(beta, float)
    return np.asarray(1.0 / (1.0 + b / hazard(-b)))


def garnett_delay(beta: Values, theta_over_mu: Values) -> Floats:
    """Limit of P(wait) in Erlang A with load + beta sqrt(load) heads (Garnett, Mandelbaum and Reiman 2002, eq. 3.4).

    `theta_over_mu` is AHT / patience, > 0.
    """
    b, root = np.asarray(beta, float), np.sqrt(checked("theta_over_mu", theta_over_mu))
    return np.asarray(1.0 / (1.0 + root * hazard(b / root) / hazard(-b)))


def hazard(x: Values) -> Floats:
    """Hazard rate of the standard normal law."""
    return np.asarray(math.sqrt(2.0 / math.pi) / erfcx(np.asarray(x, float) / math.sqrt(2.0)))
