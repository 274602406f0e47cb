"""Leave: its kinds, what is asked for, granted, entered and counted, and the hours of it that a day allows."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
