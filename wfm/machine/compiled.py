"""How compiled functions are made by numba: cached on disk, divisions unchecked, the interpreter left free.

A `bare_kernel` allocates nothing and counts no references to the arrays it is handed: where a small function of a hot
loop takes some thirty arrays, that counting costs more than the work, and threads would wait for one another's counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def kernel(function: Callable[..., Any] | None = None, /, **options: object) -> Any:
    """Compile a function; `options` are those of numba beyond what every kernel has."""
    compiled = njit(cache=True, nogil=True, error_model="numpy", **options)
    return compiled if function is None else compiled(function)


def bare_kernel(function: Callable[..., Any] | None = None, /, **options: object) -> Any:
    """Compile a function that allocates nothing."""
    return kernel(function, _nrt=False, **options)
