"""Time: the grid of intervals that every array travels with, and the wall-clock axis that shifts live on.

All daylight-saving logic of the project is in this package. Stored instants are UTC; people and models live
on local time.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
