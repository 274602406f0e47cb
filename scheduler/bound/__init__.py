"""The proven bound: the Lagrangian dual over coverage, waiting work and seats."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
