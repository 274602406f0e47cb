"""What stands before the pages: the gate, signing in and out, what strangers may ask for."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
