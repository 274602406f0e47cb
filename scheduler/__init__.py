"""The optimizer: shifts and breaks for named people, with a proven bound, on OR-Tools."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
