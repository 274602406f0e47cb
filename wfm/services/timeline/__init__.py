"""The published timeline: drafts put on it, brought up to date with it, compared with it, and taken back."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
