"""Drafts made, published, covered and simulated; and reps made up where there are none."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
