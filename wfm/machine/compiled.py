"""How compiled functions are made by numba: cached on disk, divisions unchecked, the interpreter left free.

A `bare_kernel` allocates nothing and counts no references to the arrays it is handed: where a small function of a hot
loop takes a dozen arrays, that counting costs more than the work, and threads would wait for one another's counts. A
`written_in` function has no code of its own: a line or two, written into each function that calls it.

numba is loaded when the first kernel is called. That alone takes longer than a small answer does in plain Python, so a
process that asks one question runs the same functions `interpreted`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper
from typing import Any

import numpy as np

_making = threading.Lock()
_interpreting = 0
"""How many blocks of `interpreted` are open."""


@contextmanager
def interpreted() -> Iterator[None]:
    """Kernels called within the block run as the Python they are written in, on every thread.

    Python raises ArithmeticError in corners where compiled code goes on with infinity.
    """
    global _interpreting
    _interpreting += 1
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        _interpreting -= 1


class Kernel:
    """A function that is compiled when it is first called. What numba asks of those it compiles calls to, it answers."""

    dispatcher: Any

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.function = function
        self.options = options

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments) if _interpreting else self.dispatcher(*arguments)

    def __getattr__(self, name: str) -> Any:
        """What a kernel does not know itself is asked of numba's object for it, which is made at the first such time."""
        if name != "dispatcher":
            return getattr(self.dispatcher, name)
        with _making:
            if "dispatcher" not in self.__dict__:
                self.dispatcher = _dispatcher(self.function, self.options)
        return self.__dict__["dispatcher"]


def _dispatcher(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """numba's object for a compiled function."""
    from numba import njit, types

    def of_types(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(tuple(map(types.unliteral, args)), {name: types.unliteral(kws[name]) for name in kws})

    options = {"nogil": True, "error_model": "numpy", **options}
    try:
        made = njit(cache=True, **options)(function)
    except RuntimeError:  # no folder can be written: compiled anew in each process
        made = njit(**options)(function)
    if made is function:  # NUMBA_DISABLE_JIT is set: everything runs as plain Python
        return made
    # A literal number in a call is an ordinary number: numba would compile the function for each literal anew.
    template, made.get_call_template = made.get_call_template, of_types
    return made


def kernel(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Compile a function; `options` are those of numba beyond what every kernel has."""
    return partial(Kernel, options=options) if function is None else Kernel(function, options)


def bare_kernel(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Compile a function that allocates nothing."""
    return kernel(function, _nrt=False, **options)


def written_in(function: Callable[..., Any]) -> Any:
    """Write a function into those that call it."""
    return kernel(function, inline="always")
