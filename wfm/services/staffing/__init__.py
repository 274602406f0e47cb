"""Requirements made and stored, and what they are worth when contacts stray."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
