"""Kernels: compiled when they are first called, and the same functions in plain Python until then."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest

from wfm.machine.compiled import Kernel, bare_kernel, interpreted, kernel, written_in
from wfm.staffing.queueing.inverse import heads_of_promise, promise


@written_in
def _twice(x: float) -> float:
    return 2.0 * x


@bare_kernel
def _halved(x: float) -> float:
    return 0.25 * _twice(x)


@kernel
def _falling(n: int) -> int:
    return 0 if n <= 0 else n + _falling(n - 1)


@kernel(fastmath=False)
def _total(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """What the sum comes to."""
    total = 0.0
    for i in range(values.size):
        total += _halved(values[i]) + _falling(2) / 0.5
    return total


def test_compiled_and_plain_are_one_function() -> None:
    """Kernels that call kernels, one that calls itself, and one that is written in, give the same either way."""
    values = np.arange(4.0)
    with interpreted():
        plain = _total(values)
    assert _total(values) == plain == 3.0 + 4 * 6.0
    assert isinstance(_total, Kernel)
    assert _total.__doc__ == "What the sum comes to."
    assert len(_total.signatures) == 1
    assert _total.targetoptions["fastmath"] is False


def test_plain_counts_on_with_infinity_as_compiled() -> None:
    """A division of numpy's numbers by nothing is infinite either way, and nobody is warned."""

    @kernel
    def inverse(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(1.0 / values[0])

    with interpreted():
        assert inverse(np.zeros(1)) == np.inf
    assert inverse(np.zeros(1)) == np.inf


def test_a_kernel_that_can_be_kept_nowhere_is_compiled_all_the_same() -> None:
    """numba finds no folder for a function that stands in no file, as for one whose folders are all read-only."""

    def half() -> float:
        return 0.5

    compiled = kernel(FunctionType(half.__code__.replace(co_filename="in no file"), {}))
    assert compiled() == 0.5
    assert len(compiled.signatures) == 1


def test_without_compiling_everything_is_plain_python() -> None:
    """numba's own switch for debugging."""
    script = """
from wfm.staffing import required_heads
assert int(required_heads(10.0, 300.0, 20.0, 0.8, patience_seconds=180.0)) == 13
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NUMBA_DISABLE_JIT": "1"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def test_threads_make_one_kernel() -> None:
    """Many first calls at once find the same object of numba's."""

    @kernel
    def one() -> int:
        return 1

    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(one.dispatcher)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(thing) for thing in found}) == 1
    assert one() == 1


def test_numba_is_loaded_with_the_first_call() -> None:
    """Neither the import of kernels nor their plain use loads it."""
    script = """
import sys
from wfm.machine import interpreted
from wfm.staffing import required_heads
assert "numba" not in sys.modules
with interpreted():
    plain = int(required_heads(10.0, 300.0, 20.0, 0.8, patience_seconds=180.0))
assert "numba" not in sys.modules
assert int(required_heads(10.0, 300.0, 20.0, 0.8, patience_seconds=180.0)) == plain == 13
assert "numba" in sys.modules
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


@pytest.mark.parametrize("seed", range(5))
def test_heads_are_the_same_either_way(seed: int) -> None:
    """Random promises: the whole numbers are equal."""
    rng = np.random.default_rng(seed)
    loads = rng.uniform(0.0, 60.0, 40)
    kept = promise(
        rng.uniform(30, 900, 40), rng.uniform(0, 60, 40), rng.uniform(0.5, 0.99, 40), rng.uniform(20, 900, 40)
    )
    with interpreted():
        plain = heads_of_promise(loads, kept)
    assert (heads_of_promise(loads, kept) == plain).all()
