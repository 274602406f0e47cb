"""How compiled functions are made by numba: cached on disk, divisions unchecked, the interpreter left free.

A `bare` kernel allocates nothing and counts no references to the arrays it is handed: where a small function of a hot
loop takes some thirty arrays, that counting costs more than the work, and threads would wait for one another's counts.
"""

from __future__ import annotations

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")
bare_kernel = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
