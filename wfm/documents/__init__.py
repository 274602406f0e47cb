"""Documents: the fields of every thing spelled once, and how each kind of file and the database hold them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
