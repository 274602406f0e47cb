"""The scheduling problem: what is asked, of whom, under which contracts; and its file."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
