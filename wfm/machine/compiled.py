"""How compiled functions are made by numba: cached on disk, divisions unchecked, the interpreter left free.

A `bare_kernel` allocates nothing and counts no references to the arrays it is handed: where a small function of a hot
loop takes a dozen arrays, that counting costs more than the work, and threads would wait for one another's counts. A
`written_in` function has no code of its own: a line or two, written into each function that calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit, types


def kernel(function: Callable[..., Any] | None = None, /, **options: object) -> Any:
    """Compile a function; `options` are those of numba beyond what every kernel has."""
    if function is None:
        return lambda body: kernel(body, **options)
    compiled = njit(cache=True, nogil=True, error_model="numpy", **options)(function)
    compiled.get_call_template = _once(compiled.get_call_template)
    return compiled


def _once(template: Callable[..., Any]) -> Callable[..., Any]:
    """A literal number in a call is an ordinary number: numba would compile the function for each literal anew."""

    def of_types(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(tuple(map(types.unliteral, args)), {name: types.unliteral(kws[name]) for name in kws})

    return of_types


def bare_kernel(function: Callable[..., Any] | None = None, /, **options: object) -> Any:
    """Compile a function that allocates nothing."""
    return kernel(function, _nrt=False, **options)


def written_in(function: Callable[..., Any]) -> Any:
    """A function that is written into each function that calls it."""
    return kernel(function, inline="always")
