"""What rules leave possible: shifts a rep may work, clashes of rules, and floors that no schedule beats."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
