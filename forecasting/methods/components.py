"""The forecasting methods that are combined, and the protocol they keep.

A new method is one class in a file of its kind and one entry in that file's registry.
"""

from __future__ import annotations

from typing import Protocol

from forecasting.methods.cells import CELL_METHODS
from forecasting.methods.levels import LEVEL_METHODS
from forecasting.methods.regression import REGRESSION_METHODS
from forecasting.methods.training_data import Training
from wfm.domain.arrays import Floats


class Component(Protocol):
    """A forecasting method."""

    @property
    def name(self) -> str:
        """What planners read."""
        ...

    def forecast(self, training: Training) -> Floats | None:
        """Expected contacts, shape (horizon, slots), >= 0; None where this history is too short for the method."""
        ...


COMPONENTS: tuple[Component, ...] = (*CELL_METHODS, *LEVEL_METHODS, *REGRESSION_METHODS)
"""Every method the combination may weigh."""

FALLBACK: Component = next(c for c in COMPONENTS if c.name == "cleaned mean of 6 weekdays")
"""What planners do by hand; it works on any history."""
