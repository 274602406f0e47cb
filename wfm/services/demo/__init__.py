"""The demo centre: founded, hired for its work, planned, and lived in up to this moment; one account per role."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
