"""What leave would cost before it is decided on: the shifts that it takes, and the coverage lost by it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
