"""A person's data: what is held on one person, erasure, and how long each kind is kept."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
