"""Control of a search: when to stop, what it has reached, and who is told."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
