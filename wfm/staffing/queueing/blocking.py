"""Inverses of Erlang B: the load that lines carry, and the lines that a load takes, at a share of blocked contacts."""

from __future__ import annotations

import math

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.domain.errors import InputError
from wfm.machine import kernel
from wfm.staffing.queueing.erlang import Values, checked
from wfm.staffing.queueing.head_search import SLACK
from wfm.staffing.queueing.waiting import free_weight, real_inverse_blocking


@kernel
def _log_blocking(load: float, heads: float) -> float:
    if heads == math.floor(heads):
        weight, shift = free_weight(int(heads) + 1, load)
    else:
        weight, shift = real_inverse_blocking(heads, load)
    return -math.log(weight) - shift


@kernel
def _load_at_blocking(heads: Floats, blocking: Floats, out: Floats) -> None:
    for i in range(heads.size):
        goal, low, high = math.log(blocking[i]), 0.0, heads[i] + 1.0
        while _log_blocking(high, heads[i]) < goal:
            low, high = high, 2.0 * high
        for _ in range(200):
            middle = 0.5 * (low + high)
            if middle in (low, high):
                break
            if _log_blocking(middle, heads[i]) <= goal:
                low = middle
            else:
                high = middle
        out[i] = 0.5 * (low + high)


def _share_of_blocking(blocking: Values) -> Floats:
    b = checked("blocking", blocking)
    if not ((b > 0) & (b < 1)).all():
        raise InputError(f"blocking must be in (0, 1), got {b.ravel()[~((b > 0) & (b < 1)).ravel()][0]}")
    return b


def erlang_b_load(heads: Values, blocking: Values) -> Floats:
    """The load (erlangs) at which `heads` lines block that share of contacts, 0 < blocking < 1."""
    n, b = np.broadcast_arrays(checked("heads", heads), _share_of_blocking(blocking))
    out = np.empty(n.size)
    _load_at_blocking(n.ravel().astype(float), b.ravel(), out)
    return out.reshape(n.shape)


@kernel
def _lines(load: Floats, blocking: Floats, out: Ints) -> None:
    for i in range(load.size):
        inverse, n = 1.0, 0
        while load[i] > 0.0 and inverse * blocking[i] * (1.0 + SLACK) < 1.0:
            n += 1
            inverse = 1.0 + inverse * n / load[i]
        out[i] = n


def erlang_b_lines(load: Values, blocking: Values) -> Ints:
    """The least whole number of lines that block at most that share of contacts, 0 < blocking < 1."""
    a, b = np.broadcast_arrays(checked("load", load), _share_of_blocking(blocking))
    out = np.empty(a.size, np.int64)
    _lines(a.ravel().astype(float), b.ravel(), out)
    return out.reshape(a.shape)
