"""Queueing theory and simulation: from forecast to required heads, and from heads to the service customers feel."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
