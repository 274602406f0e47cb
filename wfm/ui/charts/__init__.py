"""Figures as frames, and frames as charts; nothing here reads a database or a session."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
