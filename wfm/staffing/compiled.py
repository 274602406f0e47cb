"""How the small compiled functions of the event loops are made: cached on disk, divisions unchecked.

A bare kernel allocates nothing and counts no references to the arrays it is handed, which cost the loops more than
the work of such a function.
"""

from __future__ import annotations

from numba import njit

bare_kernel = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
