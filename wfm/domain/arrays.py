"""Arrays as they are named in types, each declared once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Records = npt.NDArray[np.void]
"""Rows of named fields."""

Row = Any
"""One of such rows: its fields are attributes in compiled code, keys in Python."""
