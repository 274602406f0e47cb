"""How compiled functions are made by numba: cached on disk, divisions unchecked, the interpreter left free.

A `bare_kernel` allocates nothing and counts no references to the arrays it is handed: where a small function of a hot
loop takes a dozen arrays, that counting costs more than the work, and threads would wait for one another's counts. A
`written_in` function has no code of its own: a line or two, written into each function that calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit, types


def _compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A decorator for compiled functions with further options of numba's."""
    compile_with = njit(cache=True, nogil=True, error_model="numpy", **options)

    def decorate(function: Callable[..., Any]) -> Any:
        made = compile_with(function)
        made.get_call_template = _once(made.get_call_template)
        return made

    return decorate


def _once(template: Callable[..., Any]) -> Callable[..., Any]:
    """A literal number in a call is an ordinary number: numba would compile the function for each literal anew."""

    def of_types(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(tuple(map(types.unliteral, args)), {name: types.unliteral(kws[name]) for name in kws})

    return of_types


kernel = _compiled()
bare_kernel = _compiled(_nrt=False)
written_in = _compiled(inline="always")
