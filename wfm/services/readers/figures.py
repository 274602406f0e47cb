"""Cells of a whole column as figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wfm.domain.arrays import Floats
from wfm.services.readers.faults import Faults


def figures(cells: Sequence[str], column: str, faults: Faults, decimal_comma: bool = False) -> Floats:
    """Figures >= 0, NaN for empty cells; every other cell refuses its row."""
    texts = pd.Series(list(cells), dtype="str")
    if decimal_comma:
        texts = texts.str.replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True)
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float, na_value=np.nan, copy=True)
    blank = (texts == "").to_numpy(bool)
    bad = ~blank & ~(np.isfinite(values) & (values >= 0))
    faults.refuse(np.flatnonzero(bad), column, lambda row: f"must be a number >= 0, got {cells[row]!r}")
    values[bad] = np.nan
    return values
