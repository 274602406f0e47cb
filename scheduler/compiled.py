"""How the functions of the search are compiled by numba.

They are cached on disk, leave the interpreter free, and do not check divisions. A `bare` kernel allocates nothing and
counts no references to the arrays it is handed: with some thirty arrays in `Tables` that counting costs more than the
work, and threads would wait for one another's counts.
"""

from __future__ import annotations

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")
bare_kernel = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
